"""Tax inside an amount, and the books of money that moves without a card."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import bookkeeping
from app.domain.entries import Book, balanced
from app.domain.payments import PaymentFor, PaymentKind, payment_line, tax_inside
from app.domain.sales import Tender, TenderKind

_FEW = settings(max_examples=60, deadline=None)


@_FEW
@given(st.integers(0, 10**9), st.integers(0, 9_999))
def test_the_tax_on_what_is_left_is_the_tax(amount: int, rate: int) -> None:
    tax = tax_inside(amount, rate)
    assert 0 <= tax <= amount
    assert abs((amount - tax) * rate - tax * 10_000) <= 10_000


@_FEW
@given(st.sampled_from(PaymentFor), st.integers(1, 10**6), st.integers(0, 9_999))
def test_every_movement_is_balanced_and_undone_whole(
    what: PaymentFor, amount: int, rate: int
) -> None:
    kind = PaymentKind(
        code="repair",
        name="Repair",
        price=None,
        tax_code="VAT",
        tax_rate=rate,
        ledger_code="4100",
        deposit=False,
        active=True,
    )
    line = payment_line(kind, amount)
    cash = Tender(kind=TenderKind.CASH, amount=amount, tendered=amount)
    taken = bookkeeping.payment_taken(what, line, "1201", "K07-01-1", "4100", tenders=(cash,))
    assert balanced(taken)
    assert {p.amount for p in taken if p.book is Book.DRAWER} == {amount}
    undone = bookkeeping.payment_reversed(taken, "1201")
    assert balanced(undone)
    assert {(p.book, p.subject): -p.amount for p in undone} == {
        (p.book, p.subject): p.amount for p in taken
    }
    owed = bookkeeping.owed(line, "1201", "4100")
    assert balanced(owed)
    assert {p.amount for p in owed if p.book is Book.ARREARS} == {amount}
    assert balanced(bookkeeping.written_off(amount, "1201"))
    if what is not PaymentFor.OTHER:
        assert balanced(bookkeeping.given_back(what, amount, "1201", "K07-01-1"))
