"""Tax invoices and credit notes in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from app.domain.tax_invoices import TaxSum
from app.domain.text import _
from app.operations.credit_note import CreditNoteResult
from app.operations.tax_invoice import TaxInvoiceResult
from app.telling.payments import percent_text
from app.telling.words import Row, Told, Words


def tax_rows(words: Words, taxes: Iterable[TaxSum]) -> list[Row]:
    """Net in all, then the tax of each code."""
    taxes = tuple(taxes)
    rows = [(_("Net"), words.money(sum(one.net for one in taxes)))]
    for one in taxes:
        if one.code:
            rate = "" if one.rate is None else f" {percent_text(one.rate)}"
            rows.append(
                (_("Tax {code}{rate}").format(code=one.code, rate=rate), words.money(one.tax))
            )
    return rows


def _invoice(words: Words, done: TaxInvoiceResult) -> Told:
    return Told(
        _("Tax invoice {number}: {amount}.").format(
            number=done.number, amount=words.money(done.total)
        ),
        [
            (_("Issued to"), done.name),
            (_("Receipts"), ", ".join(words.receipt(number) for number in done.receipts)),
            *tax_rows(words, done.taxes),
        ],
    )


def _note(words: Words, done: CreditNoteResult) -> Told:
    return Told(
        _("Credit note {number}: {amount}.").format(
            number=done.number, amount=words.money(done.total)
        ),
        [(_("For tax invoice"), done.invoice), *tax_rows(words, done.taxes)],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    TaxInvoiceResult: _invoice,
    CreditNoteResult: _note,
}
