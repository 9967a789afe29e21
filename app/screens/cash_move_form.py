"""The shape of screens about one's own drawer, beside sales: fill in, review, sign, confirm."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from app.domain.text import _
from app.ledger.queries.shifts import Shift
from app.operations.cash_moves import CashMoveQuote, CashMoveResult, CashPaidArguments
from app.screens.money_form import MoneyForm, amount_field
from app.screens.shift import own_shift
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


def why_field() -> Field:
    """Why, in one's own words."""
    return Field(_("Reason"), FieldKind.TEXT, id="why", longest=60)


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


class CashPaidForm(CashMoveForm):
    """How much is paid in or out, and why."""

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.amount = cash_field()
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.amount, self.reason)

    def arguments(self) -> CashPaidArguments:
        """What was filled in."""
        return CashPaidArguments(amount=self.amount.value, reason=self.reason.value)
