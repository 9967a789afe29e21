"""A numbered bag goes to the safe."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.drop_cash import DROP_CASH, DropCashArguments
from app.screens.cash_move_form import CashMoveForm, cash_field
from app.widgets.field import Field, FieldKind


class DropCash(CashMoveForm):
    """Beside sales, in one's own shift."""

    heading = _("Bag to the safe")
    help_lines = (
        _("Count what goes into the bag, seal it, type the number printed on the bag."),
        _("Then type the sum that is in it. A paper is printed: it goes with the bag."),
        _("The bag stays the utility's cash; only your drawer has so much less."),
    )
    operation = DROP_CASH

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.bag = Field(_("Number of the bag"), FieldKind.TEXT, id="bag", longest=20)
        self.amount = cash_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.bag, self.amount)

    def arguments(self) -> DropCashArguments:
        """What was filled in."""
        return DropCashArguments(bag=self.bag.value, counted=f"{self.amount.value}x1")

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record the bag.")
