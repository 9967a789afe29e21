"""The sum above which a second person signs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.amounts import format_money
from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money
from app.domain.text import _
from app.operations.set_limit import NO_LIMIT, SET_LIMIT, SetLimitResult
from app.screens.setting_form import SettingForm
from app.telling.settings import LIMIT_NAMES
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SetLimit(SettingForm[SetLimitResult]):
    """One sum."""

    heading = _("Limit")
    help_lines = (
        _("Type the largest sum that one person may do alone; 0: nothing at all."),
        _("Empty: there is no limit, and one person is always enough."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_LIMIT

    def __init__(self, limit: MoneyLimit, amount: Money | None) -> None:
        """``amount``: as it stands; None: there is none."""
        self._limit = limit
        self._amount = amount
        self.amount = Field("", FieldKind.NUMBER, id="amount", longest=14)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The sum."""
        return (self.amount,)

    def look(self) -> None:
        """As it is."""
        words = self.desk.words
        label = _("Sum {currency}").format(currency=words.currency)
        self.amount.relabel(label, _("empty = no limit"))
        if self._amount is not None:
            self.amount.value = format_money(self._amount, words.digits) if self._amount else "0"
        super().look()

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"limit": self._limit.value, "amount": self.amount.value or NO_LIMIT}

    def named(self) -> Sequence[Row]:
        """Which one."""
        return ((_("Limit"), LIMIT_NAMES[self._limit]),)
