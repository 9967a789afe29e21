"""Doubt, holds, decisions; what cards tell that no plan explains; credit owed."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.ledger.events import exceptions
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    add_receipt,
    add_tally,
    key_of,
    tag_of,
    text_of,
    to_json,
)
from app.ledger.projection.tables.cards import CardRecord, CardSightingRecord, Outcome, PlanRecord
from app.ledger.projection.tables.counter import SlipRecord, Tally
from app.ledger.projection.tables.sales import CreditOwedRecord


def _in_doubt(out: Rows, id: EventId, entry: Entry, event: exceptions.PlanInDoubt) -> None:
    plan = key_of(event.plan)
    slip = SlipRecord(
        node=id.node,
        epoch=id.epoch,
        number=event.slip,
        at=entry.at,
        event=key_of(id),
        plan=plan,
        account=event.account,
        why=event.why,
    )
    out.add(PlanRecord(plan, slip=event.slip), slip)


def _held(out: Rows, id: EventId, entry: Entry, event: exceptions.PlanHeld) -> None:
    key = key_of(event.plan)
    out.add(PlanRecord(key, held_at=entry.at, held_by=key_of(id), held=event.why))


def _scrapped(out: Rows, id: EventId, entry: Entry, event: exceptions.PlanScrapped) -> None:
    out.add(_closed(id, entry, event.plan, Outcome.SCRAPPED, None))


def _closed(
    id: EventId, entry: Entry, plan: EventId, outcome: Outcome, receipt: int | None
) -> PlanRecord:
    return PlanRecord(
        id=key_of(plan),
        closed_at=entry.at,
        closed_by=key_of(id),
        outcome=outcome.value,
        receipt=receipt,
    )


def _decided(out: Rows, id: EventId, entry: Entry, event: exceptions.PlanDecided) -> None:
    key, shift = key_of(id), key_of(event.shift)
    out.add(PlanRecord(key_of(event.plan), decided=key))
    if event.decision is exceptions.Decision.NOT_WRITTEN:
        out.add(_closed(id, entry, event.plan, Outcome.NOT_WRITTEN, event.receipt))
        paid_out = event.to_cash + event.to_balance
        if paid_out:
            add_tally(out, id, Tally.REFUND.value, shift, paid_out, event.receipt)
    if event.receipt is not None:
        add_receipt(out, id, entry, event.receipt, event.account, shift)
    add_entries(out, key, entry, event.entries, text_of(event.date), shift)


def _card_held(out: Rows, id: EventId, entry: Entry, event: exceptions.CardHeld) -> None:
    at, key = entry.at, key_of(id)
    record = CardRecord(
        serial=event.serial,
        held_at=at,
        held_by=key,
        held=event.why,
        seen_at=at,
        seen_by=key,
        seen_account=event.account,
        seen_allocation=None if event.allocation is None else key_of(event.allocation),
    )
    out.add(record)


def _card_released(out: Rows, id: EventId, entry: Entry, event: exceptions.CardReleased) -> None:
    out.add(CardRecord(serial=event.serial, held_at=entry.at, held_by=key_of(id)))


def _gap_noted(out: Rows, id: EventId, entry: Entry, event: exceptions.GapNoted) -> None:
    _sighted(out, id, entry, event, event.known_number, None)


def _recovered(out: Rows, id: EventId, entry: Entry, event: exceptions.PurchaseRecovered) -> None:
    _sighted(out, id, entry, event, None, event.date)


def _sighted(
    out: Rows,
    id: EventId,
    entry: Entry,
    event: exceptions.GapNoted | exceptions.PurchaseRecovered,
    known_number: int | None,
    on: date | None,
) -> None:
    at, key, allocation = entry.at, key_of(id), key_of(event.allocation)
    sighting = CardSightingRecord(
        event=key,
        kind=tag_of(entry.event),
        account=event.account,
        allocation=allocation,
        serial=event.serial,
        sequence=event.contents.sequence,
        mark=key_of(event.contents.mark),
        known_number=known_number,
        date=None if on is None else text_of(on),
        contents=to_json(event.contents),
    )
    card = CardRecord(
        serial=event.serial,
        issued=True,
        seen_at=at,
        seen_by=key,
        seen_account=event.account,
        seen_allocation=allocation,
    )
    out.add(sighting, card)


def _credit_owed(out: Rows, id: EventId, _entry: Entry, event: exceptions.CreditOwed) -> None:
    record = CreditOwedRecord(
        event=key_of(id),
        account=event.account,
        allocation=key_of(event.allocation),
        purchase=None if event.purchase is None else key_of(event.purchase),
        quantity=event.quantity,
        why=event.why,
    )
    out.add(record)


PROJECTORS: dict[type[Event], Projector] = {
    exceptions.PlanInDoubt: _in_doubt,
    exceptions.PlanHeld: _held,
    exceptions.PlanScrapped: _scrapped,
    exceptions.PlanDecided: _decided,
    exceptions.CardHeld: _card_held,
    exceptions.CardReleased: _card_released,
    exceptions.GapNoted: _gap_noted,
    exceptions.PurchaseRecovered: _recovered,
    exceptions.CreditOwed: _credit_owed,
}
