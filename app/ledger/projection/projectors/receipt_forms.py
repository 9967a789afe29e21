"""Revisions of the form of papers."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    key_of,
    set_at,
    text_of,
    to_json,
)
from app.ledger.projection.tables.receipt_forms import ReceiptFormRecord


def _form_set(out: Rows, id: EventId, entry: Entry, event: ReceiptFormSet) -> None:
    day = text_of(event.form.valid_from)
    out.add(ReceiptFormRecord(day, set_at(entry), key_of(id), to_json(event.form)))


PROJECTORS: dict[type[Event], Projector] = {ReceiptFormSet: _form_set}
