"""Reports that are made, each in a process of its own: how long it takes, against its bare SQL."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from peewee import Database

from app.ledger.database import connection_of, open_reader
from app.ledger.queries.reading import value
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.running import Running
from app.reports.watch import Watch
from tests.bench.floor import Floor
from tests.bench.floors_of_meters import FLOORS_OF_METERS
from tests.bench.floors_of_sales import FLOORS_OF_SALES

_FLOORS: dict[str, Callable[[Asked], list[Floor]]] = {**FLOORS_OF_SALES, **FLOORS_OF_METERS}
_TURNS = 3
_ENOUGH = 30.0
"""Seconds after which there is no further turn."""
_ACCOUNT = "SELECT account FROM account ORDER BY account LIMIT 1"


_Result = TypeVar("_Result")
EVERY = [(one.name, by) for one in REPORTS.values() for by in (one.by or ("",))]
"""Reports and what each is grouped by."""


class Period(NamedTuple):
    """Days that reports are made of."""

    name: str
    since: date
    until: date


@dataclass(frozen=True)
class Ran:
    """What a report took; the best of its turns."""

    report: str
    by: str
    period: Period
    rows: int
    seconds: float
    floor: float
    """Of its bare SQL."""
    waits: float
    """The longest time in which it told nothing of how far it is."""
    memory: float
    """MB that the process grew by at most."""

    @property
    def name(self) -> str:
        """For people."""
        return f"{f'{self.report} {self.by}'.strip()}, {self.period.name}"


def every_report(ledger: Path, period: Period) -> Iterator[Ran]:
    """All reports in all their groupings."""
    for one in EVERY:
        yield _apart(_ran, ledger, *one, period)


def differing(ledger: Path, period: Period) -> list[str]:
    """Figures that a report and its bare SQL do not both say."""
    return [words for one in EVERY for words in _differing(ledger, *one, period)]


def _apart(work: Callable[..., _Result], *arguments: object) -> _Result:
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(work, *arguments).result()


def _ran(ledger: Path, name: str, by: str, period: Period) -> Ran:
    database = open_reader(ledger)
    which = _asked(database, name, by, period)
    rows = 0
    floors: list[float] = []
    reports: list[float] = []
    waits: list[float] = []
    before = memory("VmRSS")
    most = before
    began = time.perf_counter()
    while len(reports) < _TURNS and (not reports or time.perf_counter() - began < _ENOUGH):
        reset_most_memory()
        rows, took, waited = _made(database, name, which)
        reports.append(took)
        waits.append(waited)
        most = max(most, memory("VmHWM"))
        floors.append(_bare(database, name, which))
    database.close()
    best = min(reports), min(floors), min(waits)
    return Ran(name, by, period, rows, *best, most - before)


def _asked(db: Database, name: str, by: str, period: Period) -> Asked:
    """Of reports about one account, about the first."""
    account = str(value(db, _ACCOUNT)) if REPORTS[name].of_account else ""
    return Asked(since=period.since, until=period.until, by=by, account=account)


def _made(db: Database, name: str, which: Asked) -> tuple[int, float, float]:
    """Rows, seconds, and the longest time without a word."""
    heard = [time.perf_counter()]
    longest = 0.0

    def hears() -> None:
        nonlocal longest
        now = time.perf_counter()
        longest = max(longest, now - heard[0])
        heard[0] = now

    began = time.perf_counter()
    watch = Watch(told=lambda _done, _of: hears(), goes_on=hears)
    running = Running(db, REPORTS[name], which, watch)
    for _row in running:
        pass
    ended = time.perf_counter()
    hears()
    return running.count, ended - began, longest


def _bare(db: Any, name: str, which: Asked) -> float:
    began = time.perf_counter()
    connection = connection_of(db)
    for one in _FLOORS[name](which):
        for _row in connection.execute(one.sql, one.values):
            pass
    return time.perf_counter() - began


def _differing(ledger: Path, name: str, by: str, period: Period) -> list[str]:
    database = open_reader(ledger)
    which = _asked(database, name, by, period)
    running = Running(database, REPORTS[name], which)
    names = [column.name for column in running.columns]
    rows = list(running)
    found = []
    for one in _FLOORS[name](which):
        bare = connection_of(database).execute(one.sql, one.values).fetchall()
        for column, place in one.says.items():
            said = sum(int(row[names.index(column)] or 0) for row in rows)
            right = sum(int(row[place] or 0) for row in bare)
            if said != right:
                found.append(f"{name} {by} {column}: {said}, not {right}")
    database.close()
    return found


def memory(what: str) -> float:
    """Of this process, MB: VmRSS is what it has, VmHWM the most that it had (proc(5))."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(what)


def reset_most_memory() -> None:
    """Makes VmHWM begin anew (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")
