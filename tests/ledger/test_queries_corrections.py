"""What was put right, as operations ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.engine import project
from app.ledger.queries import accounts
from app.ledger.queries import sales as bought
from tests.ledger.corrected import correct_dial, correct_meter, meter_corrected
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
        assert bought.renumbered(db, purchase, purchase)

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
        assert not bought.renumbered(db, purchase, purchase)
