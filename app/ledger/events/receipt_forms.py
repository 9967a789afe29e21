"""The form of papers."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.receipt_form import ReceiptForm
from app.ledger.events.base import Event


class ReceiptFormSet(Event, tag="receipt_form_set", frozen=True, kw_only=True):
    """Two people set how papers look from a day on. Revisions are never changed."""

    form: ReceiptForm
    replaces: EventId | None = None
    """The event that set a form before, where the old value stands; None: it is the first."""
