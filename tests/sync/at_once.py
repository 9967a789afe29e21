"""SQLite's writer without a thread of its own, for worlds by the thousand: nobody else writes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import ParamSpec, TypeVar
from unittest.mock import patch

from app.ledger import connections

P = ParamSpec("P")
T = TypeVar("T")


class _AtOnce:
    """Takes the place of an executor: does in the asking thread what it is given."""

    def __init__(self, *_threads: object) -> None:
        """As an executor is made."""

    def submit(self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """What ``work`` raises comes out of ``result()``."""
        done: Future[T] = Future()
        try:
            done.set_result(work(*arguments, **named))
        except BaseException as error:  # noqa: BLE001  as an executor does
            done.set_exception(error)
        return done

    def shutdown(self) -> None:
        """There is nothing to end."""


def writing_at_once() -> AbstractContextManager[object]:
    """Of databases that are opened in the context."""
    return patch.object(connections, "ThreadPoolExecutor", _AtOnce)
