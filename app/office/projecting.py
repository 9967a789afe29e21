"""The threads of ``serve`` that project, and look after people and exceptions, until it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from app.domain.errors import TapcardError
from app.domain.identity import Node
from app.kiosk import Clock
from app.ledger.checkpoint import Signer
from app.office.looking import look_again
from app.office.people import keep_people
from app.office.projector import project_once, retry
from app.office.store.contract import Store
from app.office.tables import bring_up_to_date

_LOG = logging.getLogger(__name__)
_IDLE = 0.2
"""Seconds between two looks where there was nothing to do."""
_TROUBLE = 2.0
"""Seconds after a failure: the database is away, or another worker was in the way."""


class Owner(NamedTuple):
    """Head office, as projectors need it."""

    node: Node
    identity: Signer
    """For whose seal key personal keys come sealed."""
    clock: Clock


def run_projectors(store: Store, stop: threading.Event, workers: int, office: Owner) -> None:
    """Projects whatever comes until ``stop`` is set; returns when all threads have ended.

    ``workers``: threads, of which on PostgreSQL one computes while the server writes for another;
    more than one make nothing faster with SQLite. On PostgreSQL several processes may do this at
    once.
    """
    _again_and_again(stop, partial(_prepare, store, office), once=True)
    rounds: list[Callable[[], bool]] = [partial(_project, store, office.clock)] * workers
    rounds.append(partial(_people, store, office.identity, stop))
    rounds.append(partial(look_again, store))
    threads = [
        threading.Thread(target=_again_and_again, args=(stop, one), name=f"projector-{number}")
        for number, one in enumerate(rounds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _prepare(store: Store, office: Owner) -> bool:
    """This program may be a newer one than the last, and read more."""
    bring_up_to_date(store, office.node, office.clock.milliseconds())
    retry(store)
    return True


def _project(store: Store, clock: Clock) -> bool:
    return not project_once(store, clock.milliseconds()).nothing


def _people(store: Store, identity: Signer, stop: threading.Event) -> bool:
    return any(keep_people(store, identity, stop.is_set))


def _again_and_again(
    stop: threading.Event, work: Callable[[], bool], *, once: bool = False
) -> None:
    """Nothing ends a thread but ``stop``: what fails is told, and tried again.

    ``once``: until it was done.
    """
    while not stop.is_set():
        pause = _TROUBLE
        try:
            busy = work()
        except TapcardError as error:
            _LOG.warning("projecting waits: %s", error.message)
        except Exception:  # noqa: BLE001  a thread that ends would end projecting
            _LOG.exception("projecting failed")
        else:
            if busy and once:
                return
            pause = 0 if busy else _IDLE
        stop.wait(pause)
