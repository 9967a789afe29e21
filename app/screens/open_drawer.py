"""The drawer opens without a sale."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.open_drawer import OPEN_DRAWER, OpenDrawerArguments
from app.screens.cash_move_form import CashMoveForm, why_field
from app.widgets.field import Field


class OpenDrawer(CashMoveForm):
    """Beside sales, in one's own shift."""

    heading = _("Open the drawer")
    help_lines = (
        _("The drawer opens without a sale, for example to change a note."),
        _("Type why; then press +. It is recorded, and nothing is printed."),
        _("The shift report counts how often this was done."),
    )
    operation = OPEN_DRAWER

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.reason,)

    def arguments(self) -> OpenDrawerArguments:
        """What was filled in."""
        return OpenDrawerArguments(reason=self.reason.value)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to open the drawer.")
