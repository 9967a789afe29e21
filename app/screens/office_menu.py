"""The main menu of head office."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices
from app.widgets.notice import Tone


class OfficeMenu(Choices):
    """Where every job begins and ends."""

    heading = _("Head office")
    help_lines = (
        _("Press the digit of what is to be done; what you may not do is not shown."),
        _("Several people work here at once, each at a terminal of their own. What waits"),
        _("for people are kiosks that were restored, and files that do not fit."),
        _("On every page F1 explains, F12 locks. On a keypad: - back, / help, + confirm."),
        _("Esc, pressed twice, signs you out."),
    )
    choices = (
        Choice("1", _("Kiosks"), "fleet", Permission.AUDIT),
        Choice("2", _("What waits for people"), "waiting", Permission.AUDIT),
        Choice("3", _("What does not fit together"), "office-exceptions", Permission.AUDIT),
        Choice("4", _("Enrol a kiosk"), "enrol-kiosk", Permission.KIOSKS),
        Choice("5", _("Find account"), "find-account", Permission.READ_CARD),
        Choice("6", _("Inquiry"), "inquiry", Permission.READ_CARD),
        Choice("7", _("Settings"), "system-settings", Permission.SIGN_IN),
        Choice("8", _("Register of function cards"), "function-cards", Permission.READ_CARD),
        Choice("9", _("Limits of kiosks by rule"), "rule-kiosk", Permission.GRANTS),
    )

    def __init__(self) -> None:
        """Nobody wants to leave yet."""
        super().__init__()
        self._leaving = False

    def on_screen_resume(self) -> None:
        """Begins anew."""
        self._leaving = False
        self.notice.hush()
        super().on_screen_resume()

    def action_back(self) -> None:
        """Signs out, at the second time: one comes here by pressing it."""
        if self._leaving:
            self.counter.sign_out()
            return
        self._leaving = True
        self.notice.say(Tone.NOTE, _("Press Esc again to sign out."))
