"""Numbers of receipts as people type them."""

from __future__ import annotations

from app.kiosk import Kiosk
from app.operations.paper.letterhead import receipt_text

_MOST_DIGITS = 9


def own_receipt(kiosk: Kiosk, text: str) -> int | None:
    """The number in ``K07-01-000123`` or ``123``; None where it is none of this kiosk's life."""
    wanted = text.strip().upper()
    series, _dash, digits = wanted.rpartition("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _MOST_DIGITS:
        return None
    number = int(digits)
    return None if series and receipt_text(kiosk, number) != wanted else number
