"""Closing the shift of an operator who is away: two people see their drawer counted."""

from __future__ import annotations

from app.domain.text import _
from app.operations.close_shift import CLOSE_SHIFT, CloseShiftArguments, CloseShiftResult
from app.screens.close_shift import closed
from app.screens.named_drawer import NamedDrawer
from app.screens.operation_screen import Finished
from app.telling.words import Words
from app.widgets.rows import Row


class CloseLeftShift(NamedDrawer[CloseShiftResult]):
    """Over and short stay the operator's whose drawer it was."""

    heading = _("Close a shift that was left open")
    help_lines = (
        _("For the drawer of somebody who went without closing their shift."),
        _("Type their operator number, then count their drawer together with a second person"),
        _("who may decide; they sign here. Papers and records name all three."),
        _("If it does not agree you count once more; that is final."),
        _("What is over or short is booked on the operator whose drawer it was."),
    )
    done_words = _("The shift is closed")
    operation = CLOSE_SHIFT

    def __init__(self, operator: int | None = None) -> None:
        """``operator``: who left it, where that is known."""
        super().__init__()
        if operator is not None:
            self.who.value = str(operator)

    def who_label(self) -> str:
        """Whose drawer."""
        return _("Who is away")

    def arguments(self, counted: str) -> CloseShiftArguments:
        """Another's drawer."""
        return CloseShiftArguments(counted=counted, operator=self.named())

    def shown_rows(self) -> list[Row]:
        """Whose, and the count."""
        shift = self.quote.look.shift
        whose = _("{operator}, {day}").format(
            operator=shift.operator, day=shift.accounting_date.isoformat()
        )
        return [(_("Shift of"), whose), *super().shown_rows()]

    def question(self) -> str:
        """What + does."""
        return _("Press + to close this shift. The count is then final.")

    def signs_for(self) -> str:
        """What the second person has seen."""
        return _("You have seen the drawer of operator {operator} counted.").format(
            operator=self.quote.look.shift.operator
        )

    def finished(self, words: Words, result: CloseShiftResult) -> Finished[CloseShiftResult]:
        """The Z report's figures."""
        return closed(words, result)
