"""What a new PIN must be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

import msgspec

from app.domain.pins import PinRules
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import permissions
from app.operations.set_pin_rules import SET_PIN_RULES, SetPinRulesResult
from app.screens.setting_form import RuleForm
from app.widgets.field import Field, FieldKind


class SetPinRules(RuleForm[SetPinRulesResult]):
    """Length, runs, age, how many stay used up."""

    heading = _("Rules for PINs")
    help_lines = (
        _("Digits: how many a new PIN has at least."),
        _("In a run: how many digits may repeat or count up or down, as 1111 or 4567; 0: any."),
        _("Days: how long a PIN counts; then its owner chooses another one; 0: for ever."),
        _("Kept: how many of one's last PINs must not be taken again."),
        _("An empty field stays as it is, 0 where it was empty; PINs there are go on counting."),
        _("The review shows what changes from what; then press +. * shows who changed what."),
        _("The rules are recorded; nothing is printed."),
    )
    operation: ClassVar = SET_PIN_RULES
    history: ClassVar = SettingKind.PIN_RULES

    def __init__(self) -> None:
        """Not read yet."""
        self._figures = {
            name: Field(label, FieldKind.DIGITS, id=f"rule-{name}", longest=4, hint=hint)
            for name, label, hint in (
                ("shortest", _("Digits, at least"), ""),
                ("longest_run", _("In a run, at most"), _("0 = any")),
                ("days", _("Days that it counts"), _("0 = for ever")),
                ("kept", _("PINs kept"), ""),
            )
        }
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """All four."""
        return self._figures.values()

    def look(self) -> None:
        """Reads the rules."""
        self.work(partial(_rules, self.desk.kiosk), self._fill, self.refuse)

    def _fill(self, rules: PinRules) -> None:
        for name, figure in msgspec.structs.asdict(rules).items():
            self._figures[name].value = str(figure) if figure else ""
        super().look()

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        return {name: field.value for name, field in self._figures.items() if field.value}


def _rules(kiosk: Kiosk) -> PinRules:
    with kiosk.ledger.read() as reader:
        return permissions.pin_rules(reader.db)
