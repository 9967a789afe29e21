"""A kiosk's next vending limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.amounts import parse_money
from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskAllowance
from app.office.fleet import FleetRow
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class AllowKiosk(DeedForm[str]):
    """Money, sales, last day; the digits for a counter without a line."""

    heading = _("Grant a vending limit")
    help_lines = (
        _("Type what the kiosk may take in, how many sales it may make, until when."),
        _("It takes the place of what is left of the limit before; nothing is added up."),
        _("The kiosk gets it with its next exchange. Without a line, read it the digits"),
        _("that are shown in the end: Shift and cash, 5 at the counter. Above the limit"),
        _("that is set, a second person signs. It is recorded. Nothing is printed."),
    )

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        self._row = row
        self.money = Field(_("May take in"), FieldKind.NUMBER, id="money", longest=14)
        self.count = Field(_("Sales"), FieldKind.DIGITS, id="count", longest=6)
        self.until = Field(_("Last day"), FieldKind.TEXT, id="until", longest=10)
        self.until.remove_class("-wide")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """In reading order."""
        return (self.money, self.count, self.until)

    def look(self) -> None:
        """With the currency."""
        words = self.desk.words
        self.money.relabel(_("May take in {currency}").format(currency=words.currency), "")
        self.until.relabel(_("Last day"), _("as 2027-01-31"))
        super().look()

    def check(self, field: Field) -> None:
        """Raises BadAmount, BadArgument."""
        if field is self.money:
            parse_money(field.value, self.desk.words.digits)
        elif field is self.count and not field.value.strip("0"):
            raise BadArgument(_("At least one sale."), "")
        elif field is self.until and self._day() < local_date(self.desk.kiosk):
            raise BadArgument(_("This day is over."), "")

    def _day(self) -> date:
        try:
            return date.fromisoformat(self.until.value)
        except ValueError as error:
            raise BadArgument(_("Type the day as 2027-01-31."), "") from error

    def shown_rows(self) -> Sequence[Row]:
        """What is granted, and what ends."""
        words, left = self.desk.words, self._row.limit
        before = _("nothing")
        if left.serial:
            before = _("{amount}, {count} sales, until {day}").format(
                amount=words.money(left.money), count=left.count, day=left.until.isoformat()
            )
        return [
            (_("Kiosk"), f"{kiosk_name(self._row.node)} {self._row.name}"),
            (_("May take in"), words.money(parse_money(self.money.value, words.digits))),
            (_("Sales"), str(int(self.count.value))),
            (_("Last day"), self.until.value),
            (_("Ends with it"), before),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to grant it.")

    def signs_for(self) -> str:
        """Money that a kiosk may take."""
        return _("A kiosk is granted a vending limit.")

    def deed(self, second: SignedIn | None) -> Finished[str]:
        """Grants it."""
        ask = AskAllowance(
            node=self._row.node,
            money=self.money.value,
            count=int(self.count.value),
            until=self._day(),
        )
        digits = self.ask_for(ask, str, second)
        return Finished(
            digits,
            _("It is granted."),
            [(_("To type in there"), digits)],
            [_("The kiosk gets it by itself; the digits are for one without a line.")],
        )
