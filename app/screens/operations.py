"""Operations: everything that was done, to whom, by whom, when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import msgspec

from app.domain.text import _
from app.operations.operations import OPERATIONS_DONE
from app.screens.inquiry_fields import (
    account_field,
    card_field,
    day_fields,
    meter_field,
    operator_field,
)
from app.screens.inquiry_list import LIST_HELP, Found, InquiryList, Line
from app.screens.typed import typed_into
from app.telling.inquiry import deed_cells
from app.widgets.field import Field


class Operations(InquiryList):
    """Newest first; about one record, or what the form says."""

    heading = _("Operations")
    help_lines: ClassVar[tuple[str, ...]] = (
        _("Shows everything done to an account, card or meter, with who did it and why."),
        _("What an operator did, or all of a day, is for those who decide or audit."),
        _('"12 and 20": operator 12 did it and 20 signed as second person.'),
        *LIST_HELP,
    )
    heads = (_("When"), _("What"), _("Account"), _("By"), _("Reason"))
    widths = (16, 22, -12, 9, 12)

    def __init__(self, about: str = "", **which: str) -> None:
        """``about``: the record in words, ``which``: as an argument; else the form asks."""
        self.about = about
        self._which = which
        super().__init__()

    def fields(self) -> Sequence[Field]:
        """All filters."""
        return (account_field(), card_field(), meter_field(), operator_field(), *day_fields())

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:
        """A page of what was done."""
        asked = typed_into(OPERATIONS_DONE, {**typed, **self._which})
        arguments = msgspec.structs.replace(asked, after=after)
        kiosk, caller = self.desk.kiosk, self.desk.caller()

        def find() -> Found:
            page = OPERATIONS_DONE.run(kiosk, caller, arguments)
            lines = [Line(deed_cells(one), str(one.event)) for one in page.operations]
            return Found(lines, page.next)

        return find
