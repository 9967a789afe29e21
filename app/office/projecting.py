"""Projecting, and looking after people and exceptions, until it ends: in threads of one process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
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


def prepare_tables(store: Store, stop: threading.Event, office: Owner) -> None:
    """Before anybody projects: this program may be a newer one than the last, and read more.

    By one process alone. Returns when it is done, or when ``stop`` is set.
    """

    def prepare() -> bool:
        bring_up_to_date(store, office.node, office.clock.milliseconds())
        retry(store)
        return True

    again_and_again(stop, prepare, once=True)


def project_until(store: Store, stop: threading.Event, clock: Clock) -> None:
    """Projects whatever comes until ``stop`` is set.

    On PostgreSQL any number may do this at once.
    """
    again_and_again(stop, lambda: not project_once(store, clock.milliseconds()).nothing)


def look_after_until(store: Store, stop: threading.Event, identity: Signer) -> None:
    """Likewise personal keys, names and exceptions, behind the projectors; one at a time."""

    def people() -> bool:
        return any(keep_people(store, identity, stop.is_set))

    def exceptions() -> bool:
        return look_again(store, stop.is_set)

    threads = [
        threading.Thread(target=again_and_again, args=(stop, work), name=name)
        for name, work in (("people", people), ("exceptions", exceptions))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def again_and_again(stop: threading.Event, work: Callable[[], bool], *, once: bool = False) -> None:
    """Nothing ends this but ``stop``: what fails is told, and tried again.

    ``work``: whether there was something to do. ``once``: until it was done.
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
