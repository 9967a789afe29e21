"""Every report says what the journal's events add up to, to the last unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from peewee import Database

from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.database import connection_of
from app.ledger.events.agents import AgentPaidIn, VendingUsed
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import PurchasePaid
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.errors import BadReport, ReportCancelled
from app.reports.running import Running, purchases_behind
from app.reports.watch import Watch
from tests.counter import REGION, Counter
from tests.reports import truth
from tests.reports.life import FIRST, LAST

ALL = Asked(since=FIRST, until=LAST)


@pytest.fixture(scope="module")
def counter(quarter_counter: Counter) -> Counter:
    return quarter_counter


@pytest.fixture(scope="module")
def db(counter: Counter) -> Iterator[Database]:
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        yield reader.db


@pytest.fixture(scope="module")
def events(db: Any) -> truth.Events:
    return [(id, entry) for batch in journal.scan(db) for id, entry, _bytes in batch]


def made(db: Database, name: str, by: str = "", which: Asked = ALL) -> tuple[list[Row], Row | None]:
    running = Running(db, REPORTS[name], Asked(since=which.since, until=which.until, by=by))
    rows = list(running)
    for row in rows:
        assert len(row) == len(running.columns)
    return rows, running.totals


@pytest.mark.parametrize(("by", "letters"), [("day", 10), ("month", 7), ("year", 4)])
def test_sales_over_time(db: Database, events: truth.Events, by: str, letters: int) -> None:
    rows, totals = made(db, "sales", by)
    expected = truth.sales(events, FIRST, LAST, lambda paid, *_: paid.date.isoformat()[:letters])
    for day, volume, amount, _purchase in truth.refunds(events, FIRST, LAST):
        one = expected.setdefault(day.isoformat()[:letters], [0] * 5)
        expected[day.isoformat()[:letters]] = [
            a + b for a, b in zip(one, (0, -volume, 0, 1, amount), strict=True)
        ]
    told = {row[0]: [row[at] for at in (2, 3, 4, 5, 6)] for row in rows}
    assert told == expected
    assert len(truth.refunds(events, FIRST, LAST)) == 2
    assert totals is not None
    assert totals[7] == sum(one[2] - one[4] for one in expected.values())


def test_a_month_stands_beside_the_month_before(db: Database, events: truth.Events) -> None:
    january = Asked(since=date(2027, 1, 1), until=date(2027, 1, 31))
    rows, totals = made(db, "sales", "day", january)
    before = truth.sales(events, date(2026, 12, 1), date(2026, 12, 31), lambda *_: "")[""]
    back = sum(one[2] for one in truth.refunds(events, date(2026, 12, 1), date(2026, 12, 31)))
    assert totals is not None
    assert totals[8] == before[2] - back > 0
    assert all(row[0] is not None and str(row[0]).startswith("2027-01") for row in rows)


def test_days_stand_beside_as_many_days_before(db: Database, events: truth.Events) -> None:
    which = Asked(since=date(2026, 12, 4), until=date(2026, 12, 8))
    _rows, totals = made(db, "sales", "day", which)
    before = truth.sales(events, date(2026, 11, 29), date(2026, 12, 3), lambda *_: "")[""]
    assert totals is not None
    assert totals[8] == before[2] > 0


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("operator", lambda _paid, entry, *_: str(entry.operator)),
        ("region", lambda paid, *_: str(paid.contents.region)),
        ("region-1", lambda *_: "100"),
        ("region-2", lambda *_: str(REGION)),
        ("class", lambda _paid, _entry, _load, price: str(price.tariff_class)),
        ("kind", lambda paid, *_: paid.contents.kind.value),
        ("model", lambda *_: "DN15"),
    ],
)
def test_sales_by_group(db: Database, events: truth.Events, by: str, key: truth.By) -> None:
    rows, totals = made(db, "sales-by", by)
    expected = truth.sales(events, FIRST, LAST, key)
    assert {row[0]: (row[3], row[5]) for row in rows} == {
        group: (one[0], one[2]) for group, one in expected.items()
    }
    back = truth.refunds(events, FIRST, LAST)
    assert totals is not None
    assert (totals[6], totals[7]) == (len(back), sum(one[2] for one in back))
    assert sum(int(row[4] or 0) for row in rows) == sum(one[1] for one in expected.values()) - sum(
        one[1] for one in back
    )


def test_what_stands_behind_a_figure_adds_up_to_it(db: Database, events: truth.Events) -> None:
    prices = {
        id.to_key(): entry.event.breakdown.total
        for id, entry in events
        if isinstance(entry.event, PurchasePaid)
    }
    asked = [("sales", "day", 2, 4), ("sales", "year", 2, 4)]
    asked += [("sales-by", by, 3, 5) for by in ("operator", "region-1", "class", "model")]
    for name, by, count, charged in asked:
        which = Asked(since=FIRST, until=LAST, by=by)
        for row in made(db, name, by)[0]:
            behind = purchases_behind(db, REPORTS[name], which, row)
            assert len(behind) == row[count]
            assert sum(prices[id] for id, _allocation in behind) == row[charged]


def test_tenders(db: Database, events: truth.Events) -> None:
    rows, _totals = made(db, "tenders")
    assert {row[0]: list(row[1:]) for row in rows} == truth.tenders(events, FIRST, LAST)
    assert rows


def test_tiers(db: Database, events: truth.Events) -> None:
    rows, _totals = made(db, "tiers")
    assert {(row[0], row[2]): list(row[3:]) for row in rows} == truth.tiers(events, FIRST, LAST)
    assert len({row[2] for row in rows}) == 3


def test_shifts(db: Database, events: truth.Events) -> None:
    rows, totals = made(db, "shifts")
    expected = truth.shifts(events)
    told = [[row[at] or 0 for at in (5, 6, 7, 8, 11)] for row in rows]
    assert sorted(told) == sorted(expected.values())
    assert totals is not None
    over_short = [one[4] for one in expected.values()]
    assert totals[11] == sum(over_short)
    assert min(over_short) < 0 < max(over_short)


def test_refunds(db: Database, events: truth.Events) -> None:
    rows, totals = made(db, "refunds")
    expected = truth.refunds(events, FIRST, LAST)
    (never,) = (row for row in rows if row[2] == "not_written")
    assert (never[7], never[5]) == (7_000, "waits")
    rows = [row for row in rows if row is not never]
    assert [(row[0], row[7], row[9]) for row in rows] == [
        (day.isoformat(), volume, amount) for day, volume, amount, _purchase in expected
    ]
    for row, one in zip(rows, expected, strict=True):
        ((purchase, _allocation),) = purchases_behind(db, REPORTS["refunds"], ALL, row)
        assert EventId.from_key(purchase) == one[3]
    assert totals is not None
    assert totals[9] == sum(one[2] for one in expected)


def test_reissues(db: Database, events: truth.Events) -> None:
    rows, totals = made(db, "reissues")
    assert [row[3] for row in rows] == ["damaged"]
    assert totals is not None
    assert totals[6] == truth.reissue_fees(events) > 0


def test_the_general_ledger_balances_account_by_account(db: Database, events: truth.Events) -> None:
    rows, totals = made(db, "general-ledger")
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _day, book, subject, amount in truth.postings(events, FIRST, LAST):
        apart = book in (Book.TAX, Book.OTHER, Book.TENDER, Book.SUBSIDY)
        one = expected[f"{book.value}:{subject}" if apart else book.value]
        one[0] += 1
        one[1 if amount > 0 else 2] += abs(amount)
    assert {row[0]: list(row[1:4]) for row in rows} == expected
    assert "other:4300" in expected
    assert totals is not None
    assert totals[4] == 0
    assert totals[2] == totals[3]


def test_arrears_and_their_age(db: Database, events: truth.Events) -> None:
    owed: dict[str, int] = defaultdict(int)
    for _day, book, subject, amount in truth.postings(events, FIRST, LAST):
        if book is Book.ARREARS:
            owed[subject] += amount
    rows, totals = made(db, "arrears")
    assert {row[0]: row[7] for row in rows} == {key: one for key, one in owed.items() if one > 0}
    assert totals is not None
    assert totals[7] == sum(int(cell or 0) for cell in totals[3:7])
    ((_account, since, *_rest),) = rows
    age = (LAST - date.fromisoformat(str(since))).days
    assert 30 < age <= 90
    assert rows[0][4] == rows[0][7] == 10_000
    later = Asked(since=FIRST, until=LAST + timedelta(days=400))
    assert made(db, "arrears", "", later)[0][0][6] == 10_000


def test_account_movements(db: Database, events: truth.Events) -> None:
    rows, _totals = made(db, "account-movements")
    books = (Book.ARREARS, Book.BALANCE, Book.DEPOSIT)
    assert sorted((row[0], row[1], row[2], row[5]) for row in rows) == sorted(
        (day.isoformat(), subject, book.value, amount)
        for day, book, subject, amount in truth.postings(events, FIRST, LAST)
        if book in books
    )
    assert rows


def test_who_bought_nothing(db: Database, events: truth.Events) -> None:
    since, until = date(2027, 1, 15), LAST
    last: dict[str, date] = {}
    for paid, *_rest in truth.sold(events, FIRST, until):
        last[paid.account] = max(paid.date, last.get(paid.account, paid.date))
    rows, _totals = made(db, "silent-accounts", "", Asked(since=since, until=until))
    assert {row[0]: row[4] for row in rows} == {
        account: day.isoformat() for account, day in last.items() if day < since
    }
    assert 0 < len(rows) < len(last)


def test_agents(db: Database, events: truth.Events) -> None:
    expected = [0] * 5
    for _id, entry in events:
        event = entry.event
        if isinstance(event, VendingUsed):
            expected[0] += event.sales
            expected[1] += max(event.cash, 0)
            expected[2] += max(-event.cash, 0)
            expected[3] += event.commission
        elif isinstance(event, AgentPaidIn):
            expected[4] += event.amount
    rows, _totals = made(db, "agents")
    assert [row[:6] for row in rows] == [("71", *expected)]
    assert expected[1] >= expected[2] > 0


def test_meters_with_warnings(db: Database, events: truth.Events) -> None:
    last = {
        told.allocation: (entry.event.account, entry.event.date, told.read_back)
        for _id, entry in events
        if isinstance(entry.event, CardRead)
        for told in entry.event.meters
    }
    rows, _totals = made(db, "meter-health")
    assert [(row[0], row[3], row[4]) for row in rows] == [
        (account, day.isoformat(), told.remaining)
        for account, day, told in last.values()
        if told.status
    ]
    assert [row[5] for row in rows] == ["battery_low magnet"]


def test_a_report_is_given_up_between_its_pieces(db: Database) -> None:
    pieces: list[int] = []
    watch = Watch(told=lambda done, _of: pieces.append(done), given_up=lambda: len(pieces) > 1)
    running = Running(db, REPORTS["sales"], Asked(since=FIRST, until=LAST), watch)
    with pytest.raises(ReportCancelled):
        list(running)
    assert pieces == [0, 1]
    assert list(Running(db, REPORTS["sales"], ALL))


def test_a_sale_goes_on_between_two_pieces_and_changes_nothing(
    counter: Counter, db: Database
) -> None:
    alone = list(Running(db, REPORTS["sales"], ALL))
    sold: list[str] = []

    def sell(done: int, _of: int) -> None:
        if done == 1 and not sold:
            sold.append(counter.account("Newcomer"))
            counter.new_card()
            meter = counter.meter("000000000099").state.meter
            counter.do("allocate-meter", account=sold[0], meter=meter, model="DN15", volume="1")

    assert list(Running(db, REPORTS["sales"], ALL, Watch(told=sell))) == alone
    assert sold
    assert counter.ledger is not None
    with counter.ledger.read() as later:
        rows = list(Running(later.db, REPORTS["sales"], ALL))
    assert sum(int(row[2] or 0) for row in rows) == 1 + sum(int(row[2] or 0) for row in alone)


@pytest.mark.parametrize(
    ("name", "by", "index"),
    [
        ("sales", "day", "purchase_date"),
        ("sales-by", "region", "purchase_date"),
        ("sales-by", "model", "purchase_date"),
        ("tenders", "", "purchase_date"),
        ("tiers", "", "purchase_date"),
        ("arrears", "", "posting_account"),
        ("account-movements", "", "posting_account"),
        ("silent-accounts", "", "purchase_account"),
    ],
)
def test_only_the_days_asked_for_are_read(db: Any, name: str, by: str, index: str) -> None:
    asked: list[str] = []
    connection = connection_of(db)

    def listen(_cursor: object, sql: str, _values: object) -> bool:
        asked.append(sql)
        return True

    connection.set_exec_trace(listen)
    try:
        made(db, name, by)
    finally:
        connection.set_exec_trace(None)
    plans = [
        str(step[3])
        for sql in asked
        if "purchase" in sql or "posting" in sql
        for step in connection.execute(
            f"EXPLAIN QUERY PLAN {sql}", ("2027-01-01",) * sql.count("?")
        )
    ]
    assert any(index in step for step in plans)
    assert not [step for step in plans if step.startswith("SCAN purchase")]


def test_a_grouping_that_a_report_has_not_is_refused(db: Database) -> None:
    with pytest.raises(BadReport):
        Running(db, REPORTS["tenders"], Asked(since=FIRST, until=LAST, by="operator"))


def test_the_safe_book_says_where_the_cash_is(db: Database, events: truth.Events) -> None:
    """From any day on: what was there before stands above, and its totals are the books'."""
    books = (Book.SAFE, Book.BAG, Book.TO_BANK, Book.BANK, Book.BANK_OVER_SHORT)
    january = Asked(since=date(2027, 1, 1), until=LAST)
    for which in (ALL, january):
        rows, totals = made(db, "safe", which=which)
        assert totals is not None
        there: defaultdict[Book, int] = defaultdict(int)
        for _id, entry in events:
            for one in getattr(entry.event, "entries", ()):
                there[one.book] += one.amount
        expected = [there[book] for book in books]
        assert [*totals[4:8], -int(totals[8] or 0)] == expected
    assert rows[0][1] == "Before"
    told = [(row[1], row[2]) for row in made(db, "safe")[0]]
    assert ("Bag", "B-8") in told
    names = {"Number put right", "Deposit slip", "Slip taken back", "Bank received"}
    assert names <= {name for name, _number in told}
    assert there[Book.BANK_OVER_SHORT] == 1_000
    assert there[Book.BAG] == 12_000
