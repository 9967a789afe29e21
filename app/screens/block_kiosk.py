"""Further account numbers of a kiosk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskBlock
from app.office.fleet import FleetRow
from app.operations.errors import BadArgument
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class BlockKiosk(DeedForm[tuple[int, int]]):
    """How many."""

    heading = _("Grant account numbers")
    help_lines = (
        _("Type how many accounts the kiosk may open; its next numbers are reserved for"),
        _("it."),
        _("Numbers that are left stay good. After a restore the kiosk needs new ones. It"),
        _("is recorded, and goes to the kiosk with its next exchange. Nothing is"),
        _("printed."),
    )

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        self._row = row
        self.numbers = Field(_("Accounts"), FieldKind.DIGITS, id="numbers", longest=6)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The number."""
        return (self.numbers,)

    def check(self, field: Field) -> None:
        """Raises BadArgument."""
        if not field.value.strip("0"):
            raise BadArgument(_("At least one."), "")

    def shown_rows(self) -> Sequence[Row]:
        """What is granted."""
        return [
            (_("Kiosk"), f"{kiosk_name(self._row.node)} {self._row.name}"),
            (_("Site"), self._row.site),
            (_("Accounts"), str(int(self.numbers.value))),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to grant them.")

    def signs_for(self) -> str:
        """One person is enough."""
        return _("A kiosk is granted account numbers.")

    def deed(self, second: SignedIn | None) -> Finished[tuple[int, int]]:
        """Grants them."""
        ask = AskBlock(node=self._row.node, numbers=int(self.numbers.value))
        first, last = self.ask_for(ask, tuple[int, int], second)
        return Finished(
            (first, last),
            _("They are granted."),
            [(_("Serials"), _("{first} to {last}").format(first=first, last=last))],
        )
