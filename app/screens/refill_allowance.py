"""A code of head office that lets this counter sell more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.refill_allowance import (
    REFILL_ALLOWANCE,
    RefillAllowanceQuote,
    RefillAllowanceResult,
)
from app.screens.setting_form import SettingForm
from app.telling.allowances import allowance_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class RefillAllowance(SettingForm[RefillAllowanceResult]):
    """The digits."""

    heading = _("Vending limit by code")
    help_lines = (
        _("Head office says how much a counter may sell before it hears from it again: money,"),
        _("number of sales, last day. A connection or a stick brings the next limit by itself."),
        _("Without either, call head office: it reads out a code. Type all its digits; a mistyped"),
        _("one is noticed. Compare the review with what was told."),
        _("A code counts once, and takes the place of what is left. Nothing is printed."),
    )
    operation: ClassVar = REFILL_ALLOWANCE

    def __init__(self) -> None:
        """Empty."""
        self.code = Field(_("Code"), FieldKind.DIGITS, id="code", longest=60)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.code,)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"digits": self.code.value}

    def review_rows(self, _kiosk: Kiosk, quote: RefillAllowanceQuote) -> Sequence[Row]:
        """What the code says, and what it takes the place of."""
        words, look = self.desk.words, quote.look
        return allowance_rows(words, quote.code.allowance, look.left)

    def question(self) -> str:
        """What + does."""
        return _("Press + to go by this limit.")
