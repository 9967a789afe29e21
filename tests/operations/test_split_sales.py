"""One sale for several meters, paid in several ways, with change: every sum comes out."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.entries import Book
from app.domain.sales import TenderKind
from app.ledger.events.sales import PurchaseLoaded, PurchasePaid
from tests.counter import ADMINISTRATOR
from tests.operations.conftest import MakeCounter
from tests.operations.household import MODELS, PRICES, Household
from tests.operations.proofs import booked, events
from tests.operations.proofs import make_proved as make_proved

_CENTS = 100
_CLEARING = {
    "card": Book.CARD_CLEARING,
    "mobile": Book.MOBILE_CLEARING,
    "voucher": Book.VOUCHER_CLEARING,
    "bank": Book.BANK_CLEARING,
}
_references = count(1)

WANTED = st.dictionaries(st.sampled_from(sorted(MODELS)), st.integers(1, 3), min_size=1)
"""Units for each meter."""
OTHERWISE = st.dictionaries(st.sampled_from(sorted(_CLEARING)), st.integers(1, 40), max_size=4)
"""Whole coins that are not paid in cash."""


@pytest.fixture
def home(make_proved: MakeCounter) -> Household:
    """Three meters on one card; the counter takes everything."""
    household = Household(make_proved(profile=TapcardSle4428()))
    for kind in _CLEARING:
        household.counter.do("set-tender-kind", by=ADMINISTRATOR, kind=kind, taken="yes")
    for meter in MODELS:
        household.allocate(meter)
    return household


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    wanted=WANTED,
    otherwise=OTHERWISE,
    over=st.integers(0, 50),
    rest=st.sampled_from(["change", "balance"]),
)
def test_what_is_charged_is_paid_and_booked_to_the_last_unit(
    home: Household, wanted: dict[str, int], otherwise: dict[str, int], over: int, rest: str
) -> None:
    """One household goes on buying. Its balance pays first, cash what nothing else does, and
    ``over`` is handed over beyond it. What is no cash gives no change: it brings more than is due
    only where the rest becomes balance."""
    prices = {meter: units * int(PRICES[meter][:-3]) for meter, units in wanted.items()}
    total = sum(prices.values())
    balance = min(total, -booked(home.counter, Book.BALANCE, home.account) // _CENTS)
    due = total - balance
    parts = _within(due, otherwise) if rest == "change" else otherwise
    cash = max(0, due - sum(parts.values()))
    too_much = cash + over + sum(parts.values()) - due
    home.visit()
    paid, loaded = _buy(home, wanted, {**parts, "cash": cash + over}, rest)

    assert [one.total for one in paid.breakdowns] == [one * _CENTS for one in prices.values()]
    assert sum(one.amount for one in paid.tenders) == total * _CENTS
    for one in paid.tenders:
        assert one.tendered == one.amount + one.change + one.to_balance
        assert not one.change or one.kind is TenderKind.CASH
    kept = too_much * _CENTS if rest == "balance" else 0
    assert sum(one.change for one in paid.tenders) == too_much * _CENTS - kept
    assert sum(one.to_balance for one in paid.tenders) == kept
    expected = {_CLEARING[kind]: amount * _CENTS for kind, amount in parts.items()}
    expected[Book.DRAWER] = (cash if rest == "change" else cash + over) * _CENTS
    expected[Book.BALANCE] = balance * _CENTS - kept
    expected[Book.SUSPENSE] = -total * _CENTS
    assert _moved(paid) == {book: amount for book, amount in expected.items() if amount}
    assert _moved(loaded)[Book.SUSPENSE] == total * _CENTS
    for event in (paid, loaded):
        assert sum(line.amount for line in event.entries) == 0
    assert booked(home.counter, Book.SUSPENSE, home.account) == 0


def _within(most: int, otherwise: dict[str, int]) -> dict[str, int]:
    """As much of it as does not pay more than ``most``."""
    found: dict[str, int] = {}
    for kind, amount in otherwise.items():
        part = min(amount, most - sum(found.values()))
        if part:
            found[kind] = part
    return found


def _buy(
    home: Household, wanted: dict[str, int], tenders: dict[str, int], rest: str
) -> tuple[PurchasePaid, PurchaseLoaded]:
    """In one payment. The event that took the money, and the one that proved the loads."""
    first, *others = wanted
    also = ",".join(f"{meter}={wanted[meter]}v" for meter in others)
    said = [
        f"{kind}={amount}" if kind == "cash" else f"{kind}={amount}:{next(_references):010d}"
        for kind, amount in tenders.items()
        if amount
    ]
    more: dict[str, Any] = {"also": also} if also else {}
    payment: dict[str, Any] = {"rest": rest}
    if said:
        payment["tenders"] = ",".join(said)
    home.do("prepay", meter=first, volume=str(wanted[first]), **payment, **more)
    return (
        events(home.counter, "purchase_paid")[-1],
        events(home.counter, "purchase_loaded")[-1],
    )


def _moved(event: PurchasePaid | PurchaseLoaded) -> dict[Book, int]:
    """By book, without those that did not move in all."""
    found: dict[Book, int] = {}
    for line in event.entries:
        found[line.book] = found.get(line.book, 0) + line.amount
    return {book: amount for book, amount in found.items() if amount}
