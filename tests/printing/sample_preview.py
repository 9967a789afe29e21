"""The preview of a tariff, as printed for those who decide."""

from __future__ import annotations

from app.printing.documents import PreviewedPrice, TariffPreview
from tests.printing.sample_parts import ISSUED, LETTERHEAD

PREVIEW = TariffPreview(
    letterhead=LETTERHEAD,
    number="PREVIEW-12345678",
    issued_at=ISSUED,
    operator="1 Asha",
    tariff="Domestic, households with several meters",
    tariff_class=1,
    revision=4,
    valid_from="2027-01-01",
    prices=(
        PreviewedPrice(persons=1, volume=3_000, before=21_100, after=25_350),
        PreviewedPrice(persons=5, volume=12_000, before=None, after=1_104_350),
    ),
)
