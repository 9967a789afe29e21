"""Cards taken back: their plans, what is owed for their loads, where the cards stand."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import retrieval
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, tag_of, text_of
from app.ledger.projection.tables.cards import CardRecord, Outcome, PlanRecord
from app.ledger.projection.tables.sales import CreditOwedRecord


def _opened(out: Rows, id: EventId, entry: Entry, event: retrieval.RetrieveOpened) -> None:
    key, plan = key_of(id), event.plan
    opened = PlanRecord(
        id=key,
        kind=tag_of(event),
        account=event.account or None,
        serial=plan.serial,
        profile=plan.profile,
        sequence=plan.sequence,
        images=plan.images,
        issues=plan.issues,
        rekeys=plan.rekeys,
        subject=key,
        date=text_of(event.date),
        operator=entry.operator,
        request=entry.request,
    )
    out.add(opened)
    for load in event.owed:
        owed = CreditOwedRecord(
            event=key,
            allocation=key_of(load.allocation),
            account=event.account,
            purchase=key_of(load.purchase),
            quantity=load.quantity,
            why="superseded card",
        )
        out.add(owed)


def _retrieved(out: Rows, id: EventId, entry: Entry, event: retrieval.CardRetrieved) -> None:
    out.add(_closed(id, entry, event.plan, Outcome.HAPPENED), _taken_back(id, entry, event.serial))


def _given_up(out: Rows, id: EventId, entry: Entry, event: retrieval.RetrieveGivenUp) -> None:
    out.add(_closed(id, entry, event.plan, Outcome.SCRAPPED))
    if event.erased:
        out.add(_taken_back(id, entry, event.serial))


def _closed(id: EventId, entry: Entry, plan: EventId, outcome: Outcome) -> PlanRecord:
    return PlanRecord(
        id=key_of(plan), closed_at=entry.at, closed_by=key_of(id), outcome=outcome.value
    )


def _taken_back(id: EventId, entry: Entry, serial: bytes) -> CardRecord:
    return CardRecord(serial=serial, retrieved_at=entry.at, retrieved_by=key_of(id))


PROJECTORS: dict[type[Event], Projector] = {
    retrieval.RetrieveOpened: _opened,
    retrieval.CardRetrieved: _retrieved,
    retrieval.RetrieveGivenUp: _given_up,
}
