"""The rules by which head office grants by itself: set by people, and shown."""

from __future__ import annotations

import msgspec

from app.domain.allowance_rule import AllowanceRule
from app.domain.amounts import format_money, parse_money
from app.domain.identity import Node
from app.ledger.queries import allowances
from app.ledger.queries import settings as facts_of
from app.office.allowances import set_rule
from app.office.head_office import HeadOffice
from app.office.store.errors import NotEnrolled


class AskRule(msgspec.Struct, frozen=True, tag="rule", kw_only=True):
    """Sets the rule by which a kiosk is granted limits; the rules in force after it."""

    node: Node | None
    """None: all that have none of their own."""
    money: str
    """As it is typed; empty: by hand from now on."""
    count: int = 0
    days: int = 0
    numbers: int = 0
    numbers_left: int = 0


class AskRules(msgspec.Struct, frozen=True, tag="rules"):
    """The rules in force."""


class RuleRow(msgspec.Struct, frozen=True):
    """One rule by which head office grants."""

    node: Node | None
    rule: AllowanceRule | None
    money: str
    """In words; empty: by hand."""


def answer_rules(office: HeadOffice, ask: AskRule | AskRules) -> list[RuleRow]:
    """The rules in force, after one was set. Raises NotEnrolled, BadAmount."""
    with office.ledger.read() as reader:
        digits = facts_of.utility(reader.db).currency_digits
    if isinstance(ask, AskRule):
        if ask.node is not None and office.store.kiosk(ask.node) is None:
            raise NotEnrolled(ask.node)
        set_rule(office.ledger, ask.node, _rule(ask, digits))
        office.renewing.of_all()
    with office.ledger.read() as reader:
        found = allowances.rules_set(reader.db)
    return [
        RuleRow(node, rule, "" if rule is None else format_money(rule.money, digits))
        for node, rule in found.items()
    ]


def _rule(ask: AskRule, digits: int) -> AllowanceRule | None:
    if not ask.money:
        return None
    return AllowanceRule(
        money=parse_money(ask.money, digits),
        count=ask.count,
        days=ask.days,
        numbers=ask.numbers,
        numbers_left=ask.numbers_left,
    )
