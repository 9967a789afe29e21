"""Statements that end soon once nobody waits for them any more, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import apsw
from peewee import Database

from app.ledger.database import connection_of
from app.ledger.snapshot import ask_now_and_then

_EVERY_SECONDS = 0.2
"""How often a server's client asks whether to go on; SQLite asks between its own steps."""
_CANCELLED = "57014"
"""Source: PostgreSQL's documentation, "PostgreSQL Error Codes": query_canceled."""


class Stopped(Exception):
    """A statement was ended because it was given up."""


@contextmanager
def stoppable(db: Database, given_up: Callable[[], bool]) -> Iterator[None]:
    """Statements meanwhile raise Stopped soon after ``given_up`` says so.

    ``given_up`` is asked on another thread, perhaps.
    """
    with _on_sqlite(db, given_up) if db.param == "?" else _on_a_server(db, given_up):
        yield


@contextmanager
def _on_sqlite(db: Database, given_up: Callable[[], bool]) -> Iterator[None]:
    connection = connection_of(db)
    ask_now_and_then(connection, given_up)
    try:
        yield
    except apsw.InterruptError as error:
        raise Stopped from error
    finally:
        connection.set_progress_handler(None)


@contextmanager
def _on_a_server(db: Database, given_up: Callable[[], bool]) -> Iterator[None]:
    connection: Any = db.connection()  # type: ignore[no-untyped-call]  # untyped in peewee's stubs
    through = threading.Event()

    def watch() -> None:
        while not through.wait(_EVERY_SECONDS):
            if given_up():  # one that came between two statements was for nothing: again
                connection.cancel_safe()

    watching = threading.Thread(target=watch, name="stoppable", daemon=True)
    watching.start()
    try:
        yield
    except Exception as error:
        if getattr(error, "sqlstate", None) == _CANCELLED:  # only the store knows the driver
            raise Stopped from error
        raise
    finally:
        through.set()
        watching.join()
