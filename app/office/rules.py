"""The rules by which head office grants by itself: set by people, and shown."""

from __future__ import annotations

import msgspec

from app.domain.allowance_rule import AllowanceRule
from app.domain.amounts import format_money, parse_money
from app.domain.identity import Node
from app.domain.money_limits import MoneyLimit
from app.ledger.queries import allowances
from app.ledger.queries import settings as facts_of
from app.office.allowances import set_rule
from app.office.head_office import HeadOffice
from app.office.signing import By
from app.office.store.errors import NotEnrolled
from app.operations.authority import require_second_above_limit
from app.operations.operation import Caller


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
    by: By | None = None


class AskRules(msgspec.Struct, frozen=True, tag="rules"):
    """The rules in force."""


class RuleRow(msgspec.Struct, frozen=True):
    """One rule by which head office grants."""

    node: Node | None
    rule: AllowanceRule | None
    money: str
    """In words; empty: by hand."""


def decide_rule(office: HeadOffice, ask: AskRule, caller: Caller) -> list[RuleRow]:
    """Sets a rule and grants by it; the rules in force then.

    Raises NotEnrolled, BadAmount, and SecondPersonNeeded where the rule lets a kiosk take in more
    than one person may.
    """
    with office.ledger.read() as reader:
        digits = facts_of.utility(reader.db).currency_digits
    if ask.node is not None and office.store.kiosk(ask.node) is None:
        raise NotEnrolled(ask.node)
    rule = _rule(ask, digits)
    if rule is not None:
        require_second_above_limit(office, caller, rule.money, MoneyLimit.ALLOWANCE)
    set_rule(office.ledger, ask.node, rule, caller)
    office.renewing.of_all()
    return rules_in_force(office)


def rules_in_force(office: HeadOffice) -> list[RuleRow]:
    """That for all others first."""
    with office.ledger.read() as reader:
        digits = facts_of.utility(reader.db).currency_digits
        found = allowances.rules_set(reader.db)
    return [
        RuleRow(node, one.rule, "" if one.rule is None else format_money(one.rule.money, digits))
        for node, one in found.items()
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
