"""Something that is paid for without a card: price, tax, ledger account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.amounts import format_money
from app.domain.payments import PaymentKind
from app.domain.text import _
from app.operations.set_payment_kind import SET_PAYMENT_KIND, SetPaymentKindResult
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_INCOME, _DEPOSIT, _ENDED = 1, 2, 3
_SORTS = (
    Option(_INCOME, _("a service, a fee, a penalty")),
    Option(_DEPOSIT, _("a deposit, given back one day")),
)
_SORTS_OR_END = (*_SORTS, Option(_ENDED, _("not taken any more")))


class SetPaymentKind(SettingForm[SetPaymentKindResult]):
    """Code, name, price, tax, where it is booked."""

    heading = _("Kind of payment")
    help_lines = (
        _("The code has small letters, digits and dashes, such as meter-deposit."),
        _("The price is what the customer pays, its tax inside; empty: any amount."),
        _("The tax is its code and its rate in hundredths of a percent, such as 1600."),
        _("Ledger account: where the utility's books have it; it stands on the receipt."),
        _("What is not taken any more stays in the books and on old receipts."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_PAYMENT_KIND

    def __init__(self, kind: PaymentKind | None = None) -> None:
        """``kind``: the one to change; None: a new one."""
        self._kind = kind
        options = _SORTS if kind is None else _SORTS_OR_END
        self.code = Field(_("Code"), FieldKind.TEXT, id="code", longest=20)
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=30)
        self.booked = Field(_("Ledger account"), FieldKind.TEXT, id="booked", longest=20)
        self.price = Field("", FieldKind.NUMBER, id="price", longest=14)
        self.tax = Field(_("Tax code"), FieldKind.TEXT, id="tax", longest=10)
        self.rate = Field(
            _("Tax rate"), FieldKind.DIGITS, id="rate", longest=4, hint=_("1600 = 16 %")
        )
        self.sort = ChoiceField(_("It is"), id="sort", options=options)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The code of a kind that exists stays."""
        own = (self.called, self.booked, self.price, self.tax, self.rate, self.sort)
        return own if self._kind is not None else (self.code, *own)

    def look(self) -> None:
        """As it is."""
        kind, words = self._kind, self.desk.words
        label = _("Price {currency}").format(currency=words.currency)
        self.price.relabel(label, _("empty = any amount"))
        if kind is None:
            self.sort.offer(_SORTS, _INCOME)
        else:
            self.called.value, self.booked.value = kind.name, kind.ledger_code
            self.price.value = "" if kind.price is None else format_money(kind.price, words.digits)
            self.tax.value = kind.tax_code
            self.rate.value = str(kind.tax_rate) if kind.tax_rate else ""
            sort = _DEPOSIT if kind.deposit else _INCOME
            self.sort.offer(_SORTS_OR_END, sort if kind.active else _ENDED)
        super().look()

    def check(self, field: Field) -> None:
        """What it is, is chosen from the list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        sort, kind = self.sort.choice.number, self._kind
        deposit = sort == _DEPOSIT
        if sort == _ENDED and kind is not None:
            deposit = kind.deposit
        optional = {
            "price": self.price.value,
            "tax_code": self.tax.value,
            "tax_rate": self.rate.value,
        }
        return {
            "code": self.code.value if kind is None else kind.code,
            "name": self.called.value,
            "ledger_code": self.booked.value,
            "deposit": "yes" if deposit else "no",
            "active": "no" if sort == _ENDED else "yes",
            **{name: value for name, value in optional.items() if value},
        }

    def named(self) -> Sequence[Row]:
        """Its code."""
        return ((_("Code"), self.texts()["code"]),)
