"""A process that pushes: ``python -m tests.office.pushing STORE [before|after]``.

``STORE``: a folder or a DSN, with kiosk 7 enrolled. Says each acknowledged event on a line.
``before`` and ``after`` end it by SIGKILL around the commit of its third push.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

from app.office.push_answers import Acked
from app.office.store.contract import KioskTransaction, Store
from app.office.store.opening import open_store
from tests.office.nodes import KioskNode

T = TypeVar("T")

EVENTS = 1_200
_STEP = 4


def kiosk() -> KioskNode:
    """The one whose events are pushed; the same in every process."""
    return KioskNode(7).sell(EVENTS // 2).restart().sell(EVENTS // 2 - 2)


def main(where: str, when: str = "") -> None:
    """Pushes everything in small bundles."""
    store = open_store(where)
    made = kiosk()
    for number, first in enumerate(range(1, EVENTS + 1, _STEP), 1):
        if number == 3 and when:
            _end_at_commit(store, when)
        answer = made.push(store, first, first + _STEP - 1)
        assert isinstance(answer, Acked), answer
        sys.stdout.write(f"{answer.seq}\n")
        sys.stdout.flush()


def _end_at_commit(store: Store, when: str) -> None:
    change = store.change

    def ending(node: int, work: Callable[[KioskTransaction], T]) -> T:
        def killed(tx: KioskTransaction) -> T:
            work(tx)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError

        result = change(node, killed if when == "before" else work)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    store.change = ending  # type: ignore[method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:])
