"""Kills a counter's step of the exchange at one point after the other: ``python -m`` this module.

Every time on a fresh copy of the counter of a folder: a process dies by SIGKILL before its Nth file
operation or beside a commit, a second one does the step to its end, and nothing is lost or doubled.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from app.clock import SystemClock, SystemRandomness
from app.ledger import exchange
from app.ledger.ledger import Ledger
from app.sync.desk import SyncDesk
from app.sync.folder import SyncFolder

NODE, OTHER, THEIRS = 9, 7, 10
"""The counter, and how many events of which other one its feed has."""


def main(here: Path) -> int:
    """Kills at every point; returns at how many."""
    for kills, point in enumerate(range(1, 1000)):
        place = here / f"killed-{point}"
        place.mkdir()
        shutil.copytree(here / "sync", place / "sync")
        for name in ("ledger.db", "ledger.db.key"):
            shutil.copyfile(here / name, place / name)
        ended = in_child(place, point)
        if ended != -signal.SIGKILL:
            assert ended == 0, ended
            return kills
        assert in_child(place, 0) == 0, point
    raise AssertionError("the step never ends")


def in_child(place: Path, left: int) -> int:
    """Exit code of a process that does the step and dies at an operation; 0: at none."""
    child = os.fork()
    if child == 0:
        try:
            step(place, left)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def step(place: Path, left: int) -> None:
    ledger = Ledger.open(
        place / "ledger.db", node=NODE, clock=SystemClock(), random=SystemRandomness()
    )
    folder = SyncFolder(place / "sync")
    kill_at(ledger, left)
    SyncDesk(ledger, folder, program="1", health=dict).step()
    with ledger.read() as reader:
        assert exchange.last_event(reader.db, OTHER, 1) == THEIRS
        sealed, acknowledged = exchange.cursor(reader.db, 1)
    assert 0 < acknowledged < sealed == ledger.last
    assert not list(folder.inbox.iterdir())
    assert not list(folder.aside.iterdir())
    waiting = folder.bundles(NODE)
    assert waiting[0].first == acknowledged + 1
    assert waiting[-1].last == sealed
    os._exit(0)


def kill_at(ledger: Ledger, left: int) -> None:
    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("os.rename", "os.remove", "open") and "sync" in str(arguments[0]):
            pass_by()

    commit = ledger.commit

    def counted(work: Any) -> Any:
        pass_by()
        made = commit(work)
        pass_by()
        return made

    ledger.commit = counted  # type: ignore[method-assign]
    sys.addaudithook(watch)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))  # noqa: T201
