"""Doubt, holds, decisions; what cards tell that no plan explains; credit owed."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.ledger.events import exceptions
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.projectors.parts import (
    Projector,
    key_of,
    postings,
    receipt_of,
    tag_of,
    tally,
    text_of,
    to_json,
)
from app.ledger.projection.tables.cards import CardRecord, CardSightingRecord, Outcome, PlanRecord
from app.ledger.projection.tables.counter import SlipRecord, Tally
from app.ledger.projection.tables.sales import CreditOwedRecord


def _in_doubt(id: EventId, entry: Entry, event: exceptions.PlanInDoubt) -> tuple[Row, ...]:
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
    return PlanRecord(plan, slip=event.slip), slip


def _held(id: EventId, entry: Entry, event: exceptions.PlanHeld) -> tuple[Row, ...]:
    key = key_of(event.plan)
    return (PlanRecord(key, held_at=entry.at, held_by=key_of(id), held=event.why),)


def _scrapped(id: EventId, entry: Entry, event: exceptions.PlanScrapped) -> tuple[Row, ...]:
    return (_closed(id, entry, event.plan, Outcome.SCRAPPED, None),)


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


def _decided(id: EventId, entry: Entry, event: exceptions.PlanDecided) -> list[Row]:
    key, shift = key_of(id), key_of(event.shift)
    rows: list[Row] = [PlanRecord(key_of(event.plan), decided=key)]
    if event.decision is exceptions.Decision.NOT_WRITTEN:
        rows.append(_closed(id, entry, event.plan, Outcome.NOT_WRITTEN, event.receipt))
        paid_out = event.to_cash + event.to_balance
        if paid_out:
            rows.append(tally(id, Tally.REFUND.value, event.shift, paid_out, event.receipt))
    if event.receipt is not None:
        rows.append(receipt_of(id, entry, event.receipt, event.account, shift))
    rows += postings(key, entry, event.entries, text_of(event.date), shift)
    return rows


def _card_held(id: EventId, entry: Entry, event: exceptions.CardHeld) -> tuple[Row, ...]:
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
    return (record,)


def _card_released(id: EventId, entry: Entry, event: exceptions.CardReleased) -> tuple[Row, ...]:
    return (CardRecord(serial=event.serial, held_at=entry.at, held_by=key_of(id)),)


def _gap_noted(id: EventId, entry: Entry, event: exceptions.GapNoted) -> tuple[Row, ...]:
    return _sighted(id, entry, event, event.known_number, None)


def _recovered(id: EventId, entry: Entry, event: exceptions.PurchaseRecovered) -> tuple[Row, ...]:
    return _sighted(id, entry, event, None, event.date)


def _sighted(
    id: EventId,
    entry: Entry,
    event: exceptions.GapNoted | exceptions.PurchaseRecovered,
    known_number: int | None,
    on: date | None,
) -> tuple[Row, ...]:
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
    return sighting, card


def _credit_owed(id: EventId, _entry: Entry, event: exceptions.CreditOwed) -> tuple[Row, ...]:
    record = CreditOwedRecord(
        event=key_of(id),
        account=event.account,
        allocation=key_of(event.allocation),
        purchase=None if event.purchase is None else key_of(event.purchase),
        quantity=event.quantity,
        why=event.why,
    )
    return (record,)


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
