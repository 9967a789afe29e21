"""What one further meter of a card got in the same sale."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line


class MeterSale(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a sale that is for a meter other than the first."""

    meter: str
    purchase_number: int
    kind: UtilityKind
    tariff: str = ""
    """Name and revision of the tariff."""
    lines: tuple[Line, ...]
    standing_paid_to: date | None = None
    """First day that its standing charges are not paid for yet."""
    quantity: Quantity
    """On the card for it: bought and free; 0 where the meter counts money."""
    money: Money = 0
    """On the card for a meter that counts money."""
