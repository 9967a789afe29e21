"""Head office grants by rule: as sales arrive and shifts are counted, and never twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain import allowance as allowance_rules
from app.domain.allowance import Allowance
from app.domain.allowance_rule import AllowanceRule
from app.ledger.audit.audit import audit
from app.ledger.events.allowances import AllowanceGranted, AllowanceRuleSet, BlockGranted
from app.ledger.journal import scan
from app.ledger.queries import allowances
from app.office.allowances import set_rule
from app.office.projector import project_once
from app.office.renewing import Renewing
from app.office.store.opening import open_store
from app.office.tables import bring_up_to_date
from app.operations.operation import Caller
from tests.counter import ADMINISTRATOR, NOON, Counter
from tests.grants import arrive, enrol
from tests.office.hall import Desk, Hall
from tests.operations.proofs import ledger_of

RULE = AllowanceRule(money=250_000, count=10, days=10, numbers=3, numbers_left=2)
CALLER = Caller(operator=ADMINISTRATOR)
NOTHING, LIMIT, BLOCK, BOTH = 0, 1, 1, 2
UNTIL = date(2099, 12, 31)


class Office:
    """Its ledger, and what it granted that no counter has yet."""

    def __init__(self, hall: Hall, counter: Counter) -> None:
        self.hall = hall
        self.ledger = ledger_of(counter)
        self.renewing = Renewing(hall.store, self.ledger)
        self.given = 0

    def hears(self, desk: Desk) -> int:
        """What the counter did comes up and into the tables; how many grants that makes."""
        self.hall.up(desk)
        assert self.renewing.of_those_heard() == NOTHING  # not before the tables have it
        while not project_once(self.hall.store, self.hall.at).nothing:
            pass
        made = self.renewing.of_those_heard()
        assert self.renewing.of_those_heard() == NOTHING
        return made

    def gives(self, desk: Desk) -> None:
        """All its grants arrive."""
        with self.ledger.read() as reader:
            entries = [(id, one) for batch in scan(reader.db) for id, one, _body in batch]
        grants: list[AllowanceGranted | BlockGranted] = []
        for id, one in entries:
            if isinstance(one.event, AllowanceRuleSet):
                rule = id
            elif isinstance(one.event, AllowanceGranted | BlockGranted):
                assert (one.operator, one.event.by_rule) == (None, rule)  # who set it stands there
                grants.append(one.event)
        for grant in grants[self.given :]:
            # A stand-in gives them on, whose journal has no rules to name.
            arrive(desk.ledger, msgspec.structs.replace(grant, by_rule=None))
        self.given = len(grants)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    store = open_store(str(tmp_path / "office"))
    bring_up_to_date(store, 30, NOON)
    yield Hall(store, tmp_path, tmp_path / "made")
    store.close()


@pytest.fixture
def desk(hall: Hall) -> Iterator[Desk]:
    """Enrolled, and nothing was granted."""
    (hall.path / "made").mkdir()
    one = hall.join(7, pin=False)
    enrol(one.ledger)
    yield one
    one.counter.close()


@pytest.fixture
def office(hall: Hall) -> Iterator[Office]:
    (hall.path / "own").mkdir()
    counter = Counter(hall.path / "own" / "ledger.db", node=30).begin()
    made = Office(hall, counter)
    set_rule(made.ledger, None, RULE, CALLER)
    yield made
    counter.close()


def sell(desk: Desk, number: str) -> Any:
    """For about 1,000.00."""
    meter = desk.counter.meter(number)
    account = desk.counter.account()
    desk.counter.new_card()
    return desk.counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )


def left(desk: Desk) -> int:
    with desk.ledger.read() as reader:
        return allowances.left(reader.db, desk.ledger.node, 1).money


def granted(office: Office) -> list[Allowance]:
    with office.ledger.read() as reader:
        return allowances.granted(reader.db, 7, 1)


def taken(desk: Desk) -> int:
    with desk.ledger.read() as reader:
        return allowances.takings(reader.db, desk.ledger.node, 1).cash


def test_a_limit_follows_counted_cash_and_what_was_sold_meanwhile_is_in_it(
    office: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.hears(desk) == BOTH
    office.gives(desk)
    assert left(desk) == RULE.money
    sell(desk, "000000000001")
    assert office.hears(desk) == NOTHING  # more than half is left
    sell(desk, "000000000002")
    assert office.hears(desk) == BLOCK  # numbers; the cash of an open shift was not counted
    office.gives(desk)
    assert left(desk) == RULE.money - taken(desk)
    desk.counter.do("close-shift", counted="1000x3")
    assert office.hears(desk) == LIMIT
    desk.counter.do("open-shift", float="1000")
    monkeypatch.setattr(allowance_rules, "refusal", lambda *_any: None)
    counted = taken(desk)
    sell(desk, "000000000003")  # before the grant arrives
    office.gives(desk)
    assert left(desk) == RULE.money - (taken(desk) - counted)
    (finding,) = audit(desk.ledger).findings
    first = granted(office)[0].serial
    assert (finding.check, finding.what) == ("allowances", f"It is beyond vending limit {first}.")


def test_a_kiosk_with_a_rule_of_its_own_goes_by_that_and_by_hand_means_by_hand(
    office: Office, desk: Desk
) -> None:
    set_rule(office.ledger, 7, None, CALLER)
    assert office.hears(desk) == NOTHING
    set_rule(office.ledger, 7, msgspec.structs.replace(RULE, money=7, numbers=0), CALLER)
    sell_nothing = office.renewing.of_all()
    assert sell_nothing == NOTHING  # head office's own, and whoever has no transport key
    desk.counter.do("close-shift", counted="1000x1")
    assert office.hears(desk) == LIMIT
    office.gives(desk)
    assert left(desk) == 7


def test_put_back_to_a_backup_it_goes_on_above_the_limit_that_the_counter_goes_by(
    office: Office, desk: Desk
) -> None:
    """Its own ledger lacks the grant of which the counter's events tell."""
    lost = AllowanceGranted(
        kiosk=7, epoch=1, serial=900_000, money=RULE.money, count=RULE.count, until=UNTIL
    )
    arrive(desk.ledger, lost)
    assert office.hears(desk) == BLOCK  # as its events say, more than half of the limit is left
    office.gives(desk)
    sell(desk, "000000000001")
    sell(desk, "000000000002")
    desk.counter.do("close-shift", counted="1000x3")
    assert office.hears(desk) == BOTH
    (grant,) = granted(office)
    assert grant.serial == lost.serial + 1
    office.gives(desk)
    assert left(desk) == RULE.money
