"""Set what of each purchase of an account goes to its arrears."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.set_deduction import (
    SET_DEDUCTION,
    SetDeductionArguments,
    SetDeductionResult,
    WantedRule,
)
from app.screens.account_money_form import AccountMoneyForm
from app.screens.money_form import amount_field
from app.telling.payments import rule_text
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_RULES = (
    (WantedRule.USUAL, _("As for all accounts")),
    (WantedRule.TARIFF, _("As the tariff says")),
    (WantedRule.PERCENT, _("Percent of a payment")),
    (WantedRule.FIXED, _("The same amount each time")),
    (WantedRule.DUE, _("What is due by the day")),
    (WantedRule.NONE, _("Nothing")),
)
_OF_A_PERCENT = 100


class SetDeduction(AccountMoneyForm[SetDeductionResult]):
    """A rule and its figure."""

    heading = _("Deduction with each purchase")
    help_lines = (
        _("Choose what of each purchase goes to the arrears of this account."),
        _("The tariff's share of a payment bounds every rule; lifeline volume stays buyable."),
        _('"What is due": by the instalment plan, or by the days of the debts.'),
        _("The figure: whole percent, or the amount. The other rules need none."),
        _("Two people sign. Recorded, not printed: it counts from the next purchase on."),
    )
    operation = SET_DEDUCTION

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        options = tuple(Option(at, name) for at, (_rule, name) in enumerate(_RULES, start=1))
        self.rule = ChoiceField(_("Rule"), id="rule", options=options)
        self.figure = amount_field(_("Percent or amount"), "figure", _("where the rule has one"))
        super().__init__(account)

    def fields(self) -> Iterable[Field]:
        """Rule and figure."""
        return (self.rule, self.figure)

    def arguments(self) -> SetDeductionArguments:
        """What was filled in."""
        rule, figure = _RULES[self.rule.choice.number - 1][0], self.figure.value
        percent = rule is WantedRule.PERCENT
        return SetDeductionArguments(
            account=self.account,
            rule=rule,
            rate=int(figure.partition(".")[0] or 0) * _OF_A_PERCENT if percent and figure else None,
            amount=figure or None if not percent else None,
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to set the rule.")

    def shown_rows(self) -> list[Row]:
        """Old and new."""
        words, usual = self.desk.words, _("the usual")
        old, new = self.quote.old, self.quote.new
        return [
            (_("Account"), self.account),
            (_("To arrears"), usual if new is None else rule_text(words, new)),
            (_("Before"), usual if old is None else rule_text(words, old)),
        ]
