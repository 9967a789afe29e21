"""What receipts are for, and what of it later events give back: read off the events themselves."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

import msgspec

from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.domain.tariff.breakdown import Line
from app.ledger.events.accounts import AccountCancelled
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import ClassCorrected
from app.ledger.events.meter_changes import MeterChanged, MeterChangeUndone
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.events.payments import PaymentReversed, PaymentTaken
from app.ledger.events.sales import (
    CardReissued,
    PurchaseLoaded,
    PurchasePaid,
    RefundPaid,
    RefundRefuted,
)

Lookup = Callable[[EventId], Entry | None]
"""An event of the journal by its identity."""

_NOTHING_SOLD = (PaymentFor.DEPOSIT, PaymentFor.BALANCE)


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """What was sold under a receipt."""

    event: EventId
    """The event that took the receipt's number."""
    supply: EventId
    receipt: int
    account: str
    sold_on: datetime.date
    lines: tuple[Line, ...]


class GivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What an event takes off what was sold; lines below zero where it made it dearer."""

    supply: EventId
    lines: tuple[Line, ...]


def supply_under(lookup: Lookup, id: EventId) -> Supply | None:
    """What the receipt of an event is for; None where nothing was sold with it."""
    entry = lookup(id)
    event = None if entry is None else entry.event
    supply = id
    lines: tuple[Line, ...] = ()
    match event:
        case PurchaseLoaded():
            supply, lines = event.purchase, _paid_for(lookup, event.purchase)
        case RefundRefuted() if event.sold:
            supply, lines = event.purchase, _paid_for(lookup, event.purchase)
        case CardReissued():
            lines = event.lines
        case MeterChanged() if event.fees_paid:
            supply, lines = event.change, event.fees
        case PaymentTaken() if event.what not in _NOTHING_SOLD:
            lines = (event.line,)
        case _:
            return None
    if event.receipt is None or not lines:
        return None
    return Supply(
        event=id,
        supply=supply,
        receipt=event.receipt,
        account=event.account,
        sold_on=event.date,
        lines=lines,
    )


def _paid_for(lookup: Lookup, purchase: EventId) -> tuple[Line, ...]:
    entry = lookup(purchase)
    if entry is None or not isinstance(entry.event, PurchasePaid):
        return ()
    return tuple(line for price in entry.event.breakdowns for line in price.lines)


_GIVING_BACK = frozenset(
    {
        RefundPaid,
        PaymentReversed,
        AccountCancelled,
        MeterCreditRefunded,
        MeterChangeUndone,
        ClassCorrected,
    }
)
"""Every event passes here, and nearly all are none of these."""


def given_back(event: Event) -> tuple[GivenBack, ...]:
    """What an event gives back, once for each thing that was sold; nothing for most events."""
    if type(event) not in _GIVING_BACK:
        return ()
    found: list[tuple[EventId, tuple[Line, ...]]] = []
    match event:
        case RefundPaid():
            found = [(event.purchase, event.lines)]
        case PaymentReversed():
            found = [(event.payment, (event.line,))]
        case AccountCancelled():
            found = [(one.purchase, one.lines) for meter in event.meters for one in meter.sold_back]
        case MeterCreditRefunded():
            found = [(share.purchase, share.lines) for share in event.shares]
        case MeterChangeUndone() if event.fees_paid:
            found = [(event.change, event.fees)]
        case ClassCorrected():
            found = [(one.purchase, (*one.old, *_taken_off(one.new))) for one in event.changed]
    by_supply: dict[EventId, tuple[Line, ...]] = {}
    for supply, lines in found:
        if lines:
            by_supply[supply] = (*by_supply.get(supply, ()), *lines)
    return tuple(GivenBack(supply=supply, lines=lines) for supply, lines in by_supply.items())


def _taken_off(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(
        msgspec.structs.replace(line, amount=-line.amount, tax=-line.tax) for line in lines
    )
