"""The shape of screens about one's own drawer, beside sales: fill in, review, sign, confirm."""

from __future__ import annotations

from functools import partial

from app.domain.text import _
from app.ledger.queries.shifts import Shift
from app.operations.cash_moves import CashMoveQuote, CashMoveResult
from app.screens.money_form import MoneyForm, amount_field
from app.screens.shift import own_shift
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


def why_field() -> Field:
    """Why, in one's own words."""
    return Field(_("Reason"), FieldKind.TEXT, id="reason", longest=60)


def cash_field() -> Field:
    """How much."""
    return amount_field(_("Amount"))


class CashMoveForm(MoneyForm[CashMoveResult]):
    """Says nothing of what should be in the drawer."""

    def look(self) -> None:
        """Whose drawer it is."""
        desk = self.desk
        look = partial(own_shift, desk.kiosk, desk.caller().operator)
        self.work(look, self._read, self.refuse)

    def _read(self, shift: Shift | None) -> None:
        day = _("none is open") if shift is None else shift.accounting_date.isoformat()
        self.looked([(_("Shift of"), day)])
        self.tell_options()

    def shown_rows(self) -> list[Row]:
        """What will be recorded."""
        quote: CashMoveQuote = self.quote
        return [
            (_("Bag"), quote.bag),
            self.money_row(_("Amount"), quote.amount),
            (_("Number on it"), quote.note),
            (_("Reason"), quote.reason),
        ]
