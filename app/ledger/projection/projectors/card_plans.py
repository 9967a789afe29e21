"""Rows that events about customers' cards have alike: plan, allocation, number, entries."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.sales import AllocationTerms
from app.ledger.events import sales
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Rows,
    add_entries,
    add_receipt,
    day_text,
    key_of,
    tag_of,
    text_of,
    to_json,
)
from app.ledger.projection.tables.accounts import AllocationRecord
from app.ledger.projection.tables.cards import CardRecord, Outcome, PlanPartRecord, PlanRecord
from app.ledger.projection.tables.readings import LastReadingRecord

# Looked up once: members and values of enumerations cost a call each.
_HAPPENED = Outcome.HAPPENED.value

# What the rows of opening and closing events leave empty in a plan.
_EMPTY = tuple(PlanRecord._field_defaults.values())
_CLOSING = PlanRecord._fields.index("closed_at") - 1
_NOT_OPENED, _NOT_CLOSED = _EMPTY[:_CLOSING], _EMPTY[_CLOSING:]
_NOT_HELD = _NOT_CLOSED[len(("closed_at", "closed_by", "outcome", "receipt")) :]


def add_opening(
    out: Rows,
    id: EventId,
    entry: Entry,
    event: sales.Opening,
    subject: EventId | None = None,
    renews: EventId | None = None,
) -> None:
    """Rows of any event that opens a plan: plan, issued card, entries."""
    key, plan, allocation = key_of(id), event.plan, key_of(event.allocation)
    day, shift = text_of(event.date), key_of(event.shift)
    out[PlanRecord].append(
        (
            key,
            tag_of(event),
            event.account,
            allocation,
            plan.serial,
            plan.profile,
            plan.sequence,
            plan.images,
            plan.issues,
            plan.rekeys,
            key if subject is None else key_of(subject),
            None if renews is None else key_of(renews),
            day,
            shift,
            entry.operator,
            entry.request,
            to_json(event.contents),
            to_json(event.others) if event.others else None,
            *_NOT_CLOSED,
        )
    )
    for part in event.others:
        of_part = key_of(part.allocation), part.contents.sequence, to_json(part.contents)
        out[PlanPartRecord].append((key, *of_part))
    if plan.issues:
        out.add(CardRecord(plan.serial, True, entry.at, key, event.account, allocation))
    add_entries(out, key, entry, event.entries, day, shift)


def add_closing(out: Rows, id: EventId, entry: Entry, event: sales.Closing) -> None:
    """Rows of any event that closes a plan as having happened: plan, number, entries."""
    out[PlanRecord].append(
        (
            key_of(event.plan),
            *_NOT_OPENED,
            entry.at,
            key_of(id),
            _HAPPENED,
            event.receipt,
            *_NOT_HELD,
        )
    )
    add_booked(out, id, entry, event)


def add_booked(out: Rows, id: EventId, entry: Entry, event: sales.Closing) -> None:
    """Number and entries of a closing event."""
    shift = key_of(event.shift)
    add_entries(out, key_of(id), entry, event.entries, text_of(event.date), shift)
    if event.receipt is not None:
        add_receipt(out, id, entry, event.receipt, event.account, shift)


def add_allocation(out: Rows, key: int, entry: Entry, account: str, terms: AllocationTerms) -> None:
    """Rows of an allocation by the event that made it; its meter has told nothing yet."""
    record = AllocationRecord(
        id=key,
        account=account,
        meter=terms.meter,
        model=terms.model,
        kind=terms.kind.value,
        began=text_of(terms.began),
        dial=terms.dial,
        tariff_class=terms.tariff_class,
        seal=terms.seal,
        verified_on=day_text(terms.verified_on),
        served_since=text_of(terms.served_since or terms.began),
    )
    silent = LastReadingRecord(
        allocation=key,
        at=entry.at,
        event=key,
        date=record.began,
        told=False,
        status=0,
        remaining=0,
        written_on=None,
    )
    out.add(record, silent)
