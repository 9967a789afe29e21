"""Cash beside sales: bags to the safe, paid in and out, false notes, the drawer without a sale."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.amounts import BadAmount
from app.domain.cash_moves import CashMove
from app.domain.entries import Book
from app.operations.errors import BadArgument, CountedBefore, NoOpenShift, SecondPersonNeeded
from app.printing.documents import CashSlip, ShiftReport
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, set_tariff
from tests.operations.proofs import booked, events, in_drawer, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def selling(customer: Customer) -> Customer:
    set_tariff(customer.counter)
    return customer


def test_each_moves_the_drawer_and_its_own_book(selling: Customer) -> None:
    """What moved no customer's money is never over or short, and the Z report adds up."""
    counter = selling.counter
    shift = counter.do("pay-in", amount="100", reason="change money").move
    opened = events(counter, "cash_paid_in")[0].shift
    before = in_drawer(counter, opened)
    counter.do("drop-cash", bag="B-1", counted="100x3,20x7")
    counter.do("pay-out", amount="20", reason="soap")
    counter.do("counterfeit", amount="200", note="AB 17", reason="no thread")
    counter.do("open-drawer", reason="to change a note")
    assert shift is not None
    assert in_drawer(counter, opened) == before - 44_000 - 2_000 - 20_000
    assert booked(counter, Book.BAG, "B-1") == 44_000
    assert booked(counter, Book.PAID_IN) == -10_000
    assert booked(counter, Book.PAID_OUT) == 2_000
    assert booked(counter, Book.COUNTERFEIT) == 20_000
    left = in_drawer(counter, opened)
    closed = counter.do("close-shift", counted=f"{(left - 500) / 100:.2f}x1")
    assert closed.over_short == -500
    assert booked(counter, Book.OVER_SHORT, str(CASHIER)) == 500
    paper = papers(counter)[-1]
    assert isinstance(paper, ShiftReport)
    cash = sum(line.amount for line in paper.tenders if line.name.startswith("Cash"))
    moved = 10_000 - 44_000 - 2_000 - 20_000
    assert paper.float_cash + cash + moved == paper.expected
    assert [(line.count, line.amount) for line in paper.moves] == [
        (1, 44_000),
        (1, 10_000),
        (1, 2_000),
        (1, 20_000),
        (1, None),
    ]


def test_a_bag_comes_once_and_has_something_in_it(selling: Customer) -> None:
    counter = selling.counter
    first = counter.do("drop-cash", bag="B-1", counted="100x1", request="d-1")
    assert counter.do("drop-cash", bag="B-1", counted="100x1", request="d-1").move == first.move
    with pytest.raises(BadArgument, match="B-1"):
        counter.do("drop-cash", bag=" B-1 ", counted="50x1")
    with pytest.raises(BadArgument):
        counter.do("drop-cash", bag="B-2", counted="0")
    assert len(events(counter, "cash_dropped")) == 1
    slip = papers(counter)[-1]
    assert isinstance(slip, CashSlip)
    assert (slip.bag, slip.amount, slip.number) == ("B-1", 10_000, str(first.move))


@pytest.mark.parametrize("name", ["pay-in", "pay-out", "counterfeit"])
def test_above_the_limit_two_sign(selling: Customer, name: str) -> None:
    counter = selling.counter
    counter.do("set-limit", by=ADMINISTRATOR, limit="drawer", amount="50")
    counter.do(name, amount="50", reason="as said")
    with pytest.raises(SecondPersonNeeded):
        counter.do(name, amount="50.01", reason="as said")
    counter.do(name, amount="50.01", reason="as said", second=SUPERVISOR)


def test_the_drawer_opens_for_a_reason_only_and_moves_nothing(selling: Customer) -> None:
    counter = selling.counter
    with pytest.raises(BadArgument):
        counter.do("open-drawer", reason=" ")
    printed = len(papers(counter))
    done = counter.do("open-drawer", reason="to change a note")
    assert (done.what, done.amount) == (CashMove.NO_SALE, 0)
    assert len(papers(counter)) == printed


def test_it_needs_ones_own_shift_and_an_amount(selling: Customer) -> None:
    with pytest.raises(NoOpenShift):
        selling.counter.do("pay-in", by=SUPERVISOR, amount="5", reason="change")
    with pytest.raises(BadAmount):
        selling.counter.do("pay-out", amount="-5", reason="soap")


def test_the_x_report_tells_how_often_and_no_sum(selling: Customer) -> None:
    counter = selling.counter
    counter.do("drop-cash", bag="B-1", counted="100x1")
    counter.do("x-report")
    assert [one.total for one in events(counter, "x_report_printed")[0].moves] == [0]
    paper = papers(counter)[-1]
    assert isinstance(paper, ShiftReport)
    assert "100" not in str(msgspec.to_builtins(paper.moves))


class TestTheOneRecount:
    """The first count is told whether it agrees, and no more; the second one is final."""

    def test_keeps_the_first_count_beside_the_second(self, selling: Customer) -> None:
        counter = selling.counter
        first = counter.do("count-drawer", counted="100x1", request="c-1")
        assert counter.do("count-drawer", counted="100x1", request="c-1") == first
        assert not first.agrees
        assert {"expected", "over_short"}.isdisjoint(type(first).__struct_fields__)
        with pytest.raises(CountedBefore):
            counter.do("count-drawer", counted="200x1")
        closed = counter.do("close-shift", counted="200x1")
        assert closed.counted_total == 20_000
        event = events(counter, "shift_closed")[0]
        assert (event.first_total, event.counted_total) == (10_000, 20_000)
        assert booked(counter, Book.OVER_SHORT, str(CASHIER)) == closed.expected - 20_000
        paper = papers(counter)[-1]
        assert isinstance(paper, ShiftReport)
        assert paper.first_total == 10_000

    def test_a_count_that_agrees_says_so(self, selling: Customer) -> None:
        counter = selling.counter
        shift = counter.do("x-report").shift
        left = in_drawer(counter, shift)
        assert counter.do("count-drawer", counted=f"{left / 100:.2f}x1").agrees
