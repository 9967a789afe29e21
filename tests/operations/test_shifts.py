"""Shifts: one drawer, counted blind, reported under a number, never erased."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, NoOpenShift, NotAllowed, ShiftAlreadyOpen
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import ShiftReport
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, set_tariff
from tests.operations.proofs import booked, events, in_drawer, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

FLOAT = 100_000


@pytest.fixture
def selling(customer: Customer) -> Customer:
    """A shift with a float of 1000 and one sale; every further unit costs ten."""
    set_tariff(customer.counter)
    return customer


def first_sale(customer: Customer) -> int:
    total: int = events(customer.counter, "purchase_paid")[0].breakdown.total
    return total


def close(customer: Customer, counted: str = "0", **arguments: Any) -> Any:
    return customer.counter.do("close-shift", counted=counted, **arguments)


class TestOpening:
    """A float is declared; it comes out of the safe."""

    def test_puts_the_float_into_a_drawer_of_its_own(self, selling: Customer) -> None:
        before = booked(selling.counter, Book.SAFE)
        opened = selling.counter.do("open-shift", by=SUPERVISOR, float="250.50")
        assert opened.float_cash == 25_050
        assert in_drawer(selling.counter, opened.shift) == 25_050
        assert booked(selling.counter, Book.SAFE) == before - 25_050

    def test_is_refused_while_one_is_open(self, selling: Customer) -> None:
        with pytest.raises(ShiftAlreadyOpen):
            selling.counter.do("open-shift", float="10")

    def test_may_be_repeated_under_its_id(self, selling: Customer) -> None:
        first = selling.counter.do("open-shift", by=SUPERVISOR, float="10", request="s-1")
        again = selling.counter.do("open-shift", by=SUPERVISOR, float="10", request="s-1")
        assert again == first

    @pytest.mark.parametrize("text", ["-1", "ten", "1.234", "1,000"])
    def test_needs_an_amount(self, selling: Customer, text: str) -> None:
        with pytest.raises(BadAmount):
            selling.counter.do("open-shift", by=SUPERVISOR, float=text)

    def test_is_not_for_who_takes_no_money(self, selling: Customer) -> None:
        with pytest.raises(NotAllowed):
            selling.counter.do("open-shift", by=ADMINISTRATOR)

    def test_may_belong_to_another_accounting_date(self, selling: Customer) -> None:
        opened = selling.counter.do("open-shift", by=SUPERVISOR, accounting_date="2026-11-22")
        assert opened.accounting_date.day == 22


class TestTheBlindCount:
    """The expected sum is not told before the count; the difference is booked, not hidden."""

    def test_that_is_right_leaves_nothing_over_or_short(self, selling: Customer) -> None:
        selling.buy("3")
        expected = FLOAT + first_sale(selling) + 3_000
        closed = close(selling, f"{expected / 100:.2f}x1")
        assert (closed.expected, closed.over_short) == (expected, 0)
        assert booked(selling.counter, Book.OVER_SHORT, str(CASHIER)) == 0

    @pytest.mark.parametrize(
        ("counted", "sum_of_it"), [("1000x2", 200_000), ("100x3,0.50x4", 30_200)]
    )
    def test_that_is_wrong_is_booked_on_the_operator(
        self, selling: Customer, counted: str, sum_of_it: int
    ) -> None:
        expected = FLOAT + first_sale(selling)
        closed = close(selling, counted)
        assert closed.counted_total == sum_of_it
        assert closed.over_short == sum_of_it - expected
        over_short = booked(selling.counter, Book.OVER_SHORT, str(CASHIER))
        assert over_short == expected - sum_of_it

    def test_empties_the_drawer_into_the_safe(self, selling: Customer) -> None:
        closed = close(selling, "1000x1")
        assert in_drawer(selling.counter, closed.shift) == 0
        assert booked(selling.counter, Book.SAFE) == -FLOAT + 100_000

    @pytest.mark.parametrize("text", ["100", "100x", "100x-1", "100x1.5", "x3", "100x²"])
    def test_that_cannot_be_read_leaves_the_shift_open(self, selling: Customer, text: str) -> None:
        with pytest.raises((BadArgument, BadAmount)):
            close(selling, text)
        assert selling.buy("1").number == 2

    def test_is_asked_for_before_anything_is_said(self, selling: Customer) -> None:
        operation, caller = operation_named("close-shift"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"counted": "0"})
        quote = operation.quote(operation.look(selling.counter.kiosk, caller, wish), wish)
        told = {field.name for field in msgspec.structs.fields(type(quote))}
        assert told == {"look", "counted", "counted_total"}


class TestTheReport:
    """Z reports are numbered; sales, refunds and doubts are counted; totals never reset."""

    def test_counts_sales_and_refunds(self, selling: Customer) -> None:
        selling.buy("3")
        selling.do("refund", reason="moves")
        selling.visit()
        selling.do("pay-refund")
        closed = close(selling)
        assert (closed.sales, closed.sales_total) == (2, first_sale(selling) + 3_000)
        assert (closed.refunds, closed.refunds_total) == (1, 3_000)
        assert closed.in_doubt == 0

    def test_is_numbered_without_gap_and_printed(self, selling: Customer) -> None:
        numbers = [close(selling).report_number]
        for _shift in range(2):
            selling.counter.do("open-shift")
            numbers.append(close(selling).report_number)
        assert numbers == [1, 2, 3]
        assert isinstance(papers(selling.counter)[-1], ShiftReport)

    def test_carries_a_grand_total_that_never_resets(self, selling: Customer) -> None:
        close(selling)
        selling.counter.do("open-shift")
        selling.buy("3")
        close(selling)
        totals = [event.grand_total for event in events(selling.counter, "shift_closed")]
        assert totals == [first_sale(selling), first_sale(selling) + 3_000]

    def test_names_its_first_and_last_receipt(self, selling: Customer) -> None:
        selling.buy("3")
        close(selling)
        event = events(selling.counter, "shift_closed")[0]
        assert (event.first_receipt, event.last_receipt) == (1, 2)

    def test_is_signed(self, selling: Customer) -> None:
        before = len(events(selling.counter, "checkpoint"))
        close(selling)
        assert len(events(selling.counter, "checkpoint")) == before + 1


class TestTheReportWithin:
    """An X report is recorded and printed; it tells nothing that a blind count must not know."""

    def test_counts_what_happened(self, selling: Customer) -> None:
        selling.buy("3")
        selling.do("refund", reason="moves")
        selling.visit()
        selling.do("pay-refund")
        told = selling.counter.do("x-report")
        assert (told.sales, told.refunds, told.in_doubt) == (2, 1, 0)
        assert (told.first_receipt, told.last_receipt) == (1, 3)

    def test_is_marked_as_such_and_names_no_sum_of_cash(self, selling: Customer) -> None:
        selling.buy("3")
        selling.counter.do("x-report")
        paper = papers(selling.counter)[-1]
        assert isinstance(paper, ShiftReport)
        assert not paper.closed
        assert paper.number == "K07-01-X0001"
        assert (paper.sales, paper.sales_total, paper.refunds_total) == (2, None, None)
        assert (paper.expected, paper.counted_total, paper.over_short) == (None, None, None)
        assert (paper.earned, paper.tenders, paper.grand_total) == ((), (), None)

    def test_is_recorded_and_counted_by_the_z_report(self, selling: Customer) -> None:
        numbers = [selling.counter.do("x-report").report_number for _turn in range(2)]
        close(selling)
        assert numbers == [1, 2]
        assert [event.sales for event in events(selling.counter, "x_report_printed")] == [1, 1]
        assert events(selling.counter, "shift_closed")[0].x_reports == 2

    def test_leaves_the_shift_open_and_its_drawer_as_it_was(self, selling: Customer) -> None:
        told = selling.counter.do("x-report")
        assert in_drawer(selling.counter, told.shift) == FLOAT + first_sale(selling)
        assert selling.buy("1").number == 2

    def test_of_one_call_is_printed_once(self, selling: Customer) -> None:
        first = selling.counter.do("x-report", request="x-1")
        assert selling.counter.do("x-report", request="x-1") == first
        assert len(events(selling.counter, "x_report_printed")) == 1

    def test_needs_an_open_shift(self, selling: Customer) -> None:
        with pytest.raises(NoOpenShift):
            selling.counter.do("x-report", by=SUPERVISOR)


class TestAfterwards:
    """A closed shift takes no money; the next one starts empty."""

    def test_nothing_is_sold(self, selling: Customer) -> None:
        close(selling)
        with pytest.raises(NoOpenShift):
            selling.buy()

    def test_it_cannot_be_closed_again(self, selling: Customer) -> None:
        close(selling)
        with pytest.raises(NoOpenShift):
            close(selling)

    def test_nobody_closes_anothers_shift(self, selling: Customer) -> None:
        with pytest.raises(NoOpenShift):
            close(selling, by=SUPERVISOR)

    def test_another_shift_has_a_drawer_of_its_own(self, selling: Customer) -> None:
        close(selling)
        selling.counter.do("open-shift", float="20")
        selling.buy("3")
        assert close(selling).expected == 2_000 + 3_000

    def test_two_operators_sell_at_once_each_into_their_own(self, selling: Customer) -> None:
        opened = selling.counter.do("open-shift", by=SUPERVISOR)
        selling.buy("3", by=SUPERVISOR)
        assert in_drawer(selling.counter, opened.shift) == 3_000
        assert close(selling).expected == FLOAT + first_sale(selling)
