"""Let an account pay what it owes month by month, or end that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.text import _
from app.operations.plan_arrears import (
    PLAN_ARREARS,
    PlanArrearsArguments,
    PlanArrearsQuote,
    PlanArrearsResult,
)
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import reason_field
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_MOST_SHOWN = 3


class PlanArrears(AccountMoneyForm[PlanArrearsResult]):
    """In how many months, and why."""

    heading = _("Instalment plan")
    help_lines = (
        _("What the account owes today is split into equal monthly parts."),
        _("The first part is due in a month. 0 months ends the plan that there is."),
        _("A new plan takes the place of the old one. Debts booked later are not in it."),
        _("Two people sign, and the customer signs the slip with the days on it."),
        _("Whether it is kept, the account's page says. Purchases take what is due"),
        _('where the deduction is set to "what is due by the day".'),
    )
    operation = PLAN_ARREARS

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.months = Field(
            _("Months"), FieldKind.DIGITS, id="months", longest=2, hint=_("0 ends the plan")
        )
        self.reason = reason_field(
            (
                _("Cannot pay at once"),
                _("Old debt taken over"),
                _("Plan is not kept"),
                _("Customer asks for another one"),
                _("Decision of head office"),
            )
        )
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """How many months, and why."""
        return (self.months, self.reason)

    def arguments(self) -> PlanArrearsArguments:
        """What was filled in; no months at all are not none."""
        return PlanArrearsArguments(
            account=self.account,
            months=int(self.months.value or -1),
            reason=self.reason.choice.name,
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to set the plan.") if self.quote.plan else _("Press + to end the plan.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("Both people and the customer sign the slip."),)

    def shown_rows(self) -> list[Row]:
        """The first parts and the last."""
        quote: PlanArrearsQuote = self.quote
        parts = () if quote.plan is None else quote.plan.instalments
        shown = parts if len(parts) <= _MOST_SHOWN else (parts[0], parts[-1])
        return [
            (_("Account"), self.account),
            (_("Arrears"), self.desk.words.money(quote.look.left)),
            (_("Instalments"), str(len(parts)) if parts else _("the plan ends")),
            *((one.due.isoformat(), self.desk.words.money(one.amount)) for one in shown),
            (_("Reason"), quote.reason),
        ]
