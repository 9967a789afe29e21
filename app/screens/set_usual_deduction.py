"""What of each purchase goes to arrears where an account has no rule of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.operations.set_deduction import SetDeductionResult, WantedRule
from app.operations.set_usual_deduction import SET_USUAL_DEDUCTION
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind

_RULES = (
    (WantedRule.USUAL, _("as the tariff says")),
    (WantedRule.PERCENT, _("percent of a payment")),
    (WantedRule.FIXED, _("the same amount each time")),
    (WantedRule.DUE, _("what is due by the day")),
    (WantedRule.NONE, _("nothing")),
)
_OPTIONS = tuple(Option(at, name) for at, (_rule, name) in enumerate(_RULES, start=1))


class SetUsualDeduction(SettingForm[SetDeductionResult]):
    """A rule and its figure."""

    heading = _("Usual deduction for arrears")
    help_lines = (
        _("It says what of each purchase goes to arrears, for all accounts without an own rule."),
        _("The tariff's share of a payment bounds every rule; lifeline volume stays buyable."),
        _('"What is due": by the instalment plan, or by the days of the debts.'),
        _("A rate is in hundredths of a percent, such as 2500 for 25 %."),
        _("An account's own rule: Find account, More, Its money, 3. Two people sign."),
        _("It counts from the next purchase on and is recorded. Nothing is printed."),
    )
    operation: ClassVar = SET_USUAL_DEDUCTION

    def __init__(self) -> None:
        """Nothing is chosen yet."""
        self.rule = ChoiceField(_("Rule"), id="rule", options=_OPTIONS)
        self.rate = Field(_("Rate"), FieldKind.DIGITS, id="rate", longest=4, hint=_("2500 = 25 %"))
        self.amount = Field("", FieldKind.NUMBER, id="amount", longest=14)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Those that the rule needs are shown."""
        return (self.rule, self.rate, self.amount)

    def look(self) -> None:
        """The figure is in the utility's currency."""
        self.amount.relabel(_("Amount {currency}").format(currency=self.desk.words.currency), "")
        super().look()

    def check(self, field: Field) -> None:
        """A rule of the list."""
        if field is self.rule:
            rule = self._chosen()
            self.rate.display = rule is WantedRule.PERCENT
            self.amount.display = rule is WantedRule.FIXED

    def _chosen(self) -> WantedRule:
        return _RULES[self.rule.choice.number - 1][0]

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What the second person signs for."""
        return _("What purchases give to arrears is changed, for all accounts.")

    def texts(self) -> dict[str, str]:
        """What was chosen; what is hidden or empty is not given."""
        given = {"rule": self._chosen().value}
        for name, field in (("rate", self.rate), ("amount", self.amount)):
            if field.display and field.value:
                given[name] = field.value
        return given
