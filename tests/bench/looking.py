"""A counter that only looks, at a ledger of any size; and what its statements cost bare."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from app.kiosk import Kiosk
from app.ledger import personal
from app.ledger.database import connection_of, open_reader
from app.ledger.transaction import Reader
from tests.bench.line import Line, line
from tests.bench.model_households import CalendarClock
from tests.counter import Counter

_TWENTIETH = 20
_ROUNDS = 3
GOAL_MS = 50.0
GOAL_RATIO = 1.5


class LookingLedger:
    """What operations ask of a ledger, without the checks of its opening and without a writer."""

    node, epoch = 7, 1

    def __init__(self, path: Path) -> None:
        self.database = open_reader(path)
        self.connection: apsw.Connection = connection_of(self.database)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """The one connection; nobody writes."""
        yield Reader(self.database)

    def unseal(self, account: str, sealed: bytes) -> dict[str, str]:
        """As the ledger does."""
        return personal.unseal(self.connection, account, sealed)

    def unseal_each(self, sealed: Mapping[str, Sequence[bytes]]) -> dict[str, dict[str, str]]:
        """As the ledger does."""
        return personal.unseal_each(self.connection, sealed)

    def close(self) -> None:
        """Gives the file free."""
        self.database.close()


class _Ran(NamedTuple):
    sql: str
    given: Any
    rows: int


class Looked(NamedTuple):
    """Milliseconds of a page, and of its statements alone."""

    ours: float
    bare: float


def looking_kiosk(path: Path) -> tuple[Kiosk, LookingLedger]:
    """A kiosk over a ledger that was filled."""
    ledger = LookingLedger(path)
    counter = Counter(path, clock=CalendarClock())
    counter.ledger = ledger  # type: ignore[assignment]  # all that looking needs
    return counter.kiosk, ledger


def looked(ledger: LookingLedger, page: Callable[[], object]) -> Looked:
    """The best of some rounds of a page, against the same statements with the same rows."""
    ran = _statements(ledger.connection, page)
    ours, bare = [], []
    for _round in range(_ROUNDS):
        start = time.perf_counter()
        page()
        middle = time.perf_counter()
        _replay(ledger.connection, ran)
        ours.append(middle - start)
        bare.append(time.perf_counter() - middle)
    return Looked(min(ours) * 1000, min(bare) * 1000)


def page_lines(name: str, pages: list[Looked]) -> list[Line]:
    """A kind of page: its 95th percentile, and the ratio to its bare statements."""
    ours = sorted(one.ours for one in pages)
    last = ours[len(ours) - 1 - len(ours) // _TWENTIETH]
    value = statistics.median(one.ours for one in pages)
    floor = statistics.median(one.bare for one in pages)
    goal = f"at most {GOAL_MS:.0f} ms, 95th"
    return [
        line(f"{name}: 95th percentile", last, "ms", GOAL_MS, goal, met=last <= GOAL_MS),
        line(
            f"{name}: median, against its statements bare",
            value,
            "ms",
            floor,
            f"at most {GOAL_RATIO} times",
            met=value <= GOAL_RATIO * floor,
        ),
    ]


def resident() -> float:
    """Memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def _statements(connection: apsw.Connection, page: Callable[[], object]) -> list[_Ran]:
    began: list[tuple[Any, str, Any]] = []
    rows: dict[int, int] = {}

    def starts(cursor: Any, sql: str, given: Any) -> bool:
        began.append((cursor, sql, given))
        return True

    def gives(cursor: Any, row: Any) -> Any:
        rows[id(cursor)] = rows.get(id(cursor), 0) + 1
        return row

    connection.exec_trace, connection.row_trace = starts, gives
    try:
        page()
    finally:
        connection.exec_trace = connection.row_trace = None
    return [_Ran(sql, given, rows.get(id(cursor), 0)) for cursor, sql, given in began]


def _replay(connection: apsw.Connection, ran: list[_Ran]) -> None:
    for one in ran:
        cursor = connection.execute(one.sql, one.given)
        for _row in range(one.rows):
            next(cursor)
