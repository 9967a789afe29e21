"""What a new tariff revision would cost, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.tariff.preview import PreviewLine
from app.domain.tariff.revision import TariffRevision
from app.kiosk import Kiosk, Transaction
from app.operations.paper.letterhead import common
from app.printing.documents import PreviewedPrice, TariffPreview

_DIGITS = 8
"""Of the time in milliseconds: enough to tell the papers of a day apart."""


def tariff_preview(
    kiosk: Kiosk,
    tx: Transaction,
    revision: TariffRevision,
    lines: Sequence[PreviewLine],
    operator: int,
) -> TariffPreview:
    """For those who decide; it is no receipt and has no number of the journal."""
    number = f"PREVIEW-{str(kiosk.clock.milliseconds())[-_DIGITS:]}"
    return TariffPreview(
        **common(kiosk, tx.db, number=number, operator=operator, shift=None, proof=None),
        tariff=revision.name,
        tariff_class=revision.tariff_class,
        revision=revision.revision,
        valid_from=revision.valid_from.isoformat(),
        prices=tuple(
            PreviewedPrice(
                persons=line.persons, volume=line.volume, before=line.before, after=line.after
            )
            for line in lines
        ),
    )
