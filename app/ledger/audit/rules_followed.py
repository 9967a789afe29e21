"""What head office granted by a rule is what that rule grants, and somebody had set it before."""

from __future__ import annotations

from collections import Counter

from app.domain.allowance_rule import AllowanceRule
from app.domain.identity import EventId, Node
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.allowances import AllowanceGranted, AllowanceRuleSet, BlockGranted
from app.ledger.events.codec import Entry


class RulesFollowed:
    """Grants against the rules that they name.

    A rule that was replaced a moment before still counts: it is read before the grant is written.
    A counter is not given head office's rules, so what it got of its grants is passed over there.
    """

    def __init__(self) -> None:
        self._rules: dict[EventId, AllowanceRuleSet] = {}
        self._seen: Counter[tuple[Node, int]] = Counter()
        """Events of each epoch so far."""
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        self._seen[id.node, id.epoch] += 1
        match entry.event:
            case AllowanceRuleSet() as rule:
                self._rules[id] = rule
            case AllowanceGranted() | BlockGranted() as grant if grant.by_rule is not None:
                self._granted(id, entry, grant, grant.by_rule)

    def findings(self) -> list[Finding]:
        """What does not follow."""
        return self._findings

    def _granted(
        self, id: EventId, entry: Entry, grant: AllowanceGranted | BlockGranted, by: EventId
    ) -> None:
        if by not in self._rules:
            if self._is_here(by, id):
                self._found(id, _("The rule that it names was not set before it."))
            return
        rule = self._rules[by]
        if entry.operator is not None:
            self._found(id, _("It is granted by a rule, and by a person."))
        if rule.kiosk not in (None, grant.kiosk):
            self._found(id, _("The rule that it names is another counter's."))
        elif rule.rule is None or not _grants(rule.rule, grant):
            self._found(id, _("The rule that it names does not grant this."))

    def _is_here(self, by: EventId, id: EventId) -> bool:
        """Whether all events until the one that is named have come: it cannot be missing."""
        if by.node != id.node or (by.epoch == id.epoch and by.seq >= id.seq):
            return True
        return self._seen[by.node, by.epoch] >= by.seq

    def _found(self, id: EventId, what: str) -> None:
        self._findings.append(Finding(check="rules followed", where=str(id), what=what))


def _grants(rule: AllowanceRule, grant: AllowanceGranted | BlockGranted) -> bool:
    if isinstance(grant, BlockGranted):
        return grant.last - grant.first + 1 == rule.numbers
    return (grant.money, grant.count) == (rule.money, rule.count)
