"""A sale was paid otherwise than recorded: where the rest went, or what was handed over."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    CorrectionImpossible,
    NoOpenShift,
    NotAllowed,
    NotEnoughTendered,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import CorrectionSlip
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, set_tariff
from tests.operations.proofs import MakeCustomer, booked, count_events, events, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def buyer(make_customer: MakeCustomer) -> Customer:
    """Receipt 2: 30 of 100 for three units, the change recorded as given."""
    one = make_customer(profile=TapcardSle4442(copyable=False))
    set_tariff(one.counter)
    one.buy("3", tendered="100")
    return one


def correct(customer: Customer, rest: str = "balance", **arguments: Any) -> Any:
    given = {"receipt": "K07-01-000002", "rest": rest, "reason": "change was kept", **arguments}
    return customer.counter.do("correct-tender", **given)


def drawer(customer: Customer) -> int:
    return booked(customer.counter, Book.DRAWER, str(_shift(customer)))


def _shift(customer: Customer) -> Any:
    return events(customer.counter, "purchase_paid")[0].shift


def balance(customer: Customer) -> int:
    return -booked(customer.counter, Book.BALANCE, customer.account)


class TestInTheShift:
    """The drawer is to hold what was really kept."""

    def test_change_that_was_kept_goes_to_the_balance(self, buyer: Customer) -> None:
        before = drawer(buyer)
        fixed = correct(buyer)
        assert (fixed.to_drawer, fixed.receipt) == (7_000, 2)
        assert (drawer(buyer) - before, balance(buyer)) == (7_000, 7_000)

    def test_change_that_was_given_comes_off_the_balance(self, buyer: Customer) -> None:
        before = drawer(buyer)
        correct(buyer)
        assert correct(buyer, "change").to_drawer == -7_000
        assert (drawer(buyer), balance(buyer)) == (before, 0)

    def test_what_was_handed_over_is_put_right(self, buyer: Customer) -> None:
        assert correct(buyer, tendered="50").to_drawer == 2_000
        assert balance(buyer) == 2_000
        correct(buyer, "change", tendered="200")
        (last,) = events(buyer.counter, "tenders_corrected")[-1].new
        assert (last.tendered, last.change, last.to_balance) == (20_000, 17_000, 0)

    def test_the_slip_says_old_and_new(self, buyer: Customer) -> None:
        fixed = correct(buyer, tendered="50")
        slip = papers(buyer.counter)[-1]
        assert isinstance(slip, CorrectionSlip)
        assert [(one.name, one.old, one.new) for one in slip.changes] == [
            ("Cash given", "100.00", "50.00"),
            ("Change", "70.00", "0.00"),
            ("To account balance", "0.00", "20.00"),
        ]
        assert (slip.number, slip.balance_after) == (str(fixed.correction), 2_000)

    def test_a_reversal_gives_back_what_was_really_paid(self, buyer: Customer) -> None:
        before = drawer(buyer)
        correct(buyer)
        back = buyer.do("reverse", reason="wrong amount")
        assert (back.amount, back.to_cash) == (10_000, 10_000)
        assert (drawer(buyer), balance(buyer)) == (before - 3_000, 0)
        with pytest.raises(CorrectionImpossible, match="paid back"):
            correct(buyer, "change")

    def test_a_repeated_id_returns_the_first_result(self, buyer: Customer) -> None:
        first = correct(buyer, request="t-1")
        assert correct(buyer, request="t-1") == first
        assert len(events(buyer.counter, "tenders_corrected")) == 1


class TestAfterTheShift:
    """The drawer was counted: what was over or short changes, and two people say so."""

    def test_what_was_over_is_no_longer(self, buyer: Customer) -> None:
        expected = drawer(buyer) + 7_000
        closed = buyer.counter.do("close-shift", counted=f"{expected / 100:.2f}x1")
        assert closed.over_short == 7_000
        buyer.counter.do("open-shift", float="0")
        with pytest.raises(SecondPersonNeeded):
            correct(buyer)
        correct(buyer, second=SUPERVISOR)
        assert booked(buyer.counter, Book.OVER_SHORT, str(CASHIER)) == 0
        assert (drawer(buyer), balance(buyer)) == (0, 7_000)

    def test_nobody_without_a_shift(self, buyer: Customer) -> None:
        buyer.counter.do("close-shift", counted="0")
        with pytest.raises(NoOpenShift):
            correct(buyer, second=SUPERVISOR)


class TestItIsRefused:
    """Where nothing is wrong, not ours, or cannot be taken back."""

    def test_where_it_is_recorded_so(self, buyer: Customer) -> None:
        with pytest.raises(CorrectionImpossible, match="recorded so already"):
            correct(buyer, "change")

    def test_where_the_balance_was_spent(self, buyer: Customer) -> None:
        correct(buyer)
        buyer.visit()
        buyer.buy("1")
        with pytest.raises(CorrectionImpossible, match=r"only 60\.00 left"):
            correct(buyer, "change")

    def test_where_nothing_was_paid_in_cash(self, buyer: Customer) -> None:
        correct(buyer)
        buyer.visit()
        paid = buyer.buy("1")
        with pytest.raises(CorrectionImpossible, match="in cash"):
            correct(buyer, "balance", receipt=str(paid.receipt))

    def test_where_less_was_handed_over_than_it_cost(self, buyer: Customer) -> None:
        with pytest.raises(NotEnoughTendered):
            correct(buyer, tendered="20")

    def test_by_another_operator_while_the_shift_is_open(self, buyer: Customer) -> None:
        buyer.counter.do("open-shift", by=SUPERVISOR, float="0")
        with pytest.raises(CorrectionImpossible, match="still open"):
            correct(buyer, by=SUPERVISOR)

    @pytest.mark.parametrize(
        "receipt",
        ["", "9", "K08-01-000002", "K07-02-000002", "x", "\u0662", "9" * 30, "K07-01-2"],
    )
    def test_for_a_number_that_is_no_sales(self, buyer: Customer, receipt: str) -> None:
        with pytest.raises(UnknownRecord):
            correct(buyer, receipt=receipt)

    @pytest.mark.parametrize("tendered", ["", "-5", "\u0665", "1.001"])
    def test_for_no_amount(self, buyer: Customer, tendered: str) -> None:
        with pytest.raises(BadAmount):
            correct(buyer, tendered=tendered)

    def test_without_a_reason_or_the_right(self, buyer: Customer) -> None:
        with pytest.raises(BadArgument):
            correct(buyer, reason="")
        with pytest.raises(NotAllowed):
            correct(buyer, by=ADMINISTRATOR)

    def test_once_the_sale_was_put_right_meanwhile(self, buyer: Customer) -> None:
        operation, caller = operation_named("correct-tender"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"receipt": "2", "rest": "balance", "reason": "kept"})
        kiosk = buyer.counter.kiosk
        quote = operation.quote(operation.look(kiosk, caller, wish), wish)
        correct(buyer)
        before = count_events(buyer.counter)
        with pytest.raises(StaleQuote):
            operation.perform(kiosk, caller, quote)
        assert count_events(buyer.counter) == before
