"""The audit tells grants that the rule which they name did not make."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.allowance_rule import AllowanceRule
from app.domain.identity import EventId
from app.ledger.audit.rules_followed import RulesFollowed
from app.ledger.events.allowances import AllowanceGranted, AllowanceRuleSet, BlockGranted
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from tests.ledger.goods import TODAY

OFFICE, KIOSK = 30, 7
RULE = AllowanceRule(money=250_000, count=10, days=10, numbers=3, numbers_left=2)
SET = AllowanceRuleSet(kiosk=None, rule=RULE)
BY = EventId(OFFICE, 1, 2)
LIMIT = AllowanceGranted(
    kiosk=KIOSK, epoch=1, serial=1, money=250_000, count=10, until=TODAY, by_rule=BY
)
BLOCK = BlockGranted(kiosk=KIOSK, epoch=1, site="10", first=4, last=6, by_rule=BY)


def told(*events: Event, first: int = 2, operator: int | None = None) -> list[str]:
    """``first``: sequence of the first of them; the ledger's birth stands before."""
    check = RulesFollowed()
    for seq, event in enumerate((SET, *events), start=first - 1):
        by = operator if isinstance(event, AllowanceGranted) else None
        entry: Any = Entry(at=seq, schema=1, operator=by, event=event)  # type: ignore[arg-type]
        check.feed(EventId(OFFICE, 1, seq), entry)
    return [one.what for one in check.findings()]


def of_rule(rule: AllowanceRule | None, kiosk: int | None = None) -> AllowanceRuleSet:
    return AllowanceRuleSet(kiosk=kiosk, rule=rule)


def test_what_a_rule_grants_is_not_told() -> None:
    assert told(SET, LIMIT, BLOCK) == []
    assert told(of_rule(RULE, KIOSK), LIMIT, BLOCK) == []


def test_a_rule_that_was_just_replaced_still_grants() -> None:
    assert told(SET, of_rule(None), LIMIT) == []


@pytest.mark.parametrize(
    "grant",
    [
        msgspec.structs.replace(LIMIT, money=250_001),
        msgspec.structs.replace(LIMIT, count=11),
        msgspec.structs.replace(BLOCK, last=7),
    ],
)
def test_more_than_the_rule_grants(grant: Event) -> None:
    assert told(SET, grant) == ["The rule that it names does not grant this."]


def test_a_rule_that_says_by_hand_grants_nothing() -> None:
    assert told(of_rule(None), LIMIT) == ["The rule that it names does not grant this."]


def test_the_rule_of_another_counter() -> None:
    assert told(of_rule(RULE, KIOSK + 1), LIMIT) == ["The rule that it names is another counter's."]


@pytest.mark.parametrize("by", [EventId(OFFICE, 1, 4), EventId(OFFICE + 1, 1, 2)])
def test_a_rule_that_nobody_had_set_by_then(by: EventId) -> None:
    grant = msgspec.structs.replace(LIMIT, by_rule=by)
    assert told(SET, grant) == ["The rule that it names was not set before it."]


def test_what_names_no_rule_though_the_whole_ledger_is_here() -> None:
    assert told(LIMIT, LIMIT) == ["The rule that it names was not set before it."] * 2


def test_a_counter_that_was_given_the_grant_alone_says_nothing() -> None:
    later = msgspec.structs.replace(LIMIT, by_rule=EventId(OFFICE, 1, 40))
    assert told(later, first=50) == []


def test_a_person_signs_no_grant_of_a_rule() -> None:
    assert told(SET, LIMIT, operator=12) == ["It is granted by a rule, and by a person."]
