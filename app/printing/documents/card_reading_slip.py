"""What a card says, on paper."""

from __future__ import annotations

from app.domain.cards import CardReading
from app.printing.documents.document import Document


class CardReadingSlip(Document, tag="card_reading_slip", frozen=True, kw_only=True):
    """A card as it was read: what stands on it, and what its meter wrote back."""

    name: str = ""
    """Customer, in full or masked."""
    reading: CardReading
    standing: str = ""
    """How the card compares with the ledger, in words."""
