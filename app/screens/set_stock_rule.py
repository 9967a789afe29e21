"""How strictly meters are held to the stock."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from app.domain.meter_stock import StockAnswer, StockRule
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.meter_stock import StockRuleSet
from app.ledger.queries import meter_stock
from app.operations.set_stock_rule import SET_STOCK_RULE
from app.screens.setting_form import SettingForm
from app.telling.settings import ANSWERS
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field

_OPTIONS = [Option(at, ANSWERS[answer]) for at, answer in enumerate(StockAnswer, start=1)]


class SetStockRule(SettingForm[StockRuleSet]):
    """What becomes of meters that are not as the stock says."""

    heading = _("Rules of the stock")
    help_lines = (
        _("Never received: a meter whose number is in no range, or came as another model."),
        _("Verification ended: the last day that was entered with its range has passed."),
        _("Accepted with a note: the note stands on the screen before anything is paid."),
        _("They hold when a meter is allocated, changed, or its number is put right."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_STOCK_RULE

    def __init__(self) -> None:
        """Not read yet."""
        self.outside = ChoiceField(_("Never received"), id="outside", options=_OPTIONS)
        self.expired = ChoiceField(_("Verification ended"), id="expired", options=_OPTIONS)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Both."""
        return (self.outside, self.expired)

    def look(self) -> None:
        """Reads the rule."""
        self.work(partial(_rule, self.desk.kiosk), self._offer, self.refuse)

    def _offer(self, rule: StockRule) -> None:
        answers = list(StockAnswer)
        self.outside.offer(_OPTIONS, answers.index(rule.outside) + 1)
        self.expired.offer(_OPTIONS, answers.index(rule.expired) + 1)
        super().look()

    def check(self, field: Field) -> None:
        """Both are chosen from the list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was chosen."""
        answers = list(StockAnswer)
        return {
            "outside": answers[self.outside.choice.number - 1].value,
            "expired": answers[self.expired.choice.number - 1].value,
        }


def _rule(kiosk: Kiosk) -> StockRule:
    with kiosk.ledger.read() as reader:
        return meter_stock.rule(reader.db)
