"""What an agent earns by selling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.agents import CommissionGoes, CommissionRule
from app.domain.text import _
from app.ledger.events.agents import CommissionSet
from app.operations.set_commission import SET_COMMISSION
from app.screens.setting_form import SettingForm
from app.telling.agents import GOES_NAMES
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_RULES = (
    (CommissionRule.NONE, _("none")),
    (CommissionRule.PERCENT, _("percent of the volume without tax")),
    (CommissionRule.FIXED, _("a sum with each sale")),
)
_OPTIONS = tuple(Option(at, name) for at, (_rule, name) in enumerate(_RULES, start=1))
_GOES = tuple(CommissionGoes)
_GOES_OPTIONS = tuple(Option(at, GOES_NAMES[goes]) for at, goes in enumerate(_GOES, start=1))


class SetCommission(SettingForm[CommissionSet]):
    """A rule, its figure, where it goes."""

    heading = _("Commission")
    help_lines = (
        _("It is earned on volume without tax: not on fees, arrears or standing charges."),
        _("A rate is in hundredths of a percent, such as 250 for 2.5 %."),
        _("Kept from the takings: each sale uses up so much less of the deposit."),
        _("Put to the deposit: it waits for the settlement. A refund takes it back."),
        _("It counts from the next sale on. The review shows what changes from what; press +."),
        _("What was set is recorded with who set it. Nothing is printed."),
    )
    operation: ClassVar = SET_COMMISSION

    def __init__(self, agent: str) -> None:
        """``agent``: its number."""
        self._agent = agent
        self.rule = ChoiceField(_("Commission"), id="rule", options=_OPTIONS)
        self.rate = Field(_("Rate"), FieldKind.DIGITS, id="rate", longest=4, hint=_("250 = 2.5 %"))
        self.amount = Field(_("Amount"), FieldKind.NUMBER, id="amount", longest=14)
        self.goes = ChoiceField(_("It is"), id="goes", options=_GOES_OPTIONS)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Those that the rule needs are shown."""
        return (self.rule, self.rate, self.amount, self.goes)

    def look(self) -> None:
        """Empty: all of it is typed anew."""
        label = _("Amount {currency}").format(currency=self.desk.words.currency)
        self.amount.relabel(label, "")
        super().look()

    def check(self, field: Field) -> None:
        """Choices of their lists."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        if field is self.rule:
            rule = _RULES[self.rule.choice.number - 1][0]
            self.rate.display = rule is CommissionRule.PERCENT
            self.amount.display = rule is CommissionRule.FIXED
            self.goes.display = rule is not CommissionRule.NONE

    def texts(self) -> dict[str, str]:
        """What was typed; what is hidden or empty is not given."""
        given = {"agent": self._agent, "rule": _RULES[self.rule.choice.number - 1][0].value}
        for name, field in (("rate", self.rate), ("amount", self.amount)):
            if field.display and field.value:
                given[name] = field.value
        if self.goes.display:
            given["goes"] = _GOES[self.goes.choice.number - 1].value
        return given

    def named(self) -> Sequence[Row]:
        """Whose."""
        return ((_("Agent"), self._agent),)
