"""A false note is taken out of the drawer."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.counterfeit import COUNTERFEIT, CounterfeitArguments
from app.screens.cash_move_form import CashMoveForm, cash_field, why_field
from app.widgets.field import Field, FieldKind


class Counterfeit(CashMoveForm):
    """Beside sales, in one's own shift."""

    heading = _("False note")
    help_lines = (
        _("A note in your drawer is false: it is taken out and kept for the police."),
        _("Type what it pretends to be worth, the number on it, and how it was found."),
        _("It is a loss of its own and never counts as short. Above the limit two sign."),
        _("A numbered paper goes with the note."),
    )
    operation = COUNTERFEIT

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.amount = cash_field()
        self.note = Field(_("Number on it"), FieldKind.TEXT, id="note", longest=60)
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.amount, self.note, self.reason)

    def arguments(self) -> CounterfeitArguments:
        """What was filled in."""
        return CounterfeitArguments(
            amount=self.amount.value, note=self.note.value, reason=self.reason.value
        )

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to take the false note out of the drawer.")
