"""Exceptions that head office settled."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.recounts import AccountRecounted, ExceptionSettled
from app.ledger.projection.projectors.corrected import add_correction
from app.ledger.projection.projectors.corrections import add_reckoned
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    key_of,
    text_of,
)
from app.ledger.projection.tables.corrections import Corrected
from app.ledger.projection.tables.recounts import ExceptionSettledRecord

_NO_SHIFT = 0
"""Head office has no drawer."""


def _settled(out: Rows, id: EventId, entry: Entry, event: ExceptionSettled) -> None:
    out.add(
        ExceptionSettledRecord(
            event.kind, event.subject, entry.at, key_of(id), entry.operator, event.reason
        )
    )


def _recounted(out: Rows, id: EventId, entry: Entry, event: AccountRecounted) -> None:
    key = key_of(id)
    add_reckoned(out, entry, key, event.changed)
    add_entries(out, key, entry, event.entries, text_of(event.date), _NO_SHIFT)
    difference = event.to_arrears - event.to_balance
    add_correction(out, id, Corrected.RECOUNT, event.date, event.account, amount=difference)


PROJECTORS: dict[type[Event], Projector] = {
    ExceptionSettled: _settled,
    AccountRecounted: _recounted,
}
