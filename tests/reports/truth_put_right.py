"""What must be told of corrections: what was reversed, corrected, written off."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.domain.amounts import format_volume
from app.domain.identity import EventId
from app.domain.sales import Tender
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import (
    ClassCorrected,
    DialCorrected,
    MeterCorrected,
    MeterCorrectionOpened,
    TendersCorrected,
)
from app.ledger.events.meter_changes import MeterChangeUndone, MeterChangeUndoOpened
from app.ledger.events.payments import ArrearsWrittenOff, PaymentReversed
from app.ledger.events.recounts import AccountRecounted
from app.ledger.events.sales import RefundOpened, RefundPaid
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_PUT_RIGHT = (
    *(RefundPaid, PaymentReversed, ArrearsWrittenOff, TendersCorrected, DialCorrected),
    *(MeterCorrected, MeterChangeUndone, ClassCorrected, AccountRecounted),
)


def corrections(journal: Journal, asked: Asked) -> Expected:
    """A line for each thing that was put right; of a class that also changes persons, two."""
    opened = {
        id: entry
        for id, entry, _event in journal.every(
            MeterCorrectionOpened, MeterChangeUndoOpened, RefundOpened
        )
    }
    rows: list[Line] = []
    for id, entry, event in journal.every(*_PUT_RIGHT):
        if asked.since <= event.date <= asked.until:
            rows += [_row(journal, id, entry, opened, said) for said in _said(event)]
    return expected(("event", "what"), rows, ("moved", "amount"))


def _row(
    journal: Journal, id: EventId, entry: Entry, opened: dict[EventId, Entry], said: dict[str, Any]
) -> Line:
    """Who wrote a card was asked to, and signed, when that was begun."""
    event: Any = entry.event
    plan = getattr(event, "refund", None) or getattr(event, "plan", None)
    begun = entry if plan is None else opened[journal.subject(plan)]
    second = entry.second or begun.second
    return {
        "date": event.date.isoformat(),
        "account": event.account,
        "operator": None if entry.operator is None else str(entry.operator),
        "second": None if second is None else str(second),
        "reason": getattr(event, "reason", "") or getattr(begun.event, "reason", ""),
        "event": str(id),
        "what": said["what"],
        "old": said.get("old", ""),
        "new": said.get("new", ""),
        "moved": said.get("moved") or None,
        "amount": said.get("amount") or None,
    }


def _said(event: Event) -> list[dict[str, Any]]:
    match event:
        case RefundPaid() if event.reversal:
            return [{"what": "purchase", "amount": -event.amount}]
        case PaymentReversed():
            return [{"what": "payment", "amount": -event.line.amount - event.rounding}]
        case ArrearsWrittenOff():
            return [{"what": "arrears", "amount": -event.amount}]
        case TendersCorrected():
            old, new = _by_kind(event.old), _by_kind(event.new)
            moved = sum(max(0, amount - old[kind]) for kind, amount in new.items())
            return [{"what": "tenders", "old": "+".join(old), "new": "+".join(new), "moved": moved}]
        case DialCorrected():
            dials = {"old": format_volume(event.old), "new": format_volume(event.new)}
            return [{"what": "dial", **dials}]
        case MeterCorrected():
            return [{"what": "meter", "old": event.old_meter, "new": event.new_meter}]
        case MeterChangeUndone():
            lines = (*event.lines, *event.fees)
            return [{"what": "meter_change", "amount": -sum(line.amount for line in lines)}]
        case AccountRecounted():
            return [{"what": "recount", "amount": event.to_arrears - event.to_balance}]
        case ClassCorrected():
            return _class(event)
        case _:
            return []


def _by_kind(tenders: tuple[Tender, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    for tender in tenders:
        found[tender.kind.value] += tender.amount
    return found


def _class(event: ClassCorrected) -> list[dict[str, Any]]:
    """The difference is that of both together, and stands with the first."""
    changes = {"tariff_class": event.tariff_class, "household_size": event.household_size}
    rows: list[dict[str, Any]] = [
        {"what": what, "old": str(change.old), "new": str(change.new)}
        for what, change in changes.items()
        if change is not None
    ]
    rows[0]["amount"] = event.to_arrears - event.to_balance
    return rows
