"""A process that projects: ``python -m tests.office.projecting_alone STORE [before|after]``.

Says on a line what each round did. ``before`` and ``after`` end it by SIGKILL around the commit of
its third round.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

from app.office.projector import project_once
from app.office.store.contract import Projecting, Store
from app.office.store.opening import open_store
from tests.office.nodes import NOW

T = TypeVar("T")

STEP = 5


def main(where: str, when: str = "") -> None:
    """Until nothing is left."""
    store = open_store(where)
    applied, rounds = -1, 0
    while applied:
        rounds += 1
        if rounds == 3 and when:
            _end_at_commit(store, when)
        applied = project_once(store, NOW, most=STEP).applied
        sys.stdout.write(f"{applied}\n")
        sys.stdout.flush()


def _end_at_commit(store: Store, when: str) -> None:
    project = store.project

    def ending(work: Callable[[Projecting], T]) -> T:
        def killed(tx: Projecting) -> T:
            result = work(tx)
            if result != (STEP, 0):  # the rows of new cursors
                return result
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError

        result = project(killed if when == "before" else work)
        if result == (STEP, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    store.project = ending  # type: ignore[method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:])
