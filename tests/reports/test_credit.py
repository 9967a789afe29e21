"""Meter changes and unused credit: meters that told nothing yet, purchases behind, money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
from peewee import Database

from app.domain.cards import ChargingType
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.quantity import PRICE_SCALE
from app.ledger import journal
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import PurchasePaid
from tests.counter import SUPERVISOR, Counter
from tests.operations.customer import Customer
from tests.reports.journal_read import Journal
from tests.reports.told import made

FIGURES = ("loaded", "used", "remaining", "since", "owed", "unused")


def test_meter_changes(tables: Database) -> None:
    """But for the one that was undone; the first meter holds less than what is owed for it."""
    rows, totals, _behind = made(tables, "meter-changes")
    assert [row["meter"] for row in rows] == ["000000000077", "000000000079"]
    assert totals["due"] > totals["given"] > totals["outstanding"] > 0
    assert totals["arrears"] > 0


@pytest.mark.parametrize("by", ["region", "kind"])
def test_before_any_meter_told_anything_all_credit_is_since_then(tables: Database, by: str) -> None:
    (row,) = made(tables, "unused-credit", by, until=date(2026, 12, 1)).rows
    assert not {"oldest", "newest"} & row.keys()
    assert (row["meters"], row["silent"]) == (5, 5)
    assert [row[name] for name in FIGURES] == [0, 0, 0, 15_000, 0, 15_000]


def test_what_the_readings_do_not_know_of_stands_behind(
    tables: Database, happened: Journal
) -> None:
    since: defaultdict[str, int] = defaultdict(int)
    bought = {sale.event.to_key(): sale.load.quantity for sale in happened.sales}
    rows, _totals, behind = made(tables, "unused-credit", "meter")
    for row, ids in zip(rows, behind, strict=True):
        for id in ids:
            since[row["meter"]] += bought[id]
    (together,) = made(tables, "unused-credit", "region").behind
    assert len(together) == sum(map(len, behind)) > 0
    for row in rows:
        assert since[row["meter"]] <= row["since"]


def test_reading_meters_goes_on_in_pieces(
    tables: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(tables, "unused-credit", "meter")
    together = made(tables, "unused-credit", "region")
    monkeypatch.setattr("app.reports.unused_credit._PIECE", 2)
    assert made(tables, "unused-credit", "meter") == whole
    assert made(tables, "unused-credit", "region") == together


@pytest.fixture(scope="module")
def money(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """One meter that counts money was changed with 120.50 left, another one bought on."""
    path = tmp_path_factory.mktemp("money") / "ledger.db"
    counter = Counter(path, charging=ChargingType.MONEY).begin()
    changes, stays = Customer(counter, "000000000001"), Customer(counter, "000000000002")
    one_price = MeterTariff(current=TierSet(starts=(0,), prices=(4_000 * PRICE_SCALE,)))
    stays.meter = counter.meter("000000000002", tariff=one_price)
    for one in (changes, stays):
        one.card = counter.new_card()
        one.allocate(amount="1000")
        one.visit()
        one.do("read-card")
    stays.meter.days(2, 500)
    stays.visit()
    stays.do("read-card")
    stays.buy_for("300", tendered="300")
    new = {"new_meter": "000000000077", "model": "DN15", "old_dial": "0", "left": "120.50"}
    changes.do(
        "change-meter",
        account=changes.account,
        technician="Baraka",
        form="F-1",
        second=SUPERVISOR,
        **new,
    )
    yield counter
    counter.close()


def test_credit_that_is_money_is_no_volume(money: Counter) -> None:
    """Taken and used, as the meters say; what was bought or given since stands beside it."""
    assert money.ledger is not None
    with money.ledger.read() as reader:
        events = [entry.event for batch in journal.scan(reader.db) for _id, entry, _bytes in batch]
        (credit,) = made(reader.db, "unused-credit", "kind").rows
        (change,) = made(reader.db, "meter-changes").rows
        (close,) = made(reader.db, "cashier-close").rows
    told = [event.meters[0].read_back for event in events if isinstance(event, CardRead)][-1]
    bought = [event.loads[0].money for event in events if isinstance(event, PurchasePaid)]
    assert bought[1] > told.remaining > 0
    assert {name: credit[f"{name}_money"] for name in FIGURES} == {
        "loaded": bought[1],
        "used": bought[1] - told.remaining,
        "remaining": told.remaining,
        "since": bought[2] + 12_050,
        "owed": 0,
        "unused": told.remaining + bought[2] + 12_050,
    }
    assert (change["due_money"], change["given_money"]) == (12_050, 12_050)
    assert (credit["meters"], credit["silent"]) == (2, 1)
    assert not {*FIGURES, "due", "given", "outstanding"} & {*credit, *change}
    assert not {"water", "compensated"} & close.keys()
