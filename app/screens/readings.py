"""Card readings: what meters told through their customers' cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from app.domain.text import _
from app.operations.readings import READINGS
from app.screens.inquiry_fields import account_field, card_field, day_fields, meter_field
from app.screens.inquiry_list import LIST_HELP, Found, InquiryList, Line
from app.screens.typed import typed_into
from app.telling.inquiry import reading_cells
from app.widgets.field import Field


class Readings(InquiryList):
    """Newest first."""

    heading = _("Card readings")
    help_lines = (
        _("Shows what meters wrote on cards: credit left, use in all, warnings."),
        _("It is kept whenever a card with something new is read at Read card."),
        *LIST_HELP,
    )
    heads = (_("Date"), _("Account"), _("Meter"), _("Left"), _("Used"), _("Warnings"))
    widths = (10, -12, -12, -11, -11, 14)

    def fields(self) -> Sequence[Field]:
        """All filters."""
        return (account_field(), meter_field(), card_field(), *day_fields())

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:
        """A page of readings."""
        asked = typed_into(READINGS, typed)
        arguments = msgspec.structs.replace(asked, after=after)
        kiosk, caller, words = self.desk.kiosk, self.desk.caller(), self.desk.words

        def find() -> Found:
            page = READINGS.run(kiosk, caller, arguments)
            lines = [
                Line(reading_cells(words, one), str(one.reading.event)) for one in page.readings
            ]
            return Found(lines, page.next)

        return find
