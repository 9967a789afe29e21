"""A process that projects for ``serve``, or looks after people and exceptions behind that.

It is told what to do on its input, where no other user of the machine reads the database's
password, and ends when that is closed: by ``serve``, or by the kernel where ``serve`` was killed.
Killed itself, it leaves nothing half done: each step is one transaction.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import msgspec

from app.clock import SystemClock
from app.office.garbage import look_seldom
from app.office.identity import load_identity
from app.office.projecting import again_and_again, look_after_until, project_until
from app.office.store.contract import Store
from app.office.store.opening import open_store

_NICE = 10
"""Whoever pushes or says hello waits for an answer; nobody waits for the tables."""
GRACE = 10.0
"""Seconds for the transaction under way, before it is left to the database to undo."""


class Duty(StrEnum):
    """What a process is for."""

    PROJECT = "project"
    LOOK_AFTER = "look after"


class Orders(msgspec.Struct, frozen=True):
    """What a process is told, as JSON on one line."""

    duty: Duty
    store: str
    """As :func:`open_store` takes it."""
    identity: str
    """File of the office identity."""


def work(orders: Orders, stop: threading.Event) -> None:
    """Returns when ``stop`` is set; a database that is away is waited for."""
    opened: list[Store] = []

    def open_() -> bool:
        opened.append(open_store(orders.store))
        return True

    again_and_again(stop, open_, once=True)
    for store in opened:
        with closing(store):
            if orders.duty is Duty.PROJECT:
                project_until(store, stop, SystemClock())
            else:
                look_after_until(store, stop, load_identity(Path(orders.identity)))


def main() -> None:
    """Until its input is closed."""
    os.nice(_NICE)
    # A terminal tells the whole group; this one goes by its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.INFO)
    stop = threading.Event()
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as told:
        line = told.readline()
        if not line.endswith(b"\n"):
            return  # nobody is there any more
        orders = msgspec.json.decode(line, type=Orders)
        threading.Thread(target=_end_with, args=(stop,), daemon=True).start()
        look_seldom()
        work(orders, stop)


def _end_with(stop: threading.Event) -> None:
    """Waits until the input is closed."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stop.set()
    threading.Event().wait(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
