"""A quarter of a year at a counter: what its story alone says of the figures, and what holds
between them. That each of them is what the events add up to is asked of every life."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from peewee import Database

from tests.counter import REGION
from tests.reports.journal_read import Journal
from tests.reports.life import FIRST, LAST
from tests.reports.lives import read_journal
from tests.reports.told import Made, made


@pytest.fixture(scope="module")
def journal(quarter: Database) -> Journal:
    return read_journal(quarter)


def told(db: Database, name: str, by: str = "", *, since: date = FIRST, until: date = LAST) -> Made:
    """All of the quarter, unless other days are said."""
    return made(db, name, by, since=since, until=until)


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ((date(2027, 1, 1), date(2027, 1, 31)), (date(2026, 12, 1), date(2026, 12, 31))),
        ((date(2026, 12, 4), date(2026, 12, 8)), (date(2026, 11, 29), date(2026, 12, 3))),
    ],
    ids=["a month", "five days"],
)
def test_days_stand_beside_as_long_a_time_before(
    quarter: Database, days: tuple[date, date], before: tuple[date, date]
) -> None:
    """Beside each what the report said of the other; only the days asked for have rows."""
    since, until = days
    now = told(quarter, "sales", "day", since=since, until=until)
    then = told(quarter, "sales", "day", since=before[0], until=before[1])
    assert now.totals["before"] == then.totals["net"] > 0
    assert all(str(since) <= row["day"] <= str(until) for row in now.rows)


@pytest.mark.parametrize(
    ("name", "by", "column", "words"),
    [
        ("sales-by", "region", "region", [str(REGION)]),
        ("sales-by", "region-1", "region-1", ["100"]),
        ("sales-by", "region-2", "region-2", [str(REGION)]),
        ("sales-by", "model", "model", ["DN15"]),
        ("tiers", "", "tier", ["tier-1", "tier-2", "tier-3"]),
        ("reissues", "", "why", ["damaged"]),
        ("agents", "", "agent", ["71"]),
        ("meter-health", "", "warnings", ["battery_low magnet"]),
    ],
)
def test_words(quarter: Database, name: str, by: str, column: str, words: list[str]) -> None:
    assert [row[column] for row in told(quarter, name, by).rows] == words


@pytest.mark.parametrize(
    ("name", "by"),
    [
        *(("sales", by) for by in ("day", "year")),
        *(("sales-by", by) for by in ("operator", "region-1", "class", "model")),
    ],
)
def test_what_stands_behind_a_figure_adds_up_to_it(
    quarter: Database, journal: Journal, name: str, by: str
) -> None:
    prices = {sale.event.to_key(): sale.price.total for sale in journal.sales}
    rows, _totals, behind = told(quarter, name, by)
    assert rows
    for row, ids in zip(rows, behind, strict=True):
        assert len(ids) == row["purchases"]
        assert sum(prices[id] for id in ids) == row["charged"]


def test_one_shift_was_short_and_another_over(quarter: Database) -> None:
    rows, totals, _behind = told(quarter, "shifts")
    apart = [row["over_short"] for row in rows if "over_short" in row]
    assert min(apart) < 0 < max(apart)
    assert totals["over_short"] == sum(apart)


def test_refunds_stand_in_the_order_of_their_days_before_their_purchases(
    quarter: Database, journal: Journal
) -> None:
    """What never came onto a card is told too, and waits for its money."""
    rows, _totals, behind = told(quarter, "refunds")
    assert [(row["date"], row["why"], row["state"], row["volume"]) for row in rows] == [
        ("2026-12-08", "unloaded", "paid", 3_000),
        ("2027-01-06", "not_written", "waits", 7_000),
        ("2027-02-04", "reversed", "paid", 3_000),
    ]
    assert behind == [[one.purchase.to_key()] for one in journal.refunds]


def test_the_general_ledger_balances(quarter: Database) -> None:
    rows, totals, _behind = told(quarter, "general-ledger")
    assert "other:4300" in {row["account"] for row in rows}
    assert totals["moved"] == 0
    assert totals["debit"] == totals["credit"] > 0


def test_arrears_grow_old(quarter: Database) -> None:
    """One debt of 120, of which 20 were paid: it is as old as the day on which it was booked."""
    rows, totals, _behind = told(quarter, "arrears")
    ((_account, since, *_rest),) = (row.values() for row in rows)
    assert 30 < (LAST - date.fromisoformat(since)).days <= 90
    assert rows[0]["to_90"] == rows[0]["owed"] == 10_000
    assert totals["owed"] == sum(totals[age] for age in ("to_30", "to_90", "to_365", "older"))
    (later,) = told(quarter, "arrears", until=LAST + timedelta(days=400)).rows
    assert later["older"] == 10_000


def test_who_bought_nothing_is_told_with_the_day_on_which_they_last_did(quarter: Database) -> None:
    """Two of four households still bought something in the weeks after the middle of January."""
    rows = told(quarter, "silent-accounts", since=date(2027, 1, 15)).rows
    assert [row["last"] for row in rows] == ["2026-12-08", "2027-01-06"]


def test_the_safe_book_says_where_the_cash_is(quarter: Database) -> None:
    """From any day on: what was there before stands above, so its totals stay the same."""
    rows, totals, _behind = told(quarter, "safe")
    names = {"Number put right", "Deposit slip", "Slip taken back", "Bank received"}
    assert names <= {row["what"] for row in rows}
    assert ("Bag", "B-8") in {(row["what"], row["number"]) for row in rows}
    figures = ("bags", "to_bank", "bank", "over_short")
    assert [totals[name] for name in figures] == [12_000, 0, 9_000, -1_000]
    january = told(quarter, "safe", since=date(2027, 1, 1))
    assert january.rows[0]["what"] == "Before"
    assert {**january.totals, "date": ""} == {**totals, "date": ""}
