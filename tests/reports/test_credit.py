"""Meter changes and unused credit: what the events say is in meters, on cards, and owed."""

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
from app.ledger.events.corrections import MeterCorrected
from app.ledger.events.readings import CardRead
from app.ledger.events.sales import PurchasePaid
from tests.counter import REGION, SUPERVISOR, Counter
from tests.operations.customer import Customer
from tests.reports import truth
from tests.reports.life_desk import LAST
from tests.reports.told import Told, made
from tests.reports.truth_credit import meter_changes, unused

FIGURES = ("loaded", "used", "remaining", "since", "owed", "unused")
DAYS = (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 9), LAST)


def as_put_right(events: truth.Events, rows: dict[str, Told]) -> dict[str, Told]:
    """Meters whose number was mistyped have the right one, whenever it is asked."""
    renamed = {
        one.event.old_meter: one.event.new_meter
        for _id, one in events
        if isinstance(one.event, MeterCorrected)
    }
    right = {renamed.get(meter, meter): row for meter, row in rows.items()}
    return {meter: {**row, "meter": meter} for meter, row in right.items()}


def test_meter_changes(tables: Database, happened: truth.Events) -> None:
    rows, totals, _behind = made(tables, "meter-changes")
    expected = meter_changes(happened)
    assert rows == expected
    for name in ("fees", "due", "given", "outstanding"):
        assert totals[name] == sum(row[name] for row in expected)
    assert totals["due"] > totals["given"] > totals["outstanding"] > 0
    assert totals["arrears"] > 0


@pytest.mark.parametrize("until", DAYS)
def test_credit_of_each_meter(tables: Database, happened: truth.Events, until: date) -> None:
    rows, _totals, _behind = made(tables, "unused-credit", "meter", until=until)
    assert {row["meter"]: row for row in rows} == as_put_right(happened, unused(happened, until))


@pytest.mark.parametrize("until", DAYS)
@pytest.mark.parametrize("by", ["region", "kind"])
def test_credit_together_as_of_its_days(
    tables: Database, happened: truth.Events, by: str, until: date
) -> None:
    meters = unused(happened, until).values()
    days = [row["told"] for row in meters if "told" in row]
    ((row),) = made(tables, "unused-credit", by, until=until).rows
    assert row[by] == (str(REGION) if by == "region" else "water")
    assert row.get("oldest") == min(days, default=None)
    assert row.get("newest") == max(days, default=None)
    assert (row["meters"], row["silent"]) == (len(meters), len(meters) - len(days))
    assert [row[name] for name in FIGURES] == [
        sum(meter[name] for meter in meters) for name in FIGURES
    ]


def test_what_the_readings_do_not_know_of_stands_behind(
    tables: Database, happened: truth.Events
) -> None:
    since: defaultdict[str, int] = defaultdict(int)
    prices = {id.to_key(): entry.event for id, entry in happened}
    rows, _totals, behind = made(tables, "unused-credit", "meter")
    for row, ids in zip(rows, behind, strict=True):
        for id in ids:
            since[row["meter"]] += prices[id].loads[0].quantity  # type: ignore[union-attr]
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
