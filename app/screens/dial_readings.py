"""Readings of dials: all of them, or those that somebody has to decide about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.domain.dial_readings import Verdict
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.dial_readings import DIAL_READINGS
from app.screens.inquiry_fields import account_field, day_fields, meter_field
from app.screens.inquiry_list import LIST_HELP, Found, InquiryList, Line
from app.screens.typed import typed_into
from app.telling.dial_readings import dial_cells
from app.widgets.field import Field, FieldKind

_OPENS = {Verdict.QUESTIONED: "settle-reading", Verdict.ACCEPTED: "withdraw-reading"}
_VERDICTS = {str(at): verdict for at, verdict in enumerate(Verdict, start=1)}


class DialReadings(InquiryList):
    """Newest first; a questioned one opens its decision, one that counts its end."""

    heading = _("Readings of dials")
    help_lines = (
        _("1 in the first field finds what is accepted, 2 what is questioned, 3 what is refused."),
        _("Enter on a questioned reading decides about it, on one that counts takes it out,"),
        _("if you may; on any other it shows the record."),
        *LIST_HELP,
    )
    heads = (_("Read on"), _("Meter"), _("Dial"), _("Used"), _("It is"), _("Because"))
    widths = (10, -12, -12, -11, 10, 18)

    def __init__(self) -> None:
        """Nothing was found yet."""
        super().__init__()
        self._stands: dict[str, Verdict] = {}

    def fields(self) -> Sequence[Field]:
        """All filters."""
        verdict = Field(
            _("Accepted 1 questioned 2 refused 3"), FieldKind.DIGITS, id="verdict", longest=1
        )
        return (verdict, account_field(), meter_field(), *day_fields())

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:
        """A page of readings."""
        chosen = typed.get("verdict", "")
        given = {name: value for name, value in typed.items() if name != "verdict"}
        arguments = msgspec.structs.replace(
            typed_into(DIAL_READINGS, given), verdict=_VERDICTS.get(chosen), after=after
        )
        kiosk, caller, words = self.desk.kiosk, self.desk.caller(), self.desk.words

        def find() -> Found:
            page = DIAL_READINGS.run(kiosk, caller, arguments)
            self._stands = {str(one.event): one.stands for one in page.readings}
            lines = [Line(dial_cells(words, one), str(one.event)) for one in page.readings]
            return Found(lines, page.next)

        return find

    def opens(self, line: Line) -> tuple[str, str]:
        """A decision where one can be made by whoever is here, else the record."""
        decides = Permission.METER_READINGS in self.desk.rights
        stands = self._stands.get(line.event, Verdict.REFUSED)
        return _OPENS.get(stands, "event") if decides else "event", line.event

    def on_screen_resume(self) -> None:
        """Something may have been decided."""
        super().on_screen_resume()
        if self.found is not None:
            self._ask()
