"""A deposit slip is taken back: its bags are in the safe again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.queries.safe import Slip
from app.operations.take_back_deposit import (
    TAKE_BACK_DEPOSIT,
    TakeBackDepositArguments,
    TakeBackDepositResult,
)
from app.screens.cash_move_form import why_field
from app.screens.money_form import MoneyForm
from app.telling.safe import slip_rows
from app.widgets.field import Field
from app.widgets.rows import Row


class TakeBackDeposit(MoneyForm[TakeBackDepositResult]):
    """By two people who see the bags."""

    heading = _("Take a slip back")
    help_lines = (
        _("Only before the bank said what it received. Have all its bags at hand, sealed."),
        _("Two people sign: cash comes back into the safe. Nothing is printed."),
        _("The bags can go on another slip then; tear this one up."),
    )
    operation: ClassVar = TAKE_BACK_DEPOSIT

    def __init__(self, slip: Slip) -> None:
        """``slip``: which one."""
        self._slip = slip
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Why."""
        return (self.reason,)

    def look(self) -> None:
        """Everything is known."""
        self.looked(slip_rows(self.desk.words, self._slip))
        self.tell_options()

    def arguments(self) -> TakeBackDepositArguments:
        """What was filled in."""
        return TakeBackDepositArguments(slip=str(self._slip.id), reason=self.reason.value)

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to put its bags back into the safe.")

    def shown_rows(self) -> list[Row]:
        """What comes back, and why."""
        return [
            (_("Bags"), ", ".join(bag.number for bag in self._slip.bags)),
            (_("Amount"), self.desk.words.money(self._slip.amount)),
            (_("Reason"), self.quote.reason),
        ]
