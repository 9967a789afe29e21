"""How often operators did what is seldom done, counted from the journal's events alone."""

from __future__ import annotations

from collections import Counter as Tally

from app.domain.identity import EventId
from app.ledger.events.cash import DrawerOpened
from app.ledger.events.operators import ShiftClosed, SignInRefused
from app.ledger.events.paper import CopyPrinted
from app.ledger.events.sales import RefundOpened, RefundPaid
from tests.reports import truth


def seldom(events: truth.Events) -> Tally[tuple[int | None, str]]:
    """Times by operator and what they did."""
    found: Tally[tuple[int | None, str]] = Tally()
    opened: dict[EventId, int | None] = {}
    for id, entry in events:
        match entry.event:
            case RefundOpened():
                opened[id] = entry.operator
            case RefundPaid():
                found[opened[entry.event.refund], "Refunds"] += 1
            case CopyPrinted():
                found[entry.operator, "Copies"] += 1
            case DrawerOpened():
                found[entry.operator, "Drawer opened"] += 1
            case ShiftClosed(over_short=apart) if apart:
                found[entry.event.operator, "Over" if apart > 0 else "Short"] += 1
            case SignInRefused(reason="wrong_pin"):
                found[entry.event.operator, "Wrong PINs"] += 1
    return found


def money(events: truth.Events) -> Tally[str]:
    """What was refunded, short and over."""
    found: Tally[str] = Tally()
    for _id, entry in events:
        if isinstance(entry.event, RefundPaid):
            found["Refunds"] += entry.event.amount
        elif isinstance(entry.event, ShiftClosed):
            apart = entry.event.over_short
            found["Over" if apart > 0 else "Short"] += abs(apart)
    return found
