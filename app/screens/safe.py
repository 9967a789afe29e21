"""The safe: what is in it, and everything that is done with it."""

from __future__ import annotations

from functools import partial

from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.safe import SAFE, SafeArguments, SafeResult
from app.screens.choices import Choice, Choices
from app.widgets.notice import Tone


class SafeMenu(Choices):
    """Bags in, slips out, the bank's word."""

    heading = _("Safe")
    help_lines = (
        _("A bag is in the safe until it goes on a deposit slip; the slip is on its way until"),
        _("the bank says what it received. A difference is booked with a reason, by two."),
        _("What a counted drawer leaves lies loose in the safe: 2 puts it into a bag."),
        _("`tapcard report safe` prints the safe's book."),
        _("Press the digit of what is to be done; Esc goes back."),
    )
    choices = (
        Choice("1", _("Bag to the safe, from your drawer"), "drop-cash", Permission.SHIFT),
        Choice("2", _("Bag of loose cash in the safe"), "bag-cash", Permission.SHIFT),
        Choice("3", _("Deposit slip: bags to the bank"), "deposit-bags", Permission.SHIFT),
        Choice("4", _("Slips on their way: what the bank says"), "deposit-slips", Permission.SHIFT),
        Choice("5", _("Bags in the safe: put a number right"), "bags-in-safe", Permission.SHIFT),
    )

    def on_screen_resume(self) -> None:
        """Says what is in the safe now."""
        look = partial(SAFE.run, self.desk.kiosk, self.desk.caller(), SafeArguments())
        self.work(look, self._known, self._unknown)

    def _known(self, found: SafeResult) -> None:
        words = self.desk.words
        sentence = _("In the safe: {bags} in bags. On the way to the bank: {slips}.")
        self.notice.say(
            Tone.NOTE,
            sentence.format(bags=words.money(found.in_bags), slips=words.money(found.on_the_way)),
        )

    def _unknown(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)
