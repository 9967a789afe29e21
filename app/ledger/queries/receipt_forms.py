"""The form of papers by day."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.receipt_form import ReceiptForm
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first

_form = msgspec.json.Decoder(ReceiptForm)


def form_on(db: Database, day: date) -> tuple[EventId, ReceiptForm] | None:
    """The revision in force on a day, and the event that set it; None before the first."""
    row = first(
        db,
        "SELECT event, body FROM receipt_form WHERE valid_from <= ? "
        "ORDER BY valid_from DESC LIMIT 1",
        (day.isoformat(),),
    )
    return None if row is None else (EventId.from_key(row[0]), _form.decode(row[1]))


def forms(db: Database) -> list[tuple[EventId, ReceiptForm]]:
    """All revisions, the newest day first."""
    rows = execute(db, "SELECT event, body FROM receipt_form ORDER BY valid_from DESC")
    return [(EventId.from_key(event), _form.decode(body)) for event, body in rows]
