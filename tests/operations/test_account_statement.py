"""The slip of an account's movements: opening sums and what moved make the closing ones."""

from __future__ import annotations

from typing import Any

import pytest

from app.operations.errors import BadArgument, UnknownRecord
from app.printing.documents import StatementSlip
from app.printing.elements import paper_text
from app.printing.layout import layout
from app.telling.results import in_words
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.proofs import count_events, papers
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_payments import set_kind


@pytest.fixture
def busy(make_proved: MakeCounter) -> Customer:
    """Paid into its balance and for a repair on the 23rd; owes, pays and buys on the 24th."""
    one = Customer(make_proved(), name="Amina Salim")
    one.allocate()
    one.visit()
    set_tariff(one.counter)
    set_kind(one.counter, "repair", price="5")
    one.counter.do("deposit-balance", account=one.account, amount="30")
    one.counter.do("take-payment", account=one.account, kind="repair")
    sleep_days(one.counter, 1)
    one.counter.do("book-arrears", account=one.account, kind="repair", reason="pipe")
    one.counter.do("pay-arrears", account=one.account, amount="2")
    one.buy("4")
    return one


def states(one: Customer, **days: Any) -> Any:
    return one.counter.do("account-statement", account=one.account, **days)


def test_what_stood_and_what_moved_make_what_stands(busy: Customer) -> None:
    before = count_events(busy.counter)
    told = states(busy, since="2026-11-24")
    assert count_events(busy.counter) == before
    assert (told.opening.arrears, told.opening.balance) == (0, 3_000)
    moved = dict.fromkeys(("arrears", "balance", "deposit"), 0)
    for one in told.moved:
        moved[one.book] += one.amount
    for book, amount in moved.items():
        assert getattr(told.opening, book) + amount == getattr(told.closing, book)
    (bought,) = told.bought
    assert (bought.number, bought.paper[:3]) == (2, "K07")
    assert told.paid == ()
    first_day = states(busy, until="2026-11-23")
    assert first_day.closing == told.opening
    assert [one.amount for one in first_day.paid] == [500]
    assert in_words(busy.counter.kiosk, told)[0] == "The statement goes to the printer."


def test_the_slip_has_room_on_both_papers(busy: Customer) -> None:
    states(busy)
    (slip,) = [one for one in papers(busy.counter) if isinstance(one, StatementSlip)]
    for width in (32, 48):
        text = paper_text(layout(slip, width), width)
        assert "For information." in text
        assert "Purchase 2" in text
        assert max(len(line) for line in text.splitlines()) <= width


def test_days_are_in_order_and_accounts_known(busy: Customer) -> None:
    with pytest.raises(BadArgument, match="after the last"):
        states(busy, since="2026-11-25", until="2026-11-24")
    with pytest.raises(UnknownRecord):
        busy.counter.do("account-statement", account="120100017")
