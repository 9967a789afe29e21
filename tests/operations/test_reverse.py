"""Reversal: the last purchase of a shift undone as a whole, with its card, while untaken."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from app.domain.metering import MeterAnswer
from app.ledger.journal import scan
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    RefundImpossible,
    ReversalImpossible,
    SecondPersonNeeded,
    StaleQuote,
)
from app.operations.operation import Caller, parse_arguments
from app.operations.refund_result import RefundStage
from app.printing.documents import RefundReceipt, RefundSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.customer import FLAT_PRICE, Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.proofs import (
    MakeCustomer,
    count_events,
    events,
    ledger_of,
    papers,
)
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

SAFE = TapcardSle4442(copyable=False, marking=Marking.BOTH)
"""A card that proves by itself that its load is gone."""

BY_CASHIER = Caller(operator=CASHIER)


def reverse(customer: Customer, **arguments: Any) -> Any:
    return customer.do("reverse", **{"reason": "wrong amount", **arguments})


def quoted(customer: Customer) -> Any:
    """What the reversal of the card in the reader would do."""
    operation = operation_named("reverse")
    wish = parse_arguments(operation, {"reason": "wrong amount"})
    customer.counter.put(customer.card)
    return operation.quote(operation.look(customer.counter.kiosk, BY_CASHIER, wish), wish)


def spent(customer: Customer) -> None:
    """The account balance pays for a second meter of the account, on a card of its own."""
    customer.counter.meter("77")
    customer.counter.new_card()
    customer.counter.do(
        "allocate-meter", account=customer.account, meter="77", model="DN15", volume="2"
    )


def set_limit(counter: Counter, amount: str) -> Any:
    return counter.do("set-limit", by=ADMINISTRATOR, limit="refund", amount=amount)


def books(counter: Counter) -> dict[tuple[str, str], int]:
    """Every book and subject that is not at zero."""
    sums: dict[tuple[str, str], int] = {}
    with ledger_of(counter).read() as reader:
        for batch in scan(reader.db):
            for _id, entry, _body in batch:
                for posting in getattr(entry.event, "entries", ()):
                    key = (posting.book.value, posting.subject)
                    sums[key] = sums.get(key, 0) + posting.amount
    return {key: amount for key, amount in sums.items() if amount}


@pytest.fixture
def sure(make_customer: MakeCustomer) -> Customer:
    """Number 1 is in the meter; the card cannot be copied; standing charges are due."""
    one = make_customer(profile=SAFE)
    sleep_days(one.counter, 40)
    return one


class TestTheWholePayment:
    """Unlike a refund, standing charges and all else that it paid for go back too."""

    def test_goes_back_out_of_the_drawer_at_once(self, sure: Customer) -> None:
        before = books(sure.counter)
        sale = sure.buy_for("400")
        assert "standing" in {line.code for line in sale.loads[0].breakdown.lines}
        back = reverse(sure)
        assert (back.stage, back.amount, back.to_cash) == (RefundStage.PAID, 40_000, 40_000)
        assert books(sure.counter) == before

    def test_leaves_the_card_as_it_was_before(self, sure: Customer) -> None:
        before = sure.do("read-card").meters[0].contents
        sure.buy_for("400")
        reverse(sure)
        after = sure.do("read-card").meters[0].contents
        for name in (
            *("number", "cumulative", "standing_paid_to", "bought_in_period"),
            *("period_start", "allowance_used"),
        ):
            assert getattr(after, name) == getattr(before, name), name
        assert after.load == 0

    def test_asks_for_the_same_standing_charge_again(self, sure: Customer) -> None:
        first = sure.buy_for("400")
        reverse(sure)
        again = sure.buy_for("400")
        assert again.loads[0].breakdown.lines == first.loads[0].breakdown.lines
        assert again.number == first.number
        assert sure.visit() is MeterAnswer.CREDIT

    def test_gives_the_balance_back_what_came_from_it(self, sure: Customer) -> None:
        sure.buy_for("200", tendered="300", rest="balance")
        sure.visit()
        before = books(sure.counter)
        sale = sure.buy_for("400")
        drawn = sum(tender.amount for tender in sale.tenders if tender.kind == "balance")
        assert drawn > 0
        back = reverse(sure)
        assert (back.amount, back.to_cash) == (sale.total, sale.total - drawn)
        assert books(sure.counter) == before
        paper = papers(sure.counter)[-1]
        assert isinstance(paper, RefundReceipt)
        assert (paper.to_balance, paper.balance_after) == (drawn, drawn)

    def test_takes_back_from_the_balance_what_it_put_there(self, sure: Customer) -> None:
        before = books(sure.counter)
        sale = sure.buy_for("200", tendered="300", rest="balance")
        back = reverse(sure)
        assert (back.amount, back.to_cash) == (30_000, 30_000)
        assert books(sure.counter) == before
        paper = papers(sure.counter)[-1]
        assert isinstance(paper, RefundReceipt)
        assert (paper.from_balance, paper.balance_after) == (30_000 - sale.total, 0)

    def test_names_the_receipt_that_it_reverses(self, sure: Customer) -> None:
        sale = sure.buy_for("400")
        back = reverse(sure)
        paper = papers(sure.counter)[-1]
        assert isinstance(paper, RefundReceipt)
        assert paper.reversal
        assert paper.refunds == f"K07-01-{sale.receipt:06d}"
        assert paper.number == f"K07-01-{back.receipt:06d}"

    def test_stands_apart_from_refunds_in_both_reports(self, sure: Customer) -> None:
        sure.buy_for("400")
        reverse(sure)
        read = sure.counter.do("x-report")
        assert (read.refunds, read.reversals) == (0, 1)
        closed = sure.counter.do("close-shift", counted="0")
        assert (closed.refunds, closed.refunds_total) == (0, 0)
        assert (closed.reversals, closed.reversals_total) == (1, 40_000)


class TestWhereTheMeterHasToProveIt:
    """On a card that can be copied the money waits, as that of a refund does."""

    def test_nothing_is_paid_before_its_proof(self, customer: Customer) -> None:
        before = books(customer.counter)
        customer.buy("3")
        taken_off = reverse(customer)
        assert taken_off.stage is RefundStage.AWAITS_METER
        slip = papers(customer.counter)[-1]
        assert isinstance(slip, RefundSlip)
        assert slip.reversal
        with pytest.raises(RefundImpossible):
            customer.do("pay-refund")
        customer.visit()
        assert customer.do("pay-refund").to_cash == taken_off.amount
        assert books(customer.counter) == before
        assert events(customer.counter, "refund_paid")[0].reversal


class TestIsNoWayAround:
    """Whatever a refund is refused for, a reversal is refused for; and more."""

    def test_a_load_that_the_meter_has(self, sure: Customer) -> None:
        sure.buy("3")
        sure.visit()
        with pytest.raises(CardStandsInTheWay):
            reverse(sure)

    def test_another_card_of_the_same_meter(self, customer: Customer) -> None:
        customer.buy("3")
        customer.new_card()
        customer.counter.do(
            "reissue-card", account=customer.account, reason="lost", identity="known"
        )
        with pytest.raises(ReversalImpossible, match="another card"):
            reverse(customer)

    def test_another_operators_shift(self, sure: Customer) -> None:
        sure.buy("3")
        sure.counter.do("hand-over-drawer", to=str(SUPERVISOR), second=SUPERVISOR, counted="1000x1")
        with pytest.raises(ReversalImpossible, match="another shift"):
            reverse(sure, by=SUPERVISOR)

    def test_the_same_operators_next_shift(self, sure: Customer) -> None:
        sure.buy("3")
        sure.counter.do("close-shift", counted="0")
        sure.counter.do("open-shift", float="0")
        with pytest.raises(ReversalImpossible, match="another shift") as refusal:
            reverse(sure)
        assert "Refund it" in refusal.value.remedy

    def test_the_purchase_that_allocated_the_meter(self, make_customer: MakeCustomer) -> None:
        one = make_customer(profile=SAFE)
        one.card = one.counter.new_card()
        one.account = one.counter.account("Somebody else")
        one.meter = one.counter.meter("77")
        one.allocate()
        with pytest.raises(ReversalImpossible, match="meter and card"):
            reverse(one)

    def test_a_rest_that_is_not_on_the_balance_any_more(self, sure: Customer) -> None:
        sure.buy_for("200", tendered="300", rest="balance")
        quote = quoted(sure)
        spent(sure)
        with pytest.raises(ReversalImpossible, match="went to the account balance"):
            reverse(sure)
        sure.counter.put(sure.card)
        with pytest.raises(StaleQuote):
            operation_named("reverse").perform(sure.counter.kiosk, BY_CASHIER, quote)
        assert sure.do("refund", reason="wrong amount").stage is RefundStage.PAID

    def test_a_second_time(self, sure: Customer) -> None:
        sure.buy("3")
        reverse(sure)
        with pytest.raises(CardStandsInTheWay):
            reverse(sure)

    def test_from_one_quote_twice(self, sure: Customer) -> None:
        sure.buy("3")
        quote, operation = quoted(sure), operation_named("reverse")
        operation.perform(sure.counter.kiosk, BY_CASHIER, quote)
        with pytest.raises(StaleQuote):
            operation.perform(sure.counter.kiosk, BY_CASHIER, quote)

    def test_and_returns_its_first_result_to_a_repeated_id(self, sure: Customer) -> None:
        sure.buy("3")
        first = reverse(sure, request="r-1")
        before = count_events(sure.counter)
        assert reverse(sure, request="r-1") == first
        assert count_events(sure.counter) == before


class TestInDoubt:
    """The card is pulled amid the write."""

    @pytest.mark.parametrize("phase", [ApduPhase.BEFORE, ApduPhase.AFTER])
    @pytest.mark.parametrize("write", [0, 1])
    def test_it_is_settled_and_paid_once(
        self, sure: Customer, write: int, phase: ApduPhase
    ) -> None:
        before = books(sure.counter)
        sure.buy_for("400")
        sure.counter.put(sure.card)
        with pulled_at_write(sure.counter, write, phase), pytest.raises(PlanInterrupted):
            sure.counter.do("reverse", reason="wrong amount")
        with pytest.raises(PlanStillOpen):
            reverse(sure)
        sure.do("settle")
        assert sure.do("pay-refund").amount == 40_000
        assert books(sure.counter) == before


class TestWhoMayReverse:
    """Cashiers in their shift; above the limit with a second person."""

    def test_nobody_without_the_right(self, sure: Customer) -> None:
        with pytest.raises(NotAllowed):
            reverse(sure, by=ADMINISTRATOR)

    def test_nobody_without_a_shift(self, sure: Customer) -> None:
        with pytest.raises(NoOpenShift):
            reverse(sure, by=SUPERVISOR)

    @pytest.mark.parametrize("operation", ["reverse", "refund"])
    def test_nobody_alone_above_the_limit(
        self, make_customer: MakeCustomer, operation: str
    ) -> None:
        one = make_customer(profile=SAFE)
        set_tariff(one.counter, prices=FLAT_PRICE)
        one.buy_for("30")
        set_limit(one.counter, "29.99")
        before = count_events(one.counter)
        with pytest.raises(SecondPersonNeeded, match=r"at most 29\.99; this is 30\.00"):
            one.do(operation, reason="wrong amount")
        with pytest.raises(SecondPersonNeeded):
            one.do(operation, reason="wrong amount", second=CASHIER)
        assert count_events(one.counter) == before
        assert one.do(operation, reason="wrong amount", second=SUPERVISOR).amount == 3_000
        with ledger_of(one.counter).read() as reader:
            seconds = {
                entry.event.__struct_config__.tag: entry.second
                for batch in scan(reader.db)
                for _id, entry, _body in batch
            }
        assert seconds["refund_opened"] == SUPERVISOR

    @pytest.mark.parametrize("amount", ["30", "none"])
    def test_one_alone_up_to_the_limit(self, make_customer: MakeCustomer, amount: str) -> None:
        one = make_customer(profile=SAFE)
        set_tariff(one.counter)
        set_limit(one.counter, "0")
        set_limit(one.counter, amount)
        one.buy_for("30")
        assert reverse(one).amount == 3_000

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 61, "bell\a"])
    def test_nobody_without_a_reason_that_can_be_printed(self, sure: Customer, reason: str) -> None:
        sure.buy("3")
        before = count_events(sure.counter)
        with pytest.raises(BadArgument):
            reverse(sure, reason=reason)
        assert count_events(sure.counter) == before
