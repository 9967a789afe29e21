"""Head office grants by rule: the next vending limit, and the next block of account numbers.

A thread looks at the kiosks of which something came, once it is in the tables, and from time to
time at all. Every grant is reckoned from what head office knows, so it may be given twice, late or
never: no counter sells more than one of them says. It names the event that set its rule: who did
stands there.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.allowance import next_serial
from app.domain.allowance_rule import AllowanceRule, known_left, renewed
from app.domain.errors import TapcardError
from app.domain.identity import EventId, Node, kiosk_name
from app.ledger.ledger import Ledger
from app.ledger.queries import allowances
from app.ledger.queries import settings as facts_of
from app.office.allowances import NoNumbersLeft, grant_allowance, grant_block
from app.office.enrolling import all_enrolments
from app.office.projector import IN_FORCE
from app.office.store.contract import Projecting, Store
from app.office.store.rows import Kiosk, Waiting

LANE = "renewing"
_LOG = logging.getLogger(__name__)
_EVERY = 1.0
"""Seconds between two looks at what came."""
_ALL = 600.0
"""Seconds between two looks at all kiosks: days pass without anything coming."""

Rules = dict[Node | None, allowances.RuleSet]


class Renewing:
    """Grants in head office's own ledger. From any thread."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        """``ledger``: head office's own."""
        self._store = store
        self._ledger = ledger
        self._guard = threading.Lock()

    def of_those_heard(self) -> int:
        """Kiosks of which events came into the tables; returns how many grants that made."""
        rules = self._rules()
        if not _grant_something(rules):
            return 0
        waiting = [one for one in self._store.waiting(LANE) if one.node != self._ledger.node]
        with self._guard:
            return sum(self._heard(rules, one) for one in waiting)

    def of_all(self) -> int:
        """Every kiosk."""
        rules = self._rules()
        if not _grant_something(rules):
            return 0
        counters = (one.node for one in all_enrolments(self._store) if one.transport_key)
        with self._guard:
            return sum(self._of(rules, node) for node in counters)

    def _heard(self, rules: Rules, waiting: Waiting) -> int:
        if not self._store.project(lambda tx: _are_in_tables(tx, waiting)):
            return 0
        made = self._of(rules, waiting.node)
        self._store.project(lambda tx: _passed(tx, waiting))
        return made

    def _rules(self) -> Rules:
        with self._ledger.read() as reader:
            return allowances.rules_set(reader.db)

    def _of(self, rules: Rules, node: Node) -> int:
        by = rules.get(node, rules.get(None))
        kiosk = self._store.kiosk(node)
        if by is None or by.rule is None or kiosk is None or kiosk.revoked:
            return 0
        return self._limit(by.event, by.rule, kiosk) + self._numbers(by.event, by.rule, kiosk)

    def _limit(self, by_rule: EventId, rule: AllowanceRule, kiosk: Kiosk) -> int:
        row = kiosk.in_force
        with self._store.read_tables() as db:
            known = allowances.takings(db, row.node, row.epoch)
            accounted = allowances.takings_accounted(db, row.node, row.epoch)
            by = allowances.in_force(db, row.node, row.epoch)
            taken = allowances.left(db, row.node, row.epoch)
        with self._ledger.read() as reader:
            last = max(
                allowances.granted(reader.db, row.node, row.epoch),
                key=lambda one: one.serial,
                default=None,
            )
            today = self._today(facts_of.time_zone(reader.db))
        newest, at = 0 if last is None else last.serial, self._ledger.clock.milliseconds()
        # By hand, it begins when the counter takes it up; put back to a backup, head office has
        # lost the one that the counter goes by.
        by_hand = last is not None and last.since is None and newest == by
        by_counter = by_hand or by > newest
        rest = taken if by_counter else None if last is None else known_left(last, known)
        grant = renewed(rule, next_serial((newest, by), at), rest, known, accounted, today)
        if grant is None:
            return 0
        given = grant_allowance(
            self._ledger,
            kiosk,
            money=grant.money,
            count=grant.count,
            until=grant.until,
            since=grant.since,
            caller=by_rule,
            taken=by,
            at=at,
        )
        _LOG.info("%s: vending limit %d granted by rule", kiosk_name(row.node), given.serial)
        return 1

    def _numbers(self, by_rule: EventId, rule: AllowanceRule, kiosk: Kiosk) -> int:
        row, site = kiosk.in_force, kiosk.enrolment.site
        with self._store.read_tables() as db:
            used = allowances.last_serial(db, site, row.epoch)
        with self._ledger.read() as reader:
            blocks = allowances.blocks(reader.db, row.node, row.epoch)
        left = max([used, *(one.last for one in blocks)]) - used
        if not rule.numbers or left >= rule.numbers_left:
            return 0
        try:
            grant_block(self._ledger, kiosk, numbers=rule.numbers, used=used, caller=by_rule)
        except NoNumbersLeft as error:
            _LOG.warning("%s", error.message)
            return 0
        return 1

    def _today(self, time_zone: str) -> date:
        seconds = self._ledger.clock.milliseconds() / 1000
        return datetime.fromtimestamp(seconds, ZoneInfo(time_zone)).date()


def _grant_something(rules: Rules) -> bool:
    return any(one.rule is not None for one in rules.values())


def _are_in_tables(tx: Projecting, waiting: Waiting) -> bool:
    """Whether the projectors have taken what came."""
    seen = tx.claim(IN_FORCE.name, waiting.node, waiting.epoch)
    return seen is not None and seen >= waiting.last


def _passed(tx: Projecting, waiting: Waiting) -> None:
    tx.move_cursor(LANE, waiting.node, waiting.epoch, waiting.last)


def run_renewing(
    renewing: Renewing, stop: threading.Event, failed: Callable[[TapcardError], None]
) -> None:
    """Until ``stop`` is set; what fails is told to ``failed`` and tried again."""
    until_all = 0.0
    while not stop.is_set():
        try:
            renewing.of_those_heard()
            if until_all <= 0:
                renewing.of_all()
                until_all = _ALL
        except TapcardError as error:
            _LOG.warning("grants by rule wait: %s", error.message)
            failed(error)
        until_all -= _EVERY
        stop.wait(_EVERY)
