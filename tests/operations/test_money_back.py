"""Money back for a payment that never reached its card: two people, zero load, proof, then cash."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.operations.errors import (
    GivenBack,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    RefundImpossible,
    SecondPersonNeeded,
    UnknownRecord,
    WrongCard,
)
from app.operations.refund_result import RefundStage
from app.printing.documents import InDoubtSlip
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import MakeCustomer, booked, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.protocol.maker_streets import amid_plan


def tear_sale(customer: Customer, write: int, phase: ApduPhase, **arguments: Any) -> None:
    """Three units are paid, thirty in all, and the card is pulled."""
    customer.counter.put(customer.card)
    with pulled_at_write(customer.counter, write, phase), pytest.raises(PlanInterrupted):
        customer.counter.do("prepay", volume="3", **arguments)


def money_back(customer: Customer, **arguments: Any) -> Any:
    given = {"second": SUPERVISOR, "reason": "never written", **arguments}
    return customer.do("money-back", **given)


@pytest.fixture
def unwritten(customer: Customer) -> Customer:
    """Thirty are paid, not a byte is written; the card can be copied."""
    set_tariff(customer.counter)
    tear_sale(customer, 0, ApduPhase.BEFORE, request="till-1")
    return customer


@pytest.fixture
def unwritten_safe(make_customer: MakeCustomer) -> Customer:
    """The same with a card that cannot be copied."""
    one = make_customer(profile=TapcardSle4442(copyable=False))
    set_tariff(one.counter)
    tear_sale(one, 0, ApduPhase.BEFORE)
    return one


def cash(customer: Customer) -> int:
    """All cash in the drawer."""
    shift = events(customer.counter, "purchase_paid")[0].shift
    return booked(customer.counter, Book.DRAWER, str(shift))


class TestThePaymentInDoubt:
    """Its money waits in suspense; the customer has a slip; only this account is blocked."""

    def test_has_a_numbered_slip(self, unwritten: Customer) -> None:
        slip = papers(unwritten.counter)[-1]
        assert isinstance(slip, InDoubtSlip)
        assert slip.amount == 3_000

    def test_waits_in_suspense(self, unwritten: Customer) -> None:
        assert booked(unwritten.counter, Book.SUSPENSE, unwritten.account) == -3_000

    def test_blocks_a_further_sale(self, unwritten: Customer) -> None:
        with pytest.raises(PlanStillOpen):
            unwritten.buy()

    def test_does_not_block_anybody_else(self, unwritten: Customer) -> None:
        other = Customer(unwritten.counter, "88")
        assert other.allocate().number == 1


class TestMoneyBack:
    """The whole payment goes back, and the abandoned plan can never be finished."""

    def test_pays_at_once_where_the_card_cannot_be_copied(self, unwritten_safe: Customer) -> None:
        before = cash(unwritten_safe)
        paid = money_back(unwritten_safe)
        assert (paid.stage, paid.amount) == (RefundStage.PAID, 3_000)
        assert cash(unwritten_safe) == before - 3_000
        for book in (Book.SUSPENSE, Book.REFUND_DUE):
            assert booked(unwritten_safe.counter, book, unwritten_safe.account) == 0

    def test_waits_for_the_meter_where_it_can(self, unwritten: Customer) -> None:
        before = cash(unwritten)
        assert money_back(unwritten).stage is RefundStage.AWAITS_METER
        assert cash(unwritten) == before
        with pytest.raises(RefundImpossible):
            unwritten.do("pay-refund")
        unwritten.visit()
        assert unwritten.do("pay-refund").stage is RefundStage.PAID
        assert cash(unwritten) == before - 3_000

    def test_writes_zero_load_with_a_sequence_above_the_plans(self, unwritten: Customer) -> None:
        money_back(unwritten)
        card = unwritten.do("read-card").meters[0].contents
        assert (card.number, card.load, card.cumulative, card.sequence) == (2, 0, 2_000, 3)

    def test_leaves_nothing_to_settle(self, unwritten: Customer) -> None:
        money_back(unwritten)
        with pytest.raises(UnknownRecord):
            unwritten.do("settle")

    def test_is_told_to_who_repeats_the_sale(self, unwritten: Customer) -> None:
        money_back(unwritten)
        with pytest.raises(GivenBack):
            unwritten.do("prepay", volume="3", request="till-1")

    @pytest.mark.parametrize("apdus", [0, 2], ids=["nothing written", "torn"])
    def test_is_refused_where_no_meter_could_ever_prove_it(
        self, make_proved: MakeCounter, apdus: int
    ) -> None:
        """Of the torn card nothing can be read: it is never called damaged, but settled."""
        one = Customer(make_proved(profile=At88Water4()), "12345")
        one.card = one.counter.new_card()
        model: dict[str, Any] = {"profile": "at88-water4", "kind": "water", "charging": "volume"}
        one.counter.do("set-meter-model", by=ADMINISTRATOR, model="DN15", **model)
        one.allocate()
        one.visit()
        pulled = amid_plan(one.counter, one.counter.reader.remove, apdus)
        with pulled, pytest.raises(PlanInterrupted):
            one.do("prepay", volume="3")
        with pytest.raises(RefundImpossible, match="cannot prove"):
            money_back(one)
        assert events(one.counter, "refund_opened") == []
        with pytest.raises(PlanStillOpen, match="did not come to its end"):
            one.do("prepay", volume="3")
        one.do("settle")
        assert one.visit() is MeterAnswer.CREDIT

    def test_lets_the_next_sale_go_on(self, unwritten_safe: Customer) -> None:
        money_back(unwritten_safe)
        assert unwritten_safe.buy("1").number == 2
        assert unwritten_safe.visit() is MeterAnswer.CREDIT
        assert unwritten_safe.meter.state.total_credited == 3_000

    def test_gives_the_tier_back(self, unwritten_safe: Customer) -> None:
        money_back(unwritten_safe)
        assert unwritten_safe.do("read-card").meters[0].contents.bought_in_period == 2_000

    def test_returns_to_the_account_balance_what_came_from_it(
        self, make_customer: MakeCustomer
    ) -> None:
        one = make_customer(profile=TapcardSle4442(copyable=False))
        set_tariff(one.counter)
        one.buy("1", tendered="30", rest="balance")
        one.visit()
        tear_sale(one, 0, ApduPhase.BEFORE)
        assert booked(one.counter, Book.BALANCE, one.account) == 0
        before = cash(one)
        paid = money_back(one)
        assert booked(one.counter, Book.BALANCE, one.account) == -2_000
        assert cash(one) == before - 1_000
        assert (paid.amount, paid.to_cash) == (3_000, 1_000)

    def test_covers_fees_too_when_the_first_card_was_never_made(
        self, make_customer: MakeCustomer
    ) -> None:
        one = make_customer(profile=TapcardSle4442(copyable=False))
        newcomer = Customer(one.counter, "88")
        newcomer.counter.put(newcomer.card)
        with (
            pulled_at_write(one.counter, 0, ApduPhase.BEFORE),
            pytest.raises(PlanInterrupted),
        ):
            newcomer.allocate()
        before = cash(newcomer)
        paid = money_back(newcomer, account=newcomer.account)
        assert paid.amount == before - cash(newcomer)
        assert paid.amount > 30_000
        card = newcomer.do("read-card").meters[0].contents
        assert (card.number, card.load, card.cumulative) == (0, 0, 0)


class TestOnlyWhatTheCardProves:
    """Exactly the before-image; anything else is settled, not paid."""

    @pytest.mark.parametrize(
        ("write", "phase"),
        [(0, ApduPhase.AFTER), (1, ApduPhase.BEFORE), (1, ApduPhase.AFTER)],
        ids=["begun", "all but the mark", "happened"],
    )
    def test_is_refused_once_anything_was_written(
        self, customer: Customer, write: int, phase: ApduPhase
    ) -> None:
        set_tariff(customer.counter)
        tear_sale(customer, write, phase)
        with pytest.raises(PlanStillOpen):
            money_back(customer)
        assert events(customer.counter, "refund_opened") == []
        assert customer.do("settle").receipt == 2
        assert customer.visit() is MeterAnswer.CREDIT

    def test_is_refused_once_the_first_card_was_begun(self, customer: Customer) -> None:
        newcomer = Customer(customer.counter, "88")
        newcomer.counter.put(newcomer.card)
        with (
            pulled_at_write(customer.counter, 1, ApduPhase.AFTER),
            pytest.raises(PlanInterrupted),
        ):
            newcomer.allocate()
        with pytest.raises(PlanStillOpen):
            money_back(newcomer)
        newcomer.do("settle")
        assert newcomer.visit() is MeterAnswer.CREDIT

    def test_is_refused_once_the_payment_is_settled(self, unwritten: Customer) -> None:
        unwritten.do("settle")
        with pytest.raises(UnknownRecord):
            money_back(unwritten)

    def test_is_refused_on_another_card(self, unwritten: Customer) -> None:
        unwritten.counter.put(VirtualSle4442())
        with pytest.raises(WrongCard):
            unwritten.counter.do(
                "money-back", second=SUPERVISOR, reason="lost", account=unwritten.account
            )

    def test_is_refused_for_a_refund(self, make_customer: MakeCustomer) -> None:
        one = make_customer()
        set_tariff(one.counter)
        one.buy("3")
        one.counter.put(one.card)
        with pulled_at_write(one.counter, 0, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
            one.counter.do("refund", reason="moves")
        with pytest.raises(RefundImpossible):
            money_back(one)
        one.do("settle")


class TestTwoPeople:
    """One who sells and one who may decide."""

    @pytest.mark.parametrize("second", [None, CASHIER])
    def test_nobody_alone(self, unwritten: Customer, second: int | None) -> None:
        with pytest.raises(SecondPersonNeeded):
            money_back(unwritten, second=second)

    def test_nobody_with_one_who_does_not_exist(self, unwritten: Customer) -> None:
        with pytest.raises(NotAllowed):
            money_back(unwritten, second=99)

    def test_nobody_with_another_cashier(self, unwritten: Customer) -> None:
        unwritten.counter.do(
            "set-operator",
            by=ADMINISTRATOR,
            operator="13",
            name="Baraka",
            role="cashier",
            pin="314159",
        )
        with pytest.raises(NotAllowed):
            money_back(unwritten, second=13)
