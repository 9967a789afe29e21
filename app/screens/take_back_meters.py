"""Meters that were received wrongly leave the stock again; two people sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.meter_stock import MetersTakenBack
from app.operations.reasons import LONGEST_REASON
from app.operations.take_back_meters import TAKE_BACK_METERS
from app.screens.setting_form import SettingForm
from app.telling.invoice_stock import taken_back_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class TakeBackMeters(SettingForm[MetersTakenBack]):
    """First and last number, and why."""

    heading = _("Take back meters")
    help_lines = (
        _("For a delivery that was received with wrong numbers, model or seal: it leaves the"),
        _("stock as if it had never come, and what is right is received then."),
        _("A whole delivery, its beginning or its end; none of it given to an account."),
        _("Type why; two people sign. Nothing is printed."),
    )
    operation: ClassVar = TAKE_BACK_METERS

    def __init__(self) -> None:
        """Empty."""
        self.first = Field(_("First number"), FieldKind.DIGITS, id="first", longest=12)
        self.last = Field(
            _("Last number"), FieldKind.DIGITS, id="last", longest=12, hint=_("empty = only one")
        )
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, and why."""
        return (self.first, self.last, self.why)

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        given = {"first": self.first.value, "last": self.last.value, "reason": self.why.value}
        return {name: value for name, value in given.items() if value or name != "last"}

    def review_rows(self, _kiosk: Kiosk, quote: MetersTakenBack) -> Sequence[Row]:
        """What goes, and what stays."""
        return taken_back_rows(self.desk.words, quote)

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What + does."""
        return _("Press + to record it.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("Meters leave the stock.")
