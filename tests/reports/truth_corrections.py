"""What was put right or taken back, from the journal's events alone."""

from __future__ import annotations

from collections import Counter

from app.domain.amounts import format_volume
from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.corrections import (
    ClassCorrected,
    DialCorrected,
    MeterCorrected,
    MeterCorrectionOpened,
    TendersCorrected,
)
from app.ledger.events.meter_changes import MeterChangeUndone, MeterChangeUndoOpened
from app.ledger.events.payments import ArrearsWrittenOff, PaymentReversed
from app.ledger.events.sales import RefundOpened, RefundPaid
from tests.reports.told import Told
from tests.reports.truth import Events


def corrections(events: Events) -> list[Told]:
    """Rows in their order, without what is empty; of a class that also changes persons, both."""
    opened = {
        id: entry
        for id, entry in events
        if isinstance(entry.event, MeterCorrectionOpened | MeterChangeUndoOpened | RefundOpened)
    }
    found: list[Told] = []
    for id, entry in events:
        for what in _said(entry.event):
            plan = _plan(entry.event)
            asked = entry if plan is None else opened.get(plan, entry)
            event: object = entry.event
            row = {
                "account": getattr(event, "account", ""),
                "date": str(getattr(event, "date", "")),
                "operator": str(entry.operator),
                "second": str(entry.second or asked.second or ""),
                "reason": getattr(event, "reason", "") or getattr(asked.event, "reason", ""),
                "event": str(id),
                **what,
            }
            found.append({name: cell for name, cell in row.items() if cell})
    return sorted(found, key=lambda row: (row["date"], _seq(row), row["what"]))


def _seq(row: Told) -> int:
    return int(row["event"].rsplit("-", 1)[1])


def _plan(event: Event) -> EventId | None:
    match event:
        case RefundPaid():
            return event.refund
        case MeterCorrected() | MeterChangeUndone():
            return event.plan
        case _:
            return None


def _said(event: Event) -> list[Told]:
    match event:
        case RefundPaid() if event.reversal:
            return [{"what": "purchase", "amount": -event.amount}]
        case PaymentReversed():
            return [{"what": "payment", "amount": -event.line.amount - event.rounding}]
        case ArrearsWrittenOff():
            return [{"what": "arrears", "amount": -event.amount}]
        case TendersCorrected():
            old, new = (
                Counter({one.kind.value: one.amount for one in tenders})
                for tenders in (event.old, event.new)
            )
            moved = sum((new - old).values())
            told = {"old": "+".join(old), "new": "+".join(new), "moved": moved}
            return [{"what": "tenders", **told}]
        case DialCorrected():
            dials = {"old": format_volume(event.old), "new": format_volume(event.new)}
            return [{"what": "dial", **dials}]
        case MeterCorrected():
            return [{"what": "meter", "old": event.old_meter, "new": event.new_meter}]
        case MeterChangeUndone():
            lines = (*event.lines, *event.fees)
            return [{"what": "meter_change", "amount": -sum(line.amount for line in lines)}]
        case ClassCorrected():
            return _class(event)
        case _:
            return []


def _class(event: ClassCorrected) -> list[Told]:
    difference = event.to_arrears - event.to_balance
    changes = {"tariff_class": event.tariff_class, "household_size": event.household_size}
    rows = [
        {"what": what, "old": str(change.old), "new": str(change.new), "amount": 0}
        for what, change in changes.items()
        if change is not None
    ]
    rows[0]["amount"] = difference
    return rows
