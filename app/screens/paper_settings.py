"""What there is to set of papers."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class PaperSettings(Choices):
    """How papers come out, how they look, and reports that are written by themselves."""

    heading = _("Papers")
    help_lines = (
        _("Print methods say of every kind of paper whether it comes out by itself, after a"),
        _("question or not at all, how often, and on which printer."),
        _("The form says what stands above and below on every paper, and what is left out."),
        _("Reports can be written by themselves, when a shift closes and when a month has ended."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Print methods"), "print-methods", Permission.SIGN_IN),
        Choice("2", _("Form of receipts"), "receipt-forms", Permission.SETTINGS),
        Choice(
            "3",
            _("Reports that are written by themselves"),
            "automatic-reports",
            Permission.SIGN_IN,
        ),
        Choice("4", _("What was written by itself"), "automatic-files", Permission.SIGN_IN),
    )
