"""A worker that feeds scopes: ``python -m tests.office.feeding_process STORE NUMBER WHEN``.

Ends itself by SIGKILL ``before`` or ``after`` the commit of that portion.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from app.domain.identity import EventId
from app.ledger.events.accounts import AccountSuspended
from app.office import feeding
from app.office.feeding import feed_scopes
from app.office.store.contract import Projecting, Store
from app.office.store.opening import open_store
from tests.office.nodes import NOW, OFFICE, KioskNode

T = TypeVar("T")

PORTION = 4
_EVENTS = 15
_SUSPENDED = AccountSuspended(account="7010000", reason="moved", date=date(2026, 1, 1))


def pushed(where: str) -> list[EventId]:
    """Two kiosks push; what must be in their region's scope in the end."""
    store = open_store(where)
    for node in (7, 8):
        KioskNode(node).enrol(store).write(*[_SUSPENDED] * _EVENTS).push(store)
    store.close()
    return [EventId(node, 1, seq) for node in (7, 8) for seq in range(2, _EVENTS + 2)]


def main(where: str, number: str, when: str) -> None:
    feeding.PORTION = PORTION
    store = open_store(where)
    _end_at_commit(store, int(number), when)
    while feed_scopes(store, OFFICE, NOW):
        pass


def _end_at_commit(store: Store, number: int, when: str) -> None:
    project = store.project
    left = number

    def ending(work: Callable[[Projecting], T]) -> T:
        nonlocal left
        left -= 1

        def killed(tx: Projecting) -> T:
            work(tx)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError

        result = project(killed if left == 0 and when == "before" else work)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    store.project = ending  # type: ignore[method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:])
