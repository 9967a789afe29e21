"""The rule by which kiosks get their next limits without a person each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from app.domain.allowance_rule import AllowanceRule
from app.domain.amounts import parse_money
from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import allowances
from app.office.fleet import FleetRow
from app.office.rules import AskRule, RuleRow
from app.operations.errors import BadArgument
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class RuleKiosk(DeedForm[list[RuleRow]]):
    """Money, sales, days, account numbers; empty money: by hand."""

    heading = _("Limits by rule")
    help_lines = (
        _("The next limit is granted when less than half is left, as far as head office"),
        _("knows. Money: what may be at the kiosk and was not counted yet. Sales: those"),
        _("that head office may not have heard of. Days: how long it may be silent."),
        _("Account numbers: a block of so many is granted when fewer than so many are"),
        _("left. Without money limits are granted by hand. From the menu, the rule is for"),
        _("all kiosks that have none of their own; from a kiosk's page, for that one."),
        _("Above the limit that is set, a second person signs. It is recorded."),
    )

    def __init__(self, row: FleetRow | None = None) -> None:
        """``row``: the kiosk; None: all that have no rule of their own."""
        self._node = None if row is None else row.node
        self._whose = (
            _("all without a rule of their own")
            if row is None
            else f"{kiosk_name(row.node)} {row.name}"
        )
        self.money = Field(
            _("Money"), FieldKind.NUMBER, id="money", longest=14, hint=_("empty = by hand")
        )
        self.count = Field(_("Sales"), FieldKind.DIGITS, id="count", longest=6)
        self.days = Field(_("Days"), FieldKind.DIGITS, id="days", longest=4)
        self.numbers = Field(
            _("Account numbers"),
            FieldKind.DIGITS,
            id="numbers",
            longest=6,
            hint=_("empty = by hand"),
        )
        self.few = Field(_("when fewer than"), FieldKind.DIGITS, id="few", longest=6)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """In reading order."""
        return (self.money, self.count, self.days, self.numbers, self.few)

    def look(self) -> None:
        """By which rule it is granted limits now."""
        self.work(partial(_in_force, self.desk.kiosk, self._node), self._tell, self.refuse)

    def _tell(self, rule: AllowanceRule | None) -> None:
        super().look()
        self.facts.show(
            [(_("Kiosk"), self._whose), (_("In force"), _in_words(self.desk.words, rule))]
        )

    def check(self, field: Field) -> None:
        """Raises BadAmount, BadArgument."""
        if not self.money.value:
            return
        if field is self.money:
            parse_money(field.value, self.desk.words.digits)
        elif field in (self.count, self.days) and not field.value.strip("0"):
            raise BadArgument(_("At least one."), "")

    def shown_rows(self) -> Sequence[Row]:
        """What is set."""
        words = self.desk.words
        rule = None
        if self.money.value:
            rule = AllowanceRule(
                money=parse_money(self.money.value, words.digits),
                count=int(self.count.value),
                days=int(self.days.value),
                numbers=int(self.numbers.value or 0),
                numbers_left=int(self.few.value or 0),
            )
        return [
            (_("Kiosk"), self._whose),
            (_("Limits"), _in_words(words, rule)),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to set it.")

    def signs_for(self) -> str:
        """Money that a kiosk may take."""
        return _("A kiosk is granted limits by a rule.")

    def deed(self, second: SignedIn | None) -> Finished[list[RuleRow]]:
        """Sets it."""
        ask = AskRule(node=self._node, money="")
        if self.money.value:
            ask = AskRule(
                node=self._node,
                money=self.money.value,
                count=int(self.count.value),
                days=int(self.days.value),
                numbers=int(self.numbers.value or 0),
                numbers_left=int(self.few.value or 0),
            )
        rules = self.ask_for(ask, list[RuleRow], second)
        return Finished(rules, _("It is set."), [(_("Kiosk"), self._whose)])


def _in_force(kiosk: Kiosk, node: Node | None) -> AllowanceRule | None:
    """Its own rule, or that of all others."""
    with kiosk.ledger.read() as reader:
        rules = allowances.rules_set(reader.db)
    found = rules.get(node, rules.get(None))
    return None if found is None else found.rule


def _in_words(words: Words, rule: AllowanceRule | None) -> str:
    if rule is None:
        return _("by hand")
    said = _("{amount}, {count} sales, {days} days").format(
        amount=words.money(rule.money), count=rule.count, days=rule.days
    )
    if rule.numbers:
        said += _("; {numbers} account numbers when fewer than {left} are left").format(
            numbers=rule.numbers, left=rule.numbers_left
        )
    return said
