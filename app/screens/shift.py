"""Shift and cash: open, X report, close; says whether one's shift is open, and for too long."""

from __future__ import annotations

from functools import partial

from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import shifts
from app.ledger.queries.shifts import Shift
from app.screens.choices import Choice, Choices
from app.widgets.notice import Tone


def own_shift(kiosk: Kiosk, operator: int) -> Shift | None:
    """The operator's open shift."""
    with kiosk.ledger.read() as reader:
        return shifts.open_shift(reader.db, kiosk.ledger.node, operator)


class ShiftMenu(Choices):
    """Everything about one's own drawer."""

    heading = _("Shift and cash")
    help_lines = (
        _("A shift is your own drawer: open it, sell, close it."),
        _("To close it, count the drawer. What should be in it is told afterwards."),
        _("The X report tells how the shift stands and changes nothing."),
    )
    choices = (
        Choice("1", _("Open your shift"), "open-shift", Permission.SHIFT),
        Choice(
            "2", _("Close your shift: count the drawer, Z report"), "close-shift", Permission.SHIFT
        ),
        Choice("3", _("X report: how your shift stands"), "x-report", Permission.SHIFT),
        Choice(
            "4", _("Hand over, shifts left open, spoiled sheets"), "shift-more", Permission.SHIFT
        ),
        Choice("5", _("Vending limit: a code of head office"), "refill-allowance", Permission.SELL),
        Choice("6", _("Safe: bags, deposit slips, the bank"), "safe", Permission.SHIFT),
        Choice("7", _("Paid into the drawer"), "pay-in", Permission.SHIFT),
        Choice("8", _("Paid out of the drawer"), "pay-out", Permission.SHIFT),
        Choice("9", _("Open the drawer without a sale"), "open-drawer", Permission.SHIFT),
        Choice("0", _("A false note"), "counterfeit", Permission.SHIFT),
    )

    def on_screen_resume(self) -> None:
        """Looks whether a shift is open."""
        who = self.desk.operator
        if who is not None:
            look = partial(own_shift, self.desk.kiosk, who.operator)
            self.work(look, self._known, self._unknown)

    def _known(self, shift: Shift | None) -> None:
        if shift is None:
            self.notice.say(Tone.NOTE, _("Your shift is not open."))
            return
        sentence = _("Your shift {shift} of {day} is open. Its float was {money}.")
        said = sentence.format(
            shift=shift.id,
            day=shift.accounting_date.isoformat(),
            money=self.desk.words.money(shift.float_cash),
        )
        if self.desk.shift_state():
            too_long = _("It is open for longer than a day: count the drawer and close it (2).")
            self.notice.say(Tone.BAD, said, too_long)
        else:
            self.notice.say(Tone.GOOD, said)

    def _unknown(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)

    def came_back(self, result: object) -> None:
        """What was chosen is done: back to the menu."""
        if result is not None:
            self.dismiss(None)
