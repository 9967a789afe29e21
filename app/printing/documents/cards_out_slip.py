"""The slip of cards that a technician takes along."""

from __future__ import annotations

from datetime import date

from app.printing.documents.document import Document


class CardsOutSlip(Document, tag="cards_out_slip", frozen=True, kw_only=True):
    """Which cards, who answers for them, until when. Its number is that of the signing out."""

    holder: str
    cards: tuple[str, ...]
    """Numbers as they stand on the cards."""
    reason: str
    due_back: date
