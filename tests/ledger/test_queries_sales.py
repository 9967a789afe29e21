"""Purchases, refunds, reissues, plans and cards, as operations ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.ledger.events import exceptions, sales
from app.ledger.projection.engine import project
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries import accounts, cards, plans, usage
from app.ledger.queries import sales as bought
from app.ledger.queries.sales import RefundState
from tests.ledger.goods import ACCOUNT, CUBIC_METRE, PERIOD, SERIAL, TODAY, contents
from tests.ledger.kiosks import empty_tables
from tests.ledger.village import Village

WATER = UtilityKind.WATER
NEW_SERIAL = b"card-002"


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


class TestPurchases:
    def test_a_paid_one_waits_for_its_card(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift, request="till-1")
        project(db, village.chain)
        found = bought.purchase(db, purchase, purchase)
        assert found is not None
        paid = village.opening(purchase)
        assert (found.allocation, found.plan) == (purchase, purchase)
        assert (found.breakdown, found.tenders, found.loads) == (
            paid.breakdown,
            paid.tenders,
            paid.loads,
        )
        assert found.allocates == paid.allocates
        assert (found.date, found.shift, found.operator) == (TODAY, shift, 11)
        assert (found.request, found.loaded, found.receipt) == ("till-1", None, None)
        assert (found.refund, found.rewritten) == (None, False)

    def test_a_loaded_one_has_its_receipt(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        loaded = village.load(purchase, 17)
        project(db, village.chain)
        found = bought.purchase(db, purchase, purchase)
        assert found is not None
        assert (found.loaded, found.receipt) == (loaded, 17)

    def test_a_renewed_one_is_loaded_by_its_newest_plan(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.append(exceptions.PlanScrapped(plan=purchase, account=ACCOUNT))
        renewed = village.renew(purchase, purchase, NEW_SERIAL)
        project(db, village.chain)
        found = bought.purchase(db, purchase, purchase)
        assert found is not None
        assert (found.plan, found.loaded) == (renewed, None)
        loaded = village.load(purchase, 5, plan=renewed)
        project(db, village.chain[-1:])
        found = bought.purchase(db, purchase, purchase)
        assert found is not None
        assert (found.loaded, found.receipt) == (loaded, 5)
        assert bought.first_serial(db, purchase) == NEW_SERIAL

    def test_a_number_sold_again_is_listed_in_the_order_of_the_card(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        first = village.pay(shift)
        elsewhere = village.pay(
            village.shift(node=8), number=2, allocation=first, sequence=2, node=8
        )
        again = village.pay(shift, number=2, allocation=first, sequence=4)
        project(db, village.chain)
        listed = bought.purchase_by_number(db, first, 2)
        assert [row.id for row in listed] == [elsewhere, again]
        last = bought.last_purchase(db, first)
        assert last is not None
        assert last.id == again

    def test_an_unknown_one_is_none_and_has_no_card(self, db: Database) -> None:
        unknown = EventId(9, 1, 1)
        assert bought.purchase(db, unknown, unknown) is None
        with pytest.raises(LookupError):
            bought.first_serial(db, unknown)

    def test_writing_it_again_is_remembered(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.load(purchase, 1)
        rewrite = village.rewrite(purchase)
        project(db, village.chain)
        assert not _purchase(db, purchase).rewritten
        village.rewritten(rewrite)
        project(db, village.chain[-1:])
        assert _purchase(db, purchase).rewritten


class TestRefunds:
    def test_it_goes_from_opened_over_cancelled_to_paid(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.load(purchase, 1)
        refund = village.refund(purchase)
        project(db, village.chain)
        assert _purchase(db, purchase).refund_state is RefundState.OPENED
        assert bought.open_refunds(db, ACCOUNT) == []

        cancelled = village.cancel(refund, purchase)
        project(db, village.chain[-1:])
        assert _purchase(db, purchase).refund_state is RefundState.CANCELLED
        (waiting,) = bought.open_refunds(db, ACCOUNT)
        assert (waiting.id, waiting.cancelled, waiting.paid) == (refund, cancelled, None)
        assert (waiting.proof_number, waiting.proof_total) == (1, 0)

        paid = village.pay_out(refund, purchase, receipt=2)
        project(db, village.chain[-1:])
        assert _purchase(db, purchase).refund_state is RefundState.PAID
        assert bought.open_refunds(db, ACCOUNT) == []
        found = bought.refund(db, refund)
        assert found is not None
        assert (found.paid, found.receipt, found.to_cash) == (paid, 2, found.amount)
        plan = plans.plan(db, refund)
        assert plan is not None
        assert (plan.closed_by, plan.subject) == (cancelled, refund)

    def test_one_that_two_people_declare_not_written_is_none(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.load(purchase, 1)
        refund = village.refund(purchase)
        village.decide(refund, exceptions.Decision.NOT_WRITTEN, shift=shift)
        project(db, village.chain)
        found = _purchase(db, purchase)
        assert (found.refund, found.refund_state) == (None, None)
        assert found.loaded is not None

    def test_money_back_closes_the_plan_of_its_purchase(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        refund = village.refund(purchase, sales.RefundBasis.NOT_WRITTEN)
        project(db, village.chain)
        plan = plans.plan(db, purchase)
        assert plan is not None
        assert (plan.outcome, plan.closed_by) == (Outcome.MONEY_BACK, refund)
        assert [row.id for row in plans.open_plans(db, account=ACCOUNT)] == [refund]


class TestUsage:
    def test_a_purchase_counts_in_the_period_and_month_of_its_sale(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        first = village.pay(shift, on=date(2026, 8, 31), period=date(2026, 8, 1))
        village.pay(shift, number=2, quantity=3 * CUBIC_METRE, allocation=first)
        project(db, village.chain)
        assert usage.bought_in_period(db, ACCOUNT, WATER, PERIOD) == (3000, 1000)
        assert usage.bought_in_period(db, ACCOUNT, WATER, date(2026, 8, 1)) == (5000, 1000)
        assert usage.bought_in_month(db, ACCOUNT, WATER, TODAY) == 3000
        assert usage.bought_in_period(db, ACCOUNT, UtilityKind.GAS, PERIOD) == (0, 0)

    def test_a_refund_gives_it_back_once_when_the_load_is_off(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.load(purchase, 1)
        refund = village.refund(purchase)
        project(db, village.chain)
        assert usage.bought_in_month(db, ACCOUNT, WATER, TODAY) == 5000
        village.cancel(refund, purchase)
        village.pay_out(refund, purchase, 2)
        for one in village.chain[-2:]:
            project(db, [one])
            assert usage.bought_in_period(db, ACCOUNT, WATER, PERIOD) == (0, 0)
            assert usage.bought_in_month(db, ACCOUNT, WATER, TODAY) == 0

    def test_a_renewed_plan_declared_not_written_gives_it_back(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.append(exceptions.PlanScrapped(plan=purchase, account=ACCOUNT))
        renewed = village.renew(purchase, purchase, NEW_SERIAL)
        village.decide(renewed, exceptions.Decision.NOT_WRITTEN, shift=shift, to_cash=400)
        project(db, village.chain)
        assert usage.bought_in_period(db, ACCOUNT, WATER, PERIOD) == (0, 0)

    def test_standing_charges_stay_paid_after_a_refund_and_not_after_money_back(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        first = village.pay(shift, standing_paid_to=date(2026, 10, 1))
        assert usage.standing_paid_to(db, first) is None
        second = village.pay(shift, number=2, allocation=first, standing_paid_to=date(2026, 11, 1))
        third = village.pay(shift, number=3, allocation=first, standing_paid_to=date(2026, 12, 1))
        village.cancel(village.refund(second), second)
        project(db, village.chain)
        assert usage.standing_paid_to(db, first) == date(2026, 12, 1)
        back = village.refund(third, sales.RefundBasis.NOT_WRITTEN)
        village.cancel(back, third)
        project(db, village.chain[-2:])
        assert usage.standing_paid_to(db, first) == date(2026, 11, 1)


class TestPlans:
    def test_a_plan_comes_back_as_it_was_committed(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift, request="till-1")
        project(db, village.chain)
        paid, found = village.opening(purchase), plans.plan(db, purchase)
        assert found is not None
        assert (found.plan, found.contents) == (paid.plan, paid.contents)
        assert (found.kind, found.account, found.subject) == ("purchase_paid", ACCOUNT, purchase)
        assert (found.outcome, found.closed_by, found.held, found.slip) == (None,) * 4

    def test_open_ones_are_found_by_card_account_allocation_and_node(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        done = village.pay(shift)
        village.load(done, 1)
        here = village.pay(shift, number=2, allocation=done)
        there = village.pay(village.shift(node=8), account="120100025", serial=b"card-009", node=8)
        project(db, village.chain)

        def ids(rows: list[plans.PlanRow]) -> list[EventId]:
            return [row.id for row in rows]

        assert ids(plans.open_plans(db)) == [here, there]
        assert ids(plans.open_plans(db, account=ACCOUNT)) == [here]
        assert ids(plans.open_plans(db, serial=b"card-009")) == [there]
        assert ids(plans.open_plans(db, allocation=done)) == [here]
        assert ids(plans.open_plans(db, node=8)) == [there]
        assert ids(plans.open_plans(db, account=ACCOUNT, node=8)) == []

    def test_doubt_hold_and_decision_stand_on_it(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        plan = village.pay(shift)
        village.append(exceptions.PlanInDoubt(plan=plan, account=ACCOUNT, why="pulled", slip=3))
        village.append(exceptions.PlanHeld(plan=plan, account=ACCOUNT, why="unknown"))
        village.decide(plan, exceptions.Decision.HAPPENED, shift=shift)
        project(db, village.chain)
        found = plans.plan(db, plan)
        assert found is not None
        assert (found.slip, found.held, found.outcome) == (3, "unknown", None)
        loaded = village.load(plan, 4)
        project(db, village.chain[-1:])
        found = plans.plan(db, plan)
        assert found is not None
        assert (found.outcome, found.closed_by, found.receipt) == (Outcome.HAPPENED, loaded, 4)

    def test_a_scrapped_one_waits_until_another_renews_it(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.append(exceptions.PlanScrapped(plan=purchase, account=ACCOUNT))
        project(db, village.chain)
        assert [row.id for row in plans.unrenewed(db, ACCOUNT)] == [purchase]
        renewed = village.renew(purchase, purchase, NEW_SERIAL)
        project(db, village.chain[-1:])
        assert plans.unrenewed(db, ACCOUNT) == []
        row = plans.plan(db, renewed)
        assert row is not None
        assert (row.subject, row.renews) == (purchase, purchase)


class TestCards:
    def test_the_last_write_is_the_highest_sequence_that_happened(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        first = village.pay(shift)
        village.load(first, 1)
        village.pay(shift, number=2, allocation=first)
        project(db, village.chain)
        last = cards.last_write(db, first)
        assert last is not None
        assert (last.mark, last.number, last.serial) == (first, 1, SERIAL)
        assert last.contents == village.opening(first).contents
        assert cards.last_write(db, first, NEW_SERIAL) is None

    def test_a_card_that_is_ahead_tells_of_the_newest_write(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        first = village.pay(shift)
        village.load(first, 1)
        mark = EventId(8, 1, 40)
        seen = contents(mark, 2, 1000, sequence=2)
        village.append(
            exceptions.GapNoted(
                account=ACCOUNT, allocation=first, serial=SERIAL, contents=seen, known_number=1
            )
        )
        project(db, village.chain)
        last = cards.last_write(db, first)
        assert last is not None
        assert (last.mark, last.sequence, last.contents) == (mark, 2, seen)
        assert [write.mark for write in cards.writes(db, first)] == [first, mark]

    def test_a_reissued_card_supersedes_once_it_is_made(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.load(purchase, 1)
        reissue = village.reissue(purchase, NEW_SERIAL, owed=2000, fee=300)
        project(db, village.chain)
        assert not _card(db, SERIAL).superseded
        village.reissued(reissue, 2)
        project(db, village.chain[-1:])
        old, new = _card(db, SERIAL), _card(db, NEW_SERIAL)
        assert (old.superseded, old.superseded_by) == (True, NEW_SERIAL)
        assert (new.superseded, new.issued, new.allocation) == (False, True, purchase)
        found = bought.reissue(db, reissue, purchase)
        assert found is not None
        assert (found.restores, found.owed, found.total) == (purchase, 2000, 300)
        assert found.plan == reissue

    def test_a_held_stranger_is_known_by_its_hold_alone(
        self, db: Database, village: Village
    ) -> None:
        allocation = EventId(7, 1, 9)
        village.append(
            exceptions.CardHeld(
                serial=b"stranger", account=ACCOUNT, allocation=allocation, why="unexplained"
            )
        )
        project(db, village.chain)
        held = _card(db, b"stranger")
        assert (held.issued, held.held, held.allocation) == (False, "unexplained", allocation)
        village.append(
            exceptions.CardReleased(serial=b"stranger", account=ACCOUNT, reason="looked at")
        )
        project(db, village.chain[-1:])
        released = _card(db, b"stranger")
        assert (released.issued, released.held, released.allocation) == (False, None, allocation)
        assert cards.card(db, b"never seen") is None


class TestAllocations:
    def test_the_first_purchase_allocates_its_meter(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        project(db, village.chain)
        meter = village.opening(purchase).contents.meter
        found = accounts.allocation_of_meter(db, meter)
        assert found is not None
        assert (found.id, found.account, found.began) == (purchase, ACCOUNT, TODAY)
        assert accounts.allocations_of(db, ACCOUNT) == [found]

    def test_one_declared_not_written_leaves_the_meter_free(
        self, db: Database, village: Village, shift: EventId
    ) -> None:
        purchase = village.pay(shift)
        village.decide(purchase, exceptions.Decision.NOT_WRITTEN, shift=shift, to_cash=400)
        project(db, village.chain)
        assert accounts.allocation_of_meter(db, village.opening(purchase).contents.meter) is None
        assert accounts.allocations_of(db, ACCOUNT) == []


def _purchase(db: Database, id: EventId) -> bought.Purchase:
    found = bought.payment(db, id)[0]
    assert found is not None
    return found


def _card(db: Database, serial: bytes) -> cards.Card:
    found = cards.card(db, serial)
    assert found is not None
    return found
