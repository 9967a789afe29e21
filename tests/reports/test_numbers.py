"""Numbers of papers: each is told once, and every gap by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import Database

from app.ledger.projection.statements import execute
from app.reports import receipts
from app.reports.receipts import MISSING, USED, ranges
from tests.counter import Counter
from tests.ledger.kiosks import empty_tables
from tests.reports.life_desk import FIRST, LAST
from tests.reports.tampered import tampered
from tests.reports.told import Made, made

Numbers = dict[tuple[str, str], set[int]]
"""By paper and state."""


def told(report: Made) -> Numbers:
    """Its ranges number by number; none of them twice."""
    found: Numbers = {}
    for row in report.rows:
        of = found.setdefault((row["paper"], row["state"]), set())
        span = range(row["first"], row["last"] + 1)
        assert len(span) == row["numbers"]
        assert of.isdisjoint(span)
        of |= set(span)
    return found


def test_days_one_after_the_other_tell_each_number_once(tables: Database) -> None:
    """Of every state; on days on which nobody did anything there is none."""
    middle = date(2026, 12, 3), date(2026, 12, 9)
    together: Numbers = {}
    for since, until in ((FIRST, date(2026, 12, 2)), middle, (date(2026, 12, 10), LAST)):
        part = told(made(tables, "receipts", since=since, until=until))
        assert part
        for key, numbers in part.items():
            before = together.setdefault(key, set())
            assert before.isdisjoint(numbers)
            before |= numbers
    assert together == told(made(tables, "receipts"))
    assert together.keys() == {
        *(("receipt", "used"), ("slip", "used")),
        *(("invoice", state) for state in ("used", "received", "assigned", "spoiled", "void")),
    }
    quiet = made(tables, "receipts", since=date(2026, 12, 10), until=date(2026, 12, 11))
    assert quiet.rows == []


def test_gaps_are_named(kept_counter: Counter, tmp_path: Path) -> None:
    """Also one between two periods: it is told with the later one, where the next number is."""
    before = max(numbers_until(kept_counter, date(2026, 12, 2)))
    lost = (3, 4, 9, before, before + 1)
    with tampered(
        kept_counter,
        tmp_path,
        f"DELETE FROM receipt WHERE number IN {lost}",
        "DELETE FROM invoice_use WHERE number IN (104, 105, 122)",
    ) as db:
        every = told(made(db, "receipts"))
        assert every["receipt", "missing"] == set(lost)
        assert every["invoice", "passed over"] == {104, 105, 122}
        earlier = told(made(db, "receipts", until=date(2026, 12, 2)))
        later = told(made(db, "receipts", since=date(2026, 12, 3)))
        assert earlier["receipt", "missing"] == {3, 4, 9}
        assert later["receipt", "missing"] == {before, before + 1}
        assert later["invoice", "passed over"] == {122}


def numbers_until(kept_counter: Counter, until: date) -> set[int]:
    assert kept_counter.ledger is not None
    with kept_counter.ledger.read() as reader:
        return told(made(reader.db, "receipts", until=until))["receipt", "used"]


@pytest.fixture(scope="module")
def empty() -> Iterator[Database]:
    with closing(empty_tables()) as db:
        yield db


@settings(max_examples=80, deadline=None)
@given(
    kept=st.sets(st.integers(1, 40), min_size=1),
    begin=st.integers(0, 45),
    length=st.integers(0, 45),
    block=st.sampled_from([1, 7, 10_000]),
)
def test_ranges_of_any_numbers(
    empty: Database, kept: set[int], begin: int, length: int, block: int
) -> None:
    """Used, or missing below a used one: nothing else, nothing twice, wherever a block ends."""
    end = begin + length
    execute(empty, "DELETE FROM receipt")
    for number in kept:
        execute(
            empty,
            "INSERT INTO receipt VALUES (7, 1, ?, ?, ?, 'purchase_loaded', '', 0)",
            (number, number, number),
        )
    found: dict[str, list[int]] = {USED: [], MISSING: []}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receipts, "_BLOCK", block)
        told_ranges = list(ranges(empty, "receipt", (7, 1), begin, end))
    for state, first, last in told_ranges:
        found[state] += range(first, last + 1)
    assert len(told_ranges) == len(_runs_of(found))
    used = {number for number in kept if begin <= number < end}
    below = {number for number in kept if number < begin}
    assert found[USED] == sorted(used)
    start = max(below, default=0) + 1
    gaps = set(range(start, max(used, default=0) + 1)) - used
    assert found[MISSING] == sorted(gaps)


def _runs_of(found: dict[str, list[int]]) -> list[int]:
    """Where a range of a state begins: after each gap."""
    return [one for numbers in found.values() for one in numbers if one - 1 not in numbers]
