"""A refund that its meter refutes, and credit paid back, as operations ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.ledger.projection.engine import project
from app.ledger.queries import accounts, cards, meter_credit, usage
from app.ledger.queries import sales as bought
from tests.ledger.given_back import pay_meter_credit, refute
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


def test_one_that_its_meter_refutes_waits_no_more_and_the_purchase_counts_again(
    db: Database, village: Village, shift: EventId
) -> None:
    purchase = village.pay(shift)
    village.load(purchase, 1)
    refund = village.refund(purchase)
    village.cancel(refund, purchase)
    project(db, village.chain)
    sold = village.opening(purchase)
    asked = ACCOUNT, UtilityKind.WATER, sold.breakdown.period_start
    assert usage.bought_in_period(db, *asked)[0] == 0
    before = cards.last_write(db, purchase)

    refuted = refute(village, refund, purchase)
    project(db, village.chain[-1:])
    assert bought.open_refunds(db, ACCOUNT) == []
    found = bought.refund(db, refund)
    assert found is not None
    assert (found.refuted, found.paid) == (refuted, None)
    standing = bought.purchase(db, purchase, purchase)
    assert standing is not None
    assert standing.refund is None
    assert usage.bought_in_period(db, *asked)[0] == sold.breakdown.quantity
    after = cards.last_write(db, purchase)
    assert before is not None
    assert after is not None
    assert after.cumulative - before.cumulative == sold.breakdown.credit


def test_credit_paid_back_counts_no_longer_in_the_period_of_its_sale(
    db: Database, village: Village, shift: EventId
) -> None:
    purchase = village.pay(shift)
    village.load(purchase, 1)
    project(db, village.chain)
    sold = village.opening(purchase).breakdown
    asked = ACCOUNT, UtilityKind.WATER
    assert usage.bought_in_period(db, *asked, sold.period_start)[0] == sold.quantity
    assert not meter_credit.paid_back(db, purchase)
    pay_meter_credit(village, purchase, 2)
    project(db, village.chain[-1:])
    half = sold.quantity // 2
    assert usage.bought_in_period(db, *asked, sold.period_start)[0] == sold.quantity - half
    month = village.opening(purchase).date
    assert usage.bought_in_month(db, *asked, month) == sold.quantity - half
    assert meter_credit.paid_back(db, purchase)
    (meter,) = accounts.allocations_of(db, ACCOUNT)
    assert meter.ended is not None
