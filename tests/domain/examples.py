"""A plain revision and plain facts, varied by worked examples."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.domain.quantity import PRICE_SCALE
from app.domain.tariff.breakdown import Breakdown, LineKind, PricingFacts
from app.domain.tariff.revision import TariffRevision, Tax, Tier

VAT_ADDED = Tax(code="vat", rate=1600, included=False)
VAT_INCLUDED = Tax(code="vat", rate=1600, included=True)

WUXI = TariffRevision(
    tariff_class=1,
    name="Domestic",
    revision=1,
    valid_from=date(2026, 1, 1),
    period_months=1,
    tiers=(
        Tier(upto=25_000, price=200 * PRICE_SCALE),
        Tier(upto=30_000, price=300 * PRICE_SCALE),
        Tier(upto=None, price=400 * PRICE_SCALE),
    ),
    tiers_tax="",
    household_size=4,
    per_person=6_000,
)
"""25 and 30 m3 a month, 6 m3 more per person above 4, prices 1 : 1.5 : 2, as in Wuxi."""

MARCH_10 = PricingFacts(
    today=date(2026, 3, 10),
    period_start=date(2026, 3, 1),
    began=date(2025, 6, 15),
    standing_paid_to=date(2026, 4, 1),
)
"""Nothing bought, nothing owed, standing charges paid to the end of the month."""


def revision_with(**changes: Any) -> TariffRevision:
    """The plain revision, some fields changed."""
    return msgspec.structs.replace(WUXI, **changes)


def facts_with(**changes: Any) -> PricingFacts:
    """The plain facts, some fields changed."""
    return msgspec.structs.replace(MARCH_10, **changes)


def shown(breakdown: Breakdown) -> list[tuple[str, int, int]]:
    """(code, quantity, amount) of every line."""
    return [(line.code, line.quantity, line.amount) for line in breakdown.lines]


def amount_of(breakdown: Breakdown, *kinds: LineKind) -> int:
    """What the lines of these kinds come to."""
    return sum(line.amount for line in breakdown.lines if line.kind in kinds)
