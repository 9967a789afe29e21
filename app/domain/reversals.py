"""When the last purchase of a shift may be undone as a whole. Source: design.md section 4.

A reversal is a refund that gives back more: standing charges, arrears and fees of the payment too.
So it keeps every rule of a refund (domain/refunds.py), the meter's proof among them, and adds its
own: what it undoes must be the operator's own, of this shift, on its card, and the last thing
that the card was sold.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind


class ReversalRefusal(enum.StrEnum):
    """Why not, where a refund would be possible."""

    OTHER_SHIFT = "other_shift"
    """Paid into another drawer, or into this one before it was counted."""
    OTHER_CARD = "other_card"
    """First written to another card, which may still be used."""
    SEVERAL_METERS = "several_meters"
    """One payment for several meters."""
    FIRST_PURCHASE = "first_purchase"
    """It also paid for meter and card, which the customer keeps."""
    NEW_CARD = "new_card"
    """It also paid for a new card, which the customer keeps."""
    NOT_LAST = "not_last"
    """The card was sold to again."""
    BALANCE_GONE = "balance_gone"
    """What was left over went to the account balance and is not there any more."""


class ReversalCase(msgspec.Struct, frozen=True, kw_only=True):
    """The facts that decide."""

    paid_in: EventId
    """Shift whose drawer took the payment."""
    shift: EventId
    """Shift of who reverses it; a shift has one operator."""
    written_on: bytes
    """Serial of the card that the purchase was first written to."""
    serial: bytes
    meters: int
    """How many meters the payment was for."""
    allocates: bool
    """Whether it gave the account the meter."""
    reissues: bool
    """Whether it also made a card that replaces another."""
    sold_since: bool
    """Whether a meter of the card was sold to again."""
    from_balance: Money
    """What the payment put on the account balance."""
    balance: Money
    """What may be taken from the account balance here; 0 away from its home kiosk."""


def reversal_refusal(case: ReversalCase) -> ReversalRefusal | None:
    """Why this purchase is not undone as a whole; None if it may be."""
    if case.paid_in != case.shift:
        return ReversalRefusal.OTHER_SHIFT
    if case.serial != case.written_on:
        return ReversalRefusal.OTHER_CARD
    if case.meters > 1:
        return ReversalRefusal.SEVERAL_METERS
    if case.allocates:
        return ReversalRefusal.FIRST_PURCHASE
    if case.reissues:
        return ReversalRefusal.NEW_CARD
    if case.sold_since:
        return ReversalRefusal.NOT_LAST
    if case.from_balance > case.balance:
        return ReversalRefusal.BALANCE_GONE
    return None


def put_on_balance(tenders: Iterable[Tender]) -> Money:
    """What was handed over beyond the price and went to the account balance."""
    return sum(tender.to_balance for tender in tenders)


def taken_from_balance(tenders: Iterable[Tender]) -> Money:
    """What the account balance paid."""
    return sum(tender.amount for tender in tenders if tender.kind is TenderKind.BALANCE)


def not_in_cash(tenders: Iterable[Tender], *, with_rest: bool = False) -> Money:
    """What was not paid in cash: that goes back to the account balance, not out of the drawer.

    Otherwise a stolen card or a false reference would become cash at the counter.
    ``with_rest``: and what it brought beyond the price, where that goes back too.
    """
    return sum(
        tender.amount + (tender.to_balance if with_rest else 0)
        for tender in tenders
        if tender.kind is not TenderKind.CASH
    )


def back_in_cash(tenders: Iterable[Tender], amount: Money, before: Money) -> Money:
    """What of ``amount``, a part of a payment that goes back, goes out of the drawer.

    No more than came into it. ``before``: what of the payment went out already.
    """
    return min(amount, cash_left(tenders, before))


def cash_left(tenders: Iterable[Tender], before: Money) -> Money:
    """What of a payment may still go out of the drawer; ``before``: what went out already.

    What came from the account balance counts as cash: the utility owed it.
    """
    came = sum(
        tender.amount for tender in tenders if tender.kind in (TenderKind.CASH, TenderKind.BALANCE)
    )
    return max(0, came - before)


def kept_in_cash(tenders: Iterable[Tender]) -> Money:
    """What of a payment stays in the drawer."""
    return sum(
        tender.amount + tender.to_balance for tender in tenders if tender.kind is TenderKind.CASH
    )


def is_unconfirmed(tenders: Iterable[Tender]) -> bool:
    """Whether it was not known, when it was paid, that all of the money came."""
    return any(tender.unconfirmed for tender in tenders)
