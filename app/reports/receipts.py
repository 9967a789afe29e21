"""Which numbers of receipts and other papers were used, as ranges; gaps are named.

Numbers that a counter gives run without gap in each of its series (node and epoch), and rise with
time: where the days begin and end in a series is found by halving it. A receipt is never void: what
undoes a sale has a receipt of its own. Pre-printed numbers may be spoiled or void.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from peewee import Database

from app.domain.identity import EventId, Stamp, kiosk_name
from app.domain.text import _
from app.ledger.projection.statements import all_rows
from app.ledger.queries.reading import LARGEST_KEY, first, value
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.preprinted import preprinted_rows
from app.reports.report import Report
from app.reports.stamps import stamps_of
from app.reports.watch import Watch

USED, MISSING = "used", "missing"
_PAPERS = ("receipt", "slip", "tax_invoice", "credit_note")
"""Tables of numbers that counters give; all have node, epoch, number and stamp."""
_SERIES = "SELECT event FROM epoch ORDER BY event"
_OF_SERIES = "node = ? AND epoch = ?"
_HIGHEST = f"SELECT MAX(number) FROM {{}} WHERE {_OF_SERIES}"  # noqa: S608  names of our tables
_AT = (
    f"SELECT at FROM {{}} WHERE {_OF_SERIES} AND number >= ? "  # noqa: S608  names of our tables
    "ORDER BY number LIMIT 1"
)
_BLOCK = 10_000
_COUNT = (
    f"SELECT COUNT(*) FROM {{}} WHERE {_OF_SERIES} "  # noqa: S608  names of our tables
    "AND number BETWEEN ? AND ?"
)
_RUNS = (
    "SELECT MIN(number), MAX(number) FROM (SELECT number, "  # noqa: S608  names of our tables
    f"number - ROW_NUMBER() OVER (ORDER BY number) AS run FROM {{}} WHERE {_OF_SERIES} "
    "AND number BETWEEN ? AND ?) AS numbered GROUP BY run ORDER BY 1"
)


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("paper", _("Paper"), ColumnKind.TEXT),
        Column("series", _("Series"), ColumnKind.TEXT),
        Column("state", _("State"), ColumnKind.TEXT),
        Column("first", _("First"), ColumnKind.COUNT),
        Column("last", _("Last"), ColumnKind.COUNT),
        Column("numbers", _("Numbers"), ColumnKind.COUNT),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    begin, end = stamps_of(db, which)
    series = [EventId.from_key(key)[:2] for (key,) in all_rows(db, _SERIES)]
    parts = [(paper, one) for paper in _PAPERS for one in dict.fromkeys(series)]
    for done, (paper, (node, epoch)) in enumerate(parts):
        watch.step(done, len(parts))
        name = f"{kiosk_name(node)}-{epoch:02d}"
        for state, lowest, highest in ranges(db, paper, (node, epoch), begin, end):
            yield (paper, name, state, lowest, highest, highest - lowest + 1)
    yield from preprinted_rows(db, begin, end)
    watch.step(len(parts), len(parts))


def ranges(
    db: Database, paper: str, series: tuple[int, int], begin: Stamp, end: Stamp
) -> Iterator[tuple[str, int, int]]:
    """State, first and last of the numbers that were given between two stamps."""
    highest = value(db, _HIGHEST.format(paper), series)
    if highest is None:
        return

    def given_at(number: int) -> Stamp:
        """Of the number, or of the next one that there is."""
        row = first(db, _AT.format(paper), (*series, number))
        return LARGEST_KEY if row is None else int(row[0])

    numbers = range(1, int(highest) + 2)
    start = numbers[0] + bisect_left(numbers, begin, key=given_at)
    after = numbers[0] + bisect_left(numbers, end, key=given_at)
    if start >= after:
        return
    for lowest, last in _joined(_runs(db, paper, series, range(start, after))):
        if lowest > start:
            yield MISSING, start, lowest - 1
        yield USED, lowest, last
        start = last + 1


def _runs(
    db: Database, paper: str, series: tuple[int, int], numbers: range
) -> Iterator[tuple[int, ...]]:
    """First and last of those without a gap; cut where a block ends.

    Of a block that is whole, and most are, nothing but its count is asked.
    """
    for begin in range(numbers.start, numbers.stop, _BLOCK):
        last = min(begin + _BLOCK, numbers.stop) - 1
        span = (*series, begin, last)
        if value(db, _COUNT.format(paper), span) == last + 1 - begin:
            yield begin, last
        else:
            yield from all_rows(db, _RUNS.format(paper), span)


def _joined(runs: Iterator[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Runs of which one goes on where the other ends are one."""
    known: tuple[int, int] | None = None
    for first_number, last in runs:
        if known is not None and known[1] + 1 == first_number:
            known = known[0], last
            continue
        if known is not None:
            yield known
        known = first_number, last
    if known is not None:
        yield known


RECEIPTS = Report(
    name="receipts",
    title=_("Numbers of papers"),
    about=_("Numbers used, spoiled, void and missing, by the day on which each was given."),
    columns=_columns,
    rows=_rows,
)
