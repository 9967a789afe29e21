"""The shape of screens about a range of pre-printed numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.reasons import LONGEST_REASON
from app.screens.setting_form import SettingForm
from app.telling.invoice_stock import invoice_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)

LONGEST_NUMBER = 9


class InvoiceForm(SettingForm[Result], Generic[Result]):
    """First and last number; further fields below."""

    def __init__(self) -> None:
        """Empty."""
        self.first = Field(_("First number"), FieldKind.DIGITS, id="first", longest=LONGEST_NUMBER)
        self.last = Field(_("Last number"), FieldKind.DIGITS, id="last", longest=LONGEST_NUMBER)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Both."""
        return (self.first, self.last)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"first": self.first.value, "last": self.last.value}

    def review_rows(self, _kiosk: Kiosk, quote: Any) -> Sequence[Row]:  # noqa: ANN401  every event with a range
        """What is recorded."""
        return invoice_rows(self.desk.words, quote)

    def question(self) -> str:
        """What + does."""
        return _("Press + to record it.")


class ReasonedInvoiceForm(InvoiceForm[Result], Generic[Result]):
    """Why, too."""

    def __init__(self) -> None:
        """Empty."""
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, and why."""
        return (*super().fields(), self.why)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {**super().texts(), "reason": self.why.value}
