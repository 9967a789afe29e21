"""What can be given back to a customer, by digit: only what the account lets hope for."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named

_WITH_CARD = ("1", "2")


class GiveBack(Choices):
    """Refund, reversal, credit inside a meter."""

    heading = _("Money back")
    help_lines = (
        _("1: a load that the meter has not taken comes off the card; or a refund that waits."),
        _("2: the last purchase of your shift is undone as a whole, with its card."),
        _("3: what is left inside a meter is paid back, and the meter goes."),
        _("1 and 2 need the card, and show only where a load may be on it or money waits."),
        _("Each says on its own page what it pays and prints, and what to do when it fails."),
    )
    choices = (
        Choice("1", _("Refund, with the card"), "refund", Permission.REFUND),
        Choice("2", _("Reversal: undo the last purchase"), "reverse", Permission.REFUND),
        Choice("3", _("Credit inside a meter paid back"), "refund-meter-credit", Permission.REFUND),
    )

    def __init__(self, account: str, *, unloaded: bool, waits: bool) -> None:
        """``unloaded``: whether a load may be on its card; ``waits``: whether a refund does."""
        super().__init__()
        self._account = account
        self._shown = {"1": unloaded or waits, "2": unloaded, "3": not waits}

    def possible(self) -> list[Choice]:
        """As far as the account is known to allow it."""
        return [choice for choice in super().possible() if self._shown[choice.digit]]

    def screen_for(self, choice: Choice) -> AnyScreen:
        """The card says whose load comes off; of a meter's credit no card tells."""
        told = () if choice.digit in _WITH_CARD else (self._account,)
        return screen_named(choice.screen, *told)

    def came_back(self, result: object) -> None:
        """What was done shows on the account's page."""
        if result is not None:
            self.dismiss(None)
