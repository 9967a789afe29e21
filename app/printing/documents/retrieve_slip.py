"""The slip for a card that was handed in and made blank."""

from __future__ import annotations

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class OwedLoad(msgspec.Struct, frozen=True, kw_only=True):
    """Credit of one meter that went with the card."""

    meter: str
    kind: UtilityKind = UtilityKind.WATER
    quantity: Quantity = 0
    money: Money = 0
    """Of a meter that counts money."""


class RetrieveSlip(Document, tag="retrieve_slip", frozen=True, kw_only=True):
    """That the card is in the utility's hands, and what is owed for what stood on it."""

    customer: Customer | None = None
    """None for a function card."""
    card: str
    """End of its serial."""
    superseded: bool = False
    """Whether another card had replaced it."""
    owed: tuple[OwedLoad, ...] = ()
