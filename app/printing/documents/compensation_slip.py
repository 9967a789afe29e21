"""The slip for credit that was given without money."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class CompensationSlip(Document, tag="compensation_slip", frozen=True, kw_only=True):
    """What goes on the card and why, signed by the two who gave it."""

    customer: Customer
    second: str
    """Second person; the first one is the operator."""
    reason: str
    scheme: str = ""
    """Of free volume: the scheme that gives it."""
    kind: UtilityKind = UtilityKind.WATER
    quantity: Quantity
    """On the card; 0 where the meter counts money."""
    money: Money = 0
    """On the card of a meter that counts money."""
    settles: int = 0
    """Part of it that was owed to the customer; counted as the credit is."""
    still_owed: int = 0
    """What is owed to the customer for this meter after it."""
