"""Meters with warnings, or not read for long; worst first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.domain.text import _
from app.operations.meter_health import DAYS, METER_HEALTH, Complaint, MeterHealthArguments
from app.screens.inquiry_list import LIST_HELP, Found, InquiryList, Line
from app.screens.typed import typed_into
from app.telling.inquiry import COMPLAINTS, health_cells
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind


class MeterHealthList(InquiryList):
    """What each meter told last of itself."""

    heading = _("Meters with warnings")
    help_lines = (
        _("Shows meters that told of a warning, worst first: opened, magnet, foreign card, ..."),
        _("Below them meters that told nothing for long, or never. Gone meters are left out."),
        _("They tell it through their customers' cards, when those are read at Read card."),
        *LIST_HELP,
    )
    heads = (_("Meter"), _("Account"), _("Told on"), _("Left"), _("What is the matter"))
    widths = (-12, -12, 10, -11, 25)

    def fields(self) -> Sequence[Field]:
        """Which warning, and how long is long."""
        options = [Option(at, name) for at, name in enumerate(COMPLAINTS.values(), start=1)]
        days = _("unread so long; empty = {days}").format(days=DAYS)
        return (
            ChoiceField(_("Warning"), id="warning", options=options),
            Field(_("Days"), FieldKind.DIGITS, id="days", hint=days, longest=4),
        )

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:
        """A page of meters."""
        kiosk, caller, words = self.desk.kiosk, self.desk.caller(), self.desk.words
        arguments = msgspec.structs.replace(self._asked(typed), after=after)

        def find() -> Found:
            page = METER_HEALTH.run(kiosk, caller, arguments)
            lines = [Line(health_cells(words, one), str(one.health.event)) for one in page.meters]
            return Found(lines, page.next)

        return find

    def _asked(self, typed: dict[str, str]) -> MeterHealthArguments:
        warning = None
        field = self.inputs[0]
        if isinstance(field, ChoiceField) and field.value:
            warning = tuple(Complaint)[field.choice.number - 1]
        rest = {name: value for name, value in typed.items() if name != "warning"}
        return msgspec.structs.replace(typed_into(METER_HEALTH, rest), warning=warning)
