"""Kills the taking-in of a file of readings at one point after the other: ``python -m`` this.

Every time on a fresh copy of a ledger: a process dies by SIGKILL before its Nth event, beside its
commit, or before a step of the list that it writes. What is on record then is nothing or all; a
second process takes the same file in, and all stands there once.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from app.ledger.events.dial_readings import DialRead
from app.ledger.journal import scan
from app.ledger.ledger import Ledger
from app.ledger.projection.statements import execute
from tests.counter import SUPERVISOR, Counter, SetClock


def main(folder: Path, file: str, now: int) -> int:
    """Kills at every point; returns at how many."""
    whole = recorded(folder / "done")
    for kills, point in enumerate(range(1, 1000)):
        place = folder / f"killed-{point}"
        shutil.copytree(folder / "before", place)
        ended = in_child(place, file, now, point)
        after = recorded(place)
        assert after in ([], whole), (point, len(after))
        if ended != -signal.SIGKILL:
            assert ended == 0, ended
            return kills
        assert in_child(place, file, now, 0) == 0, point
        assert recorded(place) == whole, point
        shutil.rmtree(place)
    raise AssertionError("it never ends")


def recorded(place: Path) -> list[tuple[str, str, int | None]]:
    """The readings of a ledger, as its journal and its tables have them."""
    counter = Counter(place / "ledger.db").open()
    assert isinstance(counter.ledger, Ledger)
    with counter.ledger.read() as reader:
        all_events = [entry.event for batch in scan(reader.db) for _id, entry, _body in batch]
        found = [
            (event.meter, event.verdict.value, event.dial)
            for event in all_events
            if isinstance(event, DialRead)
        ]
        rows = list(execute(reader.db, "SELECT meter, verdict, dial FROM dial_reading"))
    counter.close()
    assert sorted(map(str, found)) == sorted(map(str, rows))
    return found


def in_child(place: Path, file: str, now: int, left: int) -> int:
    """Exit code of a process that takes the file in and dies at a point; 0: at none."""
    child = os.fork()
    if child == 0:
        try:
            take_in(place, file, now, left)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def take_in(place: Path, file: str, now: int, left: int) -> None:
    counter = Counter(place / "ledger.db", clock=SetClock(now)).open()
    assert isinstance(counter.ledger, Ledger)
    kill_at(counter.ledger, left)
    counter.do("take-readings", by=SUPERVISOR, file=str(place / file))
    os._exit(0)


def kill_at(ledger: Ledger, left: int) -> None:
    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("os.rename", "open") and ".result.csv" in str(arguments[0]):
            pass_by()

    commit = ledger.commit

    def counted(work: Any) -> Any:
        def inside(tx: Any) -> Any:
            append = tx.append

            def one_more(*given: Any, **named: Any) -> Any:
                pass_by()
                return append(*given, **named)

            tx.append = one_more
            done = work(tx)
            pass_by()
            return done

        pass_by()
        made = commit(inside)
        pass_by()
        return made

    ledger.commit = counted  # type: ignore[method-assign]
    sys.addaudithook(watch)


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))  # noqa: T201
