"""What a new tariff revision would cost, on paper."""

from __future__ import annotations

import msgspec

from app.domain.quantity import Money, Quantity
from app.printing.documents.document import Document


class PreviewedPrice(msgspec.Struct, frozen=True, kw_only=True):
    """One household's month."""

    persons: int
    volume: Quantity
    before: Money | None = None
    """None: the class had no prices before."""
    after: Money


class TariffPreview(Document, tag="tariff_preview", frozen=True, kw_only=True):
    """Prices of some households before and after; no receipt."""

    tariff: str
    tariff_class: int
    revision: int
    valid_from: str
    prices: tuple[PreviewedPrice, ...]
