"""Purchases, by whatever is known of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import msgspec

from app.domain.text import _
from app.operations.purchases import PURCHASES
from app.screens.inquiry_fields import (
    account_field,
    card_field,
    day_fields,
    meter_field,
    operator_field,
)
from app.screens.inquiry_list import LIST_HELP, Found, InquiryList, Line
from app.screens.typed import typed_into
from app.telling.inquiry import purchase_cells
from app.widgets.field import Field, FieldKind


class Purchases(InquiryList):
    """Newest first."""

    heading = _("Purchases")
    help_lines: ClassVar[tuple[str, ...]] = (
        _("Shows purchases: whose, for which meter, what was paid, what became of them."),
        _("The number of a receipt may be its last digits only, for one of this kiosk."),
        _("The amount is the price of the purchase, exactly; in doubt, try the days instead."),
        *LIST_HELP,
    )
    heads = (_("Date"), _("Account"), _("Meter"), _("Paid"), _("Paper"), _("State"))
    widths = (10, -12, -12, -9, 13, 12)

    def fields(self) -> Sequence[Field]:
        """All filters."""
        return (
            Field(_("Receipt"), FieldKind.TEXT, id="receipt", longest=20),
            account_field(),
            card_field(),
            meter_field(),
            operator_field(),
            *day_fields(),
            Field(_("Region"), FieldKind.DIGITS, id="region", longest=9),
            Field(_("Amount"), FieldKind.NUMBER, id="amount", longest=15),
        )

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:
        """A page of purchases."""
        asked = typed_into(PURCHASES, typed)
        arguments = msgspec.structs.replace(asked, after=after)
        kiosk, caller, words = self.desk.kiosk, self.desk.caller(), self.desk.words

        def find() -> Found:
            page = PURCHASES.run(kiosk, caller, arguments)
            lines = [Line(purchase_cells(words, one), str(one.purchase)) for one in page.purchases]
            return Found(lines, page.next)

        return find
