"""Locks a month for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.operations.lock_month import LOCK_MONTH, LockMonthResult
from app.screens.setting_form import SettingForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class LockMonth(SettingForm[LockMonthResult]):
    """Year and month."""

    heading = _("Lock a month")
    help_lines = (
        _("Type year and month, such as 2026-10. The months before it are locked with it."),
        _("Nothing is booked in it any more; this is never taken back, and two people sign."),
        _("Where a shift, a payment or a card operation of it is open, it is told which."),
    )
    operation: ClassVar = LOCK_MONTH

    def __init__(self) -> None:
        """Nothing is typed."""
        self.month = Field(_("Month"), FieldKind.TEXT, id="month", longest=7)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.month,)

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What the second person signs for."""
        return _("A month is locked for ever.")

    def question(self) -> str:
        """What + does."""
        return _("Press + to lock it, for ever.")

    def named(self) -> Sequence[Row]:
        """Which one."""
        return ((_("Month"), self.month.value),)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"month": self.month.value}
