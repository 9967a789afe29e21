"""What there is to set of papers."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class PaperSettings(Choices):
    """How papers come out, and how they look."""

    heading = _("Papers")
    help_lines = (
        _("Print methods say of every kind of paper whether it comes out by itself, after a"),
        _("question or not at all, how often, and on which printer."),
        _("The form says what stands above and below on every paper, and what is left out."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Print methods"), "print-methods", Permission.SIGN_IN),
        Choice("2", _("Form of receipts"), "receipt-forms", Permission.SETTINGS),
    )
