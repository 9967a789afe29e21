"""What was put right, as operations ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.tariff.schedule import schedule_of
from app.ledger.projection.engine import project
from app.ledger.queries import accounts, reckoning, usage
from app.ledger.queries import sales as bought
from tests.ledger.corrected import (
    correct_class,
    correct_dial,
    correct_meter,
    correct_tender,
    meter_corrected,
)
from tests.ledger.goods import ACCOUNT
from tests.ledger.kiosks import empty_tables
from tests.ledger.village import Village


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


@pytest.fixture
def village() -> Village:
    village = Village()
    village.genesis()
    village.account()
    return village


@pytest.fixture
def shift(village: Village) -> EventId:
    return village.shift()


class TestAllocations:
    """The last word of the one later in time counts; the old meter number is free again."""

    def test_an_allocation_is_found_by_its_right_meter_alone(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        old = village.opening(purchase).contents.meter
        village.load(purchase, 1)
        plan = correct_meter(village, purchase, "5000")
        project(db, village.chain)
        assert accounts.allocation_of_meter(db, old) is not None
        assert accounts.allocation_of_meter(db, "5000") is None
        village.chain.clear()
        meter_corrected(village, plan)
        project(db, village.chain)
        assert accounts.allocation_of_meter(db, old) is None
        found = accounts.allocation_of_meter(db, "5000")
        assert found is not None
        assert (found.id, found.meter) == (purchase, "5000")
        assert accounts.allocations_of(db, ACCOUNT) == [found]
        assert accounts.renumbered(db, purchase, purchase)

    def test_the_dial_is_the_one_that_was_told_last(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        correct_dial(village, purchase, 70_000)
        correct_dial(village, purchase, 9_500)
        project(db, village.chain)
        found = accounts.allocation(db, purchase)
        assert found is not None
        assert found.dial == 9_500
        assert not accounts.renumbered(db, purchase, purchase)


class TestClassAndHousehold:
    """Each holds from its day on; purchases count as they were reckoned anew."""

    def test_hold_from_the_days_that_corrections_say(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        project(db, village.chain)
        before = accounts.account(db, ACCOUNT)
        assert before is not None
        assert reckoning.classes_of(db, before) == ((before.opened, before.tariff_class),)
        village.chain.clear()
        correct_class(village, purchase, 7)
        correct_class(village, purchase, 3)
        project(db, village.chain)
        now = accounts.account(db, ACCOUNT)
        assert now is not None
        assert (now.tariff_class, now.household_size) == (3, 4)
        # The later one reaches further back: nothing is left of the first.
        expected = schedule_of(now.opened, 1, [(date(2026, 9, 8), 7), (date(2026, 9, 4), 3)])
        assert reckoning.classes_of(db, now) == expected
        assert len(expected) <= 2

    def test_a_purchase_counts_in_the_period_and_with_the_free_volume_it_has_now(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        sold = village.opening(purchase).breakdown
        correct_class(village, purchase, 4)
        project(db, village.chain)
        anew = reckoning.reckoned_anew(db, purchase, purchase)
        assert anew is not None
        assert anew.allowance == 4
        water = UtilityKind.WATER
        assert usage.bought_in_period(db, ACCOUNT, water, sold.period_start) == (0, 0)
        counted = usage.bought_in_period(db, ACCOUNT, water, anew.period_start)
        assert counted == (sold.quantity, 4)


def test_a_sale_has_the_tenders_that_were_told_last(
    db: Database, village: Village, shift: EventId
) -> None:
    purchase = village.pay(shift)
    correct_tender(village, purchase, 500)
    correct_tender(village, purchase, 200)
    project(db, village.chain)
    found = bought.purchase(db, purchase, purchase)
    assert found is not None
    assert [tender.to_balance for tender in found.tenders] == [200]
