"""The slip that goes with a function card."""

from __future__ import annotations

from datetime import date

from app.printing.documents.document import Document


class FunctionCardSlip(Document, tag="function_card_slip", frozen=True, kw_only=True):
    """What the card does, and who answers for it. Its number is that in the register."""

    function: str
    """Its name, in words."""
    does: str
    works_on: str
    uses: str
    """How often, and until when."""
    card: str
    """End of its serial."""
    holder: str
    reason: str
    due_back: date
    second: str = ""
    """Second person; empty where none was asked for."""
