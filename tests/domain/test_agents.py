"""What agents may still sell, what they earn, and the books of it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import agent_books
from app.domain.agents import (
    Commission,
    CommissionGoes,
    CommissionRule,
    SoldSoFar,
    VendingLimit,
    VendingRefusal,
    earned,
    earning,
    given_back,
    left,
    refusal,
)
from app.domain.entries import Book, balanced
from app.domain.tariff.breakdown import Line, LineKind

TODAY = date(2026, 11, 23)
MONEY = st.integers(0, 10**7)
TERMS = st.builds(
    Commission,
    rule=st.sampled_from(CommissionRule),
    rate=st.integers(1, 9_999),
    amount=st.integers(1, 10_000),
    goes=st.sampled_from(CommissionGoes),
)


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.lists(st.tuples(st.sampled_from(("in", "back", "sale", "refund")), MONEY), max_size=12),
)
def test_left_is_what_was_deposited_and_given_back_less_what_was_sold(
    deposit: int, credit: int, moves: list[tuple[str, int]]
) -> None:
    """No sale brings it below nothing; each step balances, in one book of the two at a time."""
    limit = VendingLimit(credit=credit)
    position, expected = 0, credit
    books = {Book.AGENT_DEPOSIT: 0, Book.AGENT_OWES: 0}
    for what, amount in [("in", deposit), *moves]:
        vending = left("71", position, limit, 0)
        assert vending.money == expected
        if what == "sale":
            if refusal(vending, amount, TODAY) is not None:
                assert amount > expected
                continue
            change = -amount
            entries = agent_books.sold("71", position, amount, 0, CommissionGoes.KEPT)
            assert left("71", position + change, limit, 0).money >= 0
        elif what == "refund":
            change = amount
            entries = agent_books.sold("71", position, -amount, 0, CommissionGoes.KEPT)
        else:
            change = amount if what == "in" else -min(amount, max(0, position))
            entries = agent_books.paid_in("71", position, change)
        assert balanced(entries)
        position, expected = position + change, expected + change
        for one in entries:
            if one.book in books:
                books[one.book] += one.amount
        assert books[Book.AGENT_DEPOSIT] == -max(0, position)
        assert books[Book.AGENT_OWES] == max(0, -position)


@settings(max_examples=60)
@given(TERMS, st.integers(1, 10**7), st.lists(st.integers(1, 10**6), max_size=4))
def test_a_refund_takes_exactly_the_commission_back(
    terms: Commission, basis: int, parts: list[int]
) -> None:
    """However a sale is given back bit by bit, nothing of it stays earned, and never too little."""
    so_far = SoldSoFar(basis=basis, commission=earned(terms, basis), sales=1)
    for part in [*parts, basis]:
        part = min(part, so_far.basis)
        change = given_back(terms, so_far, part)
        so_far = SoldSoFar(
            basis=so_far.basis + change.basis,
            commission=so_far.commission + change.commission,
            sales=so_far.sales + change.sales,
        )
        assert so_far.commission == earned(terms, so_far.basis) >= 0
    assert so_far == SoldSoFar()


@settings(max_examples=40)
@given(TERMS, st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(-50, 50))
def test_commission_is_kept_at_once_or_waits(
    terms: Commission, position: int, cash: int, commission: int
) -> None:
    entries = agent_books.sold("71", position, cash, commission, terms.goes)
    assert balanced(entries)
    sums = {one.book: one.amount for one in entries}
    kept = commission if terms.goes is CommissionGoes.KEPT else 0
    moved = sums.get(Book.AGENT_DEPOSIT, 0) + sums.get(Book.AGENT_OWES, 0)
    assert moved == cash - kept
    due = -sums.get(Book.COMMISSION_DUE, 0)
    assert due == commission - kept
    settled = agent_books.settled("71", position, due)
    assert balanced(settled)


def test_volume_earns_without_its_tax_and_nothing_else_does() -> None:
    lines = [
        Line(kind=LineKind.TIER, code="tier-1", name="", amount=1160, tax_code="V", tax=160),
        Line(kind=LineKind.SURCHARGE, code="sewage", name="", amount=500),
        Line(kind=LineKind.STANDING, code="standing", name="", amount=5000),
        Line(kind=LineKind.FEE, code="card", name="", amount=20000),
        Line(kind=LineKind.ARREARS, code="arrears", name="", amount=700),
    ]
    assert earning(lines) == 1500
    percent = Commission(rule=CommissionRule.PERCENT, rate=250)
    assert (earned(percent, 1500), earned(percent, 39), earned(percent, 0)) == (37, 0, 0)
    assert earned(Commission(rule=CommissionRule.FIXED, amount=300), 1) == 300


def test_the_last_day_and_the_last_sale_count() -> None:
    limit = VendingLimit(credit=1000, sales=3, until=TODAY)
    assert left("71", 0, limit, 3).sales == 0
    two = left("71", 0, limit, 1)
    assert (two.sales, two.days(TODAY), two.days(TODAY + timedelta(5))) == (2, 1, 0)
    assert refusal(two, 1000, TODAY) is None
    assert refusal(two, 1001, TODAY) is VendingRefusal.MONEY
    assert refusal(two, 1, TODAY + timedelta(1)) is VendingRefusal.DAYS
    assert refusal(left("71", 0, limit, 4), 1, TODAY) is VendingRefusal.SALES
    assert left("71", 0, VendingLimit(), 9).days(TODAY) is None
