"""Exceptions that head office settled."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.recounts import ExceptionSettled
from app.ledger.projection.projectors.parts import Projector, Rows, key_of
from app.ledger.projection.tables.recounts import ExceptionSettledRecord


def _settled(out: Rows, id: EventId, entry: Entry, event: ExceptionSettled) -> None:
    out.add(
        ExceptionSettledRecord(
            event.kind, event.subject, entry.at, key_of(id), entry.operator, event.reason
        )
    )


PROJECTORS: dict[type[Event], Projector] = {ExceptionSettled: _settled}
