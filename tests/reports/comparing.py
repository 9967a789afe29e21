"""Compares a report with its truth: every row, every column, every total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple, TypeAlias

from peewee import Database

from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Cell, ColumnKind
from app.reports.running import Running
from tests.reports.expected import Expected, Line
from tests.reports.journal_read import Journal
from tests.reports.truths import TRUTHS

_WORDS = (ColumnKind.TEXT, ColumnKind.DATE)
Key: TypeAlias = tuple[Cell, ...]


class Differing(NamedTuple):
    """Something that a report says otherwise than the events."""

    report: str
    by: str
    period: str
    row: str
    """What the row is known by; ``total`` below all rows."""
    column: str
    """Empty: a whole row is missing, or is not in the events."""
    told: Cell
    expected: Cell

    def __str__(self) -> str:
        said = f"{self.told!r}, not {self.expected!r}"
        return f"{self.report} {self.by} {self.period} [{self.row}] {self.column}: {said}"


@dataclass
class Compared:
    """What was compared, of one report or of several."""

    rows: int = 0
    figures: int = 0
    """Cells with a number in them, on either side; totals among them."""
    words: int = 0
    differing: list[Differing] = field(default_factory=list)
    moved: set[tuple[str, str]] = field(default_factory=set)
    """Report and column of figures that were not zero somewhere."""

    def add(self, other: Compared) -> None:
        """What was compared besides."""
        self.rows += other.rows
        self.figures += other.figures
        self.words += other.words
        self.differing += other.differing
        self.moved |= other.moved


def compared(db: Database, journal: Journal, name: str, which: Asked) -> Compared:
    """A report on a database against the events of its journal. Raises what the report raises."""
    running = Running(db, REPORTS[name], which)
    columns = [column.name for column in running.columns]
    told = [dict(zip(columns, row, strict=True)) for row in running]
    expected = TRUTHS[name](journal, running.asked)
    found = _Comparing(running, expected)
    found.rows(told)
    found.totals(dict(zip(columns, running.totals, strict=True)) if running.totals else {})
    return found.made


class _Comparing:
    """One report on one question."""

    def __init__(self, running: Running, expected: Expected) -> None:
        self.made = Compared()
        self._expected = expected
        self._name = running.report.name
        which = running.asked
        self._question = which.by, f"{which.since}..{which.until} {which.account}".strip()
        self._figures = {one.name for one in running.columns if one.kind not in _WORDS}
        self._columns = [one.name for one in running.columns]

    def rows(self, told: Iterable[Line]) -> None:
        """Every row that the one or the other has."""
        ours, theirs = self._by_key(told), self._by_key(self._expected.rows)
        for key in ours.keys() | theirs.keys():
            row = " ".join(str(cell) for cell in key)
            for one, other in zip_longest(_sorted(ours[key]), _sorted(theirs[key])):
                self.made.rows += 1
                if one is None or other is None:
                    self._differs(row, "", _spelled(one), _spelled(other))
                    continue
                for column in [*self._columns, *(other.keys() - one.keys())]:
                    self._cell(row, column, one, other)

    def totals(self, told: Line) -> None:
        """Every total that the one or the other has."""
        totals = self._expected.totals
        for column in self._columns:
            if column in totals or isinstance(told.get(column), int):
                self._cell("total", column, told, totals)

    def _by_key(self, rows: Iterable[Line]) -> defaultdict[Key, list[Line]]:
        found: defaultdict[Key, list[Line]] = defaultdict(list)
        for row in rows:
            found[tuple(row[name] for name in self._expected.key)].append(row)
        return found

    def _cell(self, row: str, column: str, told: Line, expected: Mapping[str, Cell]) -> None:
        one, other = told.get(column, _NOT_TOLD), expected.get(column, _NOT_TOLD)
        if isinstance(one, int) or isinstance(other, int):
            self.made.figures += 1
            if other and column in self._figures:
                self.made.moved.add((self._name, column))
        else:
            self.made.words += 1
        if one != other:
            self._differs(row, column, one, other)

    def _differs(self, row: str, column: str, told: Cell, expected: Cell) -> None:
        self.made.differing.append(
            Differing(self._name, *self._question, row, column, told, expected)
        )


_NOT_TOLD = "(no such column)"


def _sorted(rows: list[Line]) -> Iterator[Line]:
    """Rows that are known by the same, in an order that both sides have."""
    yield from sorted(rows, key=lambda row: repr(sorted(row.items())))


def _spelled(row: Line | None) -> str:
    return "(no row)" if row is None else ", ".join(f"{name}={cell}" for name, cell in row.items())
