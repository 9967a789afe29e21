"""How the counter looks and speaks."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices


class LookSettings(Choices):
    """Theme and language."""

    heading = _("Theme and language")
    help_lines = (
        _("The theme counts at once, the language from the next start."),
        _("Both are kept beside the ledger, recorded with their old value, and go before what"),
        _("kiosk.toml says (screen.theme, screen.language)."),
        _("Press the digit of what is to be seen or changed; Esc goes back."),
    )
    choices = (
        Choice("1", _("Theme"), "themes", Permission.SETTINGS),
        Choice("2", _("Language"), "set-language", Permission.SETTINGS),
    )
