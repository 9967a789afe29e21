"""The form of papers in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.receipt_form import Part, ReceiptForm
from app.domain.text import _
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.operations.preview_receipt_form import PreviewFormResult
from app.settings.languages import languages
from app.telling.words import Row, Told, Words

PART_NAMES = {
    Part.CODE: _("QR code"),
    Part.TARIFF: _("tariff"),
    Part.RECKONING: _("volume x price"),
    Part.BALANCE: _("balance"),
    Part.ADVICE: _("advice"),
}


def form_rows(form: ReceiptForm) -> list[Row]:
    """All of a revision; what it does not have is empty."""
    return [
        (_("From"), form.valid_from.isoformat()),
        (_("Logo"), form.logo),
        (_("Above"), " | ".join(form.header)),
        (_("Below"), " | ".join(form.footer)),
        (_("Language"), languages().get(form.language, form.language)),
        (_("Left out"), ", ".join(PART_NAMES[part] for part in form.left_out)),
    ]


def _set(_words: Words, event: ReceiptFormSet) -> Told:
    day = event.form.valid_from.isoformat()
    return Told(_("Papers have this form from {day} on.").format(day=day), form_rows(event.form))


def _preview(_words: Words, result: PreviewFormResult) -> Told:
    return Told(
        _("A receipt would look so, on both widths of paper:"),
        [("", line) for text in (result.narrow, result.wide) for line in text.splitlines()],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    ReceiptFormSet: _set,
    PreviewFormResult: _preview,
}
