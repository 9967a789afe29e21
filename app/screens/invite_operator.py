"""Somebody who works at a kiosk gets a code, and chooses a PIN there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger.queries import settings
from app.office.administration import AskInvite
from app.office.fleet import FleetRow
from app.operations.errors import BadArgument
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class InviteOperator(DeedForm[str]):
    """Whom."""

    heading = _("Invite an operator")
    help_lines = (
        _("Type the number of an operator of head office's list: Settings, operators. In"),
        _("the end a code of eight digits is shown; tell it to them alone. At this kiosk"),
        _("they press * at sign-in, type it and choose a PIN, once, after the kiosk has"),
        _("heard of it. It is recorded; nothing is printed."),
    )

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        self._row = row
        self.who = Field(_("Operator"), FieldKind.DIGITS, id="invited", longest=9)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The number."""
        return (self.who,)

    def check(self, field: Field) -> None:
        """Raises BadArgument."""
        if field is self.who and not self._operators_name():
            raise BadArgument(_("Head office has no operator of this number."), "")

    def _operators_name(self) -> str:
        if not self.who.value:
            return ""
        with self.desk.kiosk.ledger.read() as reader:
            found = settings.operator(reader.db, int(self.who.value))
        return "" if found is None else found.name

    def shown_rows(self) -> Sequence[Row]:
        """Who, and where."""
        return [
            (_("Kiosk"), f"{kiosk_name(self._row.node)} {self._row.name}"),
            (_("Operator"), f"{int(self.who.value)} {self._operators_name()}"),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to get a code.")

    def signs_for(self) -> str:
        """One person is enough."""
        return _("An operator is invited.")

    def deed(self, second: SignedIn | None) -> Finished[str]:
        """Invites them."""
        ask = AskInvite(operator=int(self.who.value), node=self._row.node)
        code = self.ask_for(ask, str, second)
        return Finished(
            code,
            _("Tell it to nobody else."),
            [(_("Code"), code), (_("Good at"), kiosk_name(self._row.node))],
            [_("Once, after the kiosk's next exchange: * at sign-in there.")],
        )
