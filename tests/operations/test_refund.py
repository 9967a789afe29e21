"""Refund of an unloaded purchase: off the card first, proved by the meter, then paid, once."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.operations.catalogue import operation_named
from app.operations.errors import (
    CardStandsInTheWay,
    NoOpenShift,
    NoRefundWaits,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    RefundImpossible,
    StaleQuote,
)
from app.operations.operation import Caller, parse_arguments
from app.operations.refund_result import RefundStage
from app.printing.documents import InDoubtSlip, RefundReceipt, RefundSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import MakeCustomer, booked, count_events, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def buyer(make_customer: MakeCustomer, *, copyable: bool, marking: Marking) -> Customer:
    """Number 1 is in the meter; numbers 2 and up cost ten a unit."""
    one = make_customer(profile=TapcardSle4442(copyable=copyable, marking=marking))
    set_tariff(one.counter)
    return one


@pytest.fixture
def loaded(customer: Customer) -> Customer:
    """Number 2, three units for thirty, is unloaded on a card that can be copied."""
    set_tariff(customer.counter)
    customer.buy("3")
    return customer


@pytest.fixture
def safe_card(make_customer: MakeCustomer) -> Customer:
    """The same on a card that cannot be copied."""
    one = buyer(make_customer, copyable=False, marking=Marking.BOTH)
    one.buy("3")
    return one


def refund(customer: Customer, **arguments: Any) -> Any:
    return customer.do("refund", reason="moves away", **arguments)


def cash(customer: Customer) -> int:
    """All cash in the drawer."""
    shift = events(customer.counter, "purchase_paid")[0].shift
    return booked(customer.counter, Book.DRAWER, str(shift))


class TestTakingTheLoadOff:
    """First half: zero load under the same number, a slip, no money yet."""

    def test_leaves_the_number_with_zero_load(self, loaded: Customer) -> None:
        refund(loaded)
        card = loaded.do("read-card").meters[0].contents
        assert (card.number, card.load, card.cumulative) == (2, 0, 2_000)

    def test_pays_nothing_but_gives_a_slip(self, loaded: Customer) -> None:
        before = cash(loaded)
        taken_off = refund(loaded)
        assert (taken_off.stage, taken_off.amount) == (RefundStage.AWAITS_METER, 3_000)
        assert taken_off.receipt is None
        assert isinstance(papers(loaded.counter)[-1], RefundSlip)
        assert cash(loaded) == before
        assert booked(loaded.counter, Book.REFUND_DUE, loaded.account) == -3_000

    def test_gives_back_no_fees_and_no_standing_charges(self, make_customer: MakeCustomer) -> None:
        one = make_customer()
        one.card = one.counter.new_card()
        one.account = one.counter.account("Somebody else")
        one.meter = one.counter.meter("77")
        first = one.allocate()
        water = refund(one).amount
        assert first.total - water == 30_000 + 1_333

    def test_sells_nothing_before_the_meter_has_seen_it(self, loaded: Customer) -> None:
        refund(loaded)
        with pytest.raises(CardStandsInTheWay) as refusal:
            loaded.buy()
        assert refusal.value.standing == Standing.CANCELLATION_PENDING

    def test_sells_the_number_after_once_it_has(self, loaded: Customer) -> None:
        refund(loaded)
        assert loaded.visit() is MeterAnswer.CREDIT
        assert loaded.meter.state.total_credited == 2_000
        assert loaded.buy().number == 3

    def test_returns_its_first_result_to_a_repeated_id(self, loaded: Customer) -> None:
        first = refund(loaded, request="r-1")
        before = count_events(loaded.counter)
        assert refund(loaded, request="r-1") == first
        assert count_events(loaded.counter) == before

    def test_happens_once(self, loaded: Customer) -> None:
        refund(loaded)
        with pytest.raises(CardStandsInTheWay):
            refund(loaded)

    def test_is_stale_once_the_meter_has_taken_the_load(self, loaded: Customer) -> None:
        operation, caller = operation_named("refund"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"reason": "moves away"})
        loaded.counter.put(loaded.card)
        quote = operation.quote(operation.look(loaded.counter.kiosk, caller, wish), wish)
        loaded.visit()
        loaded.counter.put(loaded.card)
        with pytest.raises(StaleQuote):
            operation.perform(loaded.counter.kiosk, caller, quote)


class TestPayingOut:
    """Second half: only on the meter's final read-back, and once."""

    def test_waits_for_the_meter(self, loaded: Customer) -> None:
        refund(loaded)
        with pytest.raises(RefundImpossible):
            loaded.do("pay-refund")

    def test_pays_in_cash_on_its_proof(self, loaded: Customer) -> None:
        refund(loaded)
        loaded.visit()
        before = cash(loaded)
        paid = loaded.do("pay-refund")
        assert (paid.stage, paid.amount, paid.receipt) == (RefundStage.PAID, 3_000, 3)
        assert cash(loaded) == before - 3_000
        assert booked(loaded.counter, Book.REFUND_DUE, loaded.account) == 0
        paper = papers(loaded.counter)[-1]
        assert isinstance(paper, RefundReceipt)
        assert paper.number == "K07-01-000003"

    def test_keeps_the_meters_proof_in_the_journal(self, loaded: Customer) -> None:
        refund(loaded)
        loaded.visit()
        loaded.do("pay-refund")
        evidence = events(loaded.counter, "refund_paid")[0].evidence
        assert (evidence.number, evidence.total_credited) == (2, 2_000)

    def test_never_pays_twice(self, loaded: Customer) -> None:
        refund(loaded)
        loaded.visit()
        loaded.do("pay-refund")
        with pytest.raises(RefundImpossible):
            loaded.do("pay-refund")

    def test_never_pays_twice_from_one_quote(self, loaded: Customer) -> None:
        refund(loaded)
        loaded.visit()
        operation, caller = operation_named("pay-refund"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {})
        loaded.counter.put(loaded.card)
        quote = operation.quote(operation.look(loaded.counter.kiosk, caller, wish), wish)
        operation.perform(loaded.counter.kiosk, caller, quote)
        with pytest.raises(StaleQuote):
            operation.perform(loaded.counter.kiosk, caller, quote)

    def test_returns_its_first_result_to_a_repeated_id(self, loaded: Customer) -> None:
        refund(loaded)
        loaded.visit()
        first = loaded.do("pay-refund", request="p-1")
        assert loaded.do("pay-refund", request="p-1") == first
        assert len(events(loaded.counter, "refund_paid")) == 1

    def test_pays_nothing_to_a_card_without_a_refund(self, loaded: Customer) -> None:
        loaded.visit()
        with pytest.raises(NoRefundWaits):
            loaded.do("pay-refund")


class TestACardThatCannotBeCopied:
    """It proves by itself that its load is gone."""

    def test_pays_at_once(self, safe_card: Customer) -> None:
        before = cash(safe_card)
        paid = refund(safe_card)
        assert (paid.stage, paid.receipt) == (RefundStage.PAID, 3)
        assert cash(safe_card) == before - 3_000

    def test_gives_the_number_to_the_next_sale(self, safe_card: Customer) -> None:
        refund(safe_card)
        assert safe_card.buy("1").number == 2
        assert safe_card.visit() is MeterAnswer.CREDIT
        assert safe_card.meter.state.total_credited == 3_000

    def test_pays_also_where_the_meter_marks_once_before_it_credits(
        self, make_customer: MakeCustomer
    ) -> None:
        one = make_customer(profile=TapcardSle4442(copyable=False, marking=Marking.BEFORE))
        one.visit()
        one.buy("3")
        assert refund(one).stage is RefundStage.PAID


class TestNeverInCash:
    """Where an untouched card does not prove that its meter has nothing."""

    def test_a_load_restored_on_a_new_card_that_cannot_be_copied(self, safe_card: Customer) -> None:
        safe_card.new_card()
        safe_card.counter.do(
            "reissue-card", account=safe_card.account, reason="lost", identity="known"
        )
        with pytest.raises(RefundImpossible):
            refund(safe_card)

    def test_a_load_that_the_meter_has(self, loaded: Customer) -> None:
        loaded.visit()
        with pytest.raises(CardStandsInTheWay) as refusal:
            refund(loaded)
        assert refusal.value.standing == Standing.NORMAL


class TestARestoredLoad:
    """On a new card that can be copied the meter's proof says which card came first."""

    def test_is_paid_when_no_card_was_used(self, loaded: Customer) -> None:
        loaded.new_card()
        loaded.counter.do("reissue-card", account=loaded.account, reason="lost", identity="known")
        assert refund(loaded).stage is RefundStage.AWAITS_METER
        loaded.visit()
        assert loaded.do("pay-refund").stage is RefundStage.PAID


class TestInDoubt:
    """The card is pulled while the load comes off."""

    @pytest.mark.parametrize(
        ("write", "phase"),
        [(0, ApduPhase.BEFORE), (0, ApduPhase.AFTER), (1, ApduPhase.BEFORE), (1, ApduPhase.AFTER)],
    )
    @pytest.mark.parametrize("copyable", [False, True])
    def test_nothing_is_paid_before_it_is_settled(
        self, make_customer: MakeCustomer, copyable: bool, write: int, phase: ApduPhase
    ) -> None:
        one = buyer(make_customer, copyable=copyable, marking=Marking.BOTH)
        one.buy("3")
        one.counter.put(one.card)
        with pulled_at_write(one.counter, write, phase), pytest.raises(PlanInterrupted):
            one.counter.do("refund", reason="moves away")
        assert isinstance(papers(one.counter)[-1], InDoubtSlip)
        before = cash(one)
        with pytest.raises((RefundImpossible, StaleQuote)):
            one.do("pay-refund")
        with pytest.raises(PlanStillOpen):
            refund(one)
        one.do("settle")
        if copyable:
            one.visit()
        assert one.do("pay-refund").amount == 3_000
        assert cash(one) == before - 3_000


class TestWhoMayRefund:
    """Cashiers and supervisors in a shift of their own."""

    def test_nobody_without_the_right(self, loaded: Customer) -> None:
        with pytest.raises(NotAllowed):
            refund(loaded, by=ADMINISTRATOR)

    def test_nobody_without_a_shift(self, loaded: Customer) -> None:
        with pytest.raises(NoOpenShift):
            refund(loaded, by=SUPERVISOR)
