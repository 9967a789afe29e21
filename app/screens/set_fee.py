"""A fee of the price list, from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.amounts import format_money
from app.domain.text import _
from app.ledger.events.master_data import FeeSet
from app.ledger.queries.settings import Fee
from app.operations.set_fee import SET_FEE
from app.screens.setting_form import SettingForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SetFee(SettingForm[FeeSet]):
    """Code, name, amount, tax, first day."""

    heading = _("Fee")
    help_lines = (
        _("The amount is what the customer pays, its tax inside; 0 takes the fee off the list."),
        _("The tax is its code and its rate in hundredths of a percent, such as 1600."),
        _("From: the first day of the amount, as 2027-01-01; empty for today."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_FEE

    def __init__(self, fee: Fee | None = None) -> None:
        """``fee``: the one to change; None: a new one."""
        self._fee = fee
        self.code = Field(_("Code"), FieldKind.TEXT, id="code", longest=20)
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=30)
        self.amount = Field(_("Amount"), FieldKind.NUMBER, id="amount", longest=14)
        self.tax = Field(_("Tax code"), FieldKind.TEXT, id="tax", longest=10)
        self.rate = Field(
            _("Tax rate"), FieldKind.DIGITS, id="rate", longest=4, hint=_("1600 = 16 %")
        )
        self.since = Field(_("From"), FieldKind.TEXT, id="since", longest=10)
        self.since.remove_class("-wide")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The code of a fee that exists stays."""
        own = (self.called, self.amount, self.tax, self.rate, self.since)
        return own if self._fee is not None else (self.code, *own)

    def look(self) -> None:
        """As it is."""
        fee, words = self._fee, self.desk.words
        self.amount.relabel(_("Amount {currency}").format(currency=words.currency), "")
        self.since.relabel(_("From"), _("empty = today"))
        if fee is not None:
            self.called.value, self.tax.value = fee.name, fee.tax_code
            self.amount.value = format_money(fee.amount, words.digits) if fee.amount else "0"
            self.rate.value = str(fee.tax_rate) if fee.tax_rate else ""
        super().look()

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        optional = {
            "tax_code": self.tax.value,
            "tax_rate": self.rate.value,
            "valid_from": self.since.value,
        }
        return {
            "code": self.code.value if self._fee is None else self._fee.code,
            "name": self.called.value,
            "amount": self.amount.value,
            **{name: value for name, value in optional.items() if value},
        }

    def named(self) -> Sequence[Row]:
        """Its code."""
        return ((_("Fee"), self.texts()["code"]),)
