"""Numbers of receipts and tax invoices as people type them."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.identity import Node
from app.kiosk import Kiosk
from app.printing.documents import receipt_number, tax_invoice_number

_MOST_DIGITS = 9


def own_receipt(kiosk: Kiosk, text: str) -> int | None:
    """The number in ``K07-01-000123`` or ``123``; None where it is none of this kiosk's life."""
    return _own(kiosk, text, "", receipt_number)


def own_tax_invoice(kiosk: Kiosk, text: str) -> int | None:
    """The number in ``K07-01-T000012``, ``T12`` or ``12``; None as for receipts."""
    return _own(kiosk, text, "T", tax_invoice_number)


def _own(
    kiosk: Kiosk, text: str, letter: str, printed: Callable[[Node, int, int], str]
) -> int | None:
    wanted = text.strip().upper()
    _series, dash, last = wanted.rpartition("-")
    digits = last.removeprefix(letter)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > _MOST_DIGITS:
        return None
    number, ledger = int(digits), kiosk.ledger
    return None if dash and printed(ledger.node, ledger.epoch, number) != wanted else number
