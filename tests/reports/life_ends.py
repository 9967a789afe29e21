"""Three weeks at one counter whose customers come to an end: accounts that are cancelled, merged,
handed over, meters whose credit is paid back, an agent who is settled with. Gas, not water."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.cards import MeterStatus, UtilityKind
from app.ledger.events.exceptions import PlanHeld
from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.bench.model_households import CalendarClock
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.customer import pulled_at_write
from tests.reports.life import Home
from tests.reports.long_shifts import shifts_of_any_length

FIRST, LAST = date(2026, 11, 23), date(2026, 12, 20)
SECOND: dict[str, Any] = {"second": SUPERVISOR}


def ended(path: Path) -> Counter:
    """Nobody of them goes on but one."""
    with shifts_of_any_length():
        return _ended(path)


def _ended(path: Path) -> Counter:
    clock = CalendarClock()
    counter = Counter(path, clock=clock, kind=UtilityKind.GAS).begin()
    _settings(counter)
    counter.do("open-shift", by=SUPERVISOR, float="500")
    homes = [Home(counter, number) for number in range(6)]
    clock.go_to(date(2026, 12, 2))
    for number, home in enumerate(homes):
        home.buy(str(2 + number), by=CASHIER)
    _keeps_money(counter, homes[0])
    clock.go_to(date(2026, 12, 9))
    for home in homes[1:]:
        home.meter.raise_status(MeterStatus.TAMPER)
        home.meter.take(home.card)
        home.do("read-card")
    _declared_not_written(counter)
    _end(counter, homes)
    clock.go_to(date(2026, 12, 15))
    _settle(counter)
    _left_in_doubt(homes[0])
    return counter


def _settings(counter: Counter) -> None:
    office: dict[str, Any] = {"by": ADMINISTRATOR}
    counter.do(
        "set-payment-kind",
        code="deposit",
        name="Deposit",
        price="60",
        deposit="yes",
        ledger_code="2100",
        **office,
    )
    counter.do("set-agent", agent="71", holder=str(CASHIER), **office)
    counter.do("set-commission", agent="71", rule="percent", rate="500", **office)
    counter.do("agent-deposit", by=SUPERVISOR, agent="71", amount="20000", reference="bank 1")


def _keeps_money(counter: Counter, home: Home) -> None:
    """Change becomes balance, and balance becomes cash."""
    home.meter.take(home.card)
    home.do("read-card")
    home.do("prepay", volume="1", tendered="500", rest="balance")
    account: dict[str, Any] = {"account": home.account}
    counter.do("withdraw-balance", reason="moves", amount="20", **account)
    counter.do("take-payment", kind="deposit", **account)
    counter.do("return-deposit", reason="moves", amount="10", **account)


def _declared_not_written(counter: Counter) -> None:
    """A first purchase that no card ever got has allocated nothing."""
    account, card = counter.account("Nobody"), counter.new_card()
    meter = counter.meter("000000000099").state.meter
    first: dict[str, Any] = {"account": account, "meter": meter, "model": "DN15", "volume": "2"}
    counter.put(card)
    with (
        pulled_at_write(counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted) as torn,
    ):
        counter.do("allocate-meter", **first)
    plan = torn.value.plan
    held = PlanHeld(plan=plan, account=account, why="unknown image")
    assert counter.ledger is not None
    counter.ledger.commit(lambda tx: tx.append(held))
    decided: dict[str, Any] = {"decision": "not_written", "reason": "never seen"}
    counter.do("decide-plan", plan=str(plan), by=SUPERVISOR, second=ADMINISTRATOR, **decided)


def _left_in_doubt(home: Home) -> None:
    """Paid, and nobody knows yet whether it came onto the card."""
    home.meter.take(home.card)
    home.do("read-card")
    with pulled_at_write(home.counter, 0, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
        home.do("prepay", volume="2")


def _end(counter: Counter, homes: list[Home]) -> None:
    """One is given back what is left, one pays what was used beyond it, one has a successor."""
    told: dict[str, Any] = {"card": "returned", "reason": "moves away", **SECOND}
    for number, dial in ((1, "1"), (2, "9")):
        dials = f"{homes[number].meter.state.meter}={dial}"
        left: dict[str, Any] = {"left_by": "overused"} if number == 2 else {}
        homes[number].do(
            "cancel-account", account=homes[number].account, dials=dials, **told, **left
        )
    by_form: dict[str, Any] = {"technician": "Baraka", "form": "F-7", "reason": "moves", **SECOND}
    paid_back: dict[str, Any] = {"dial": "1", "remaining": "4", **by_form}
    counter.do("refund-meter-credit", account=homes[3].account, **paid_back)
    other: dict[str, Any] = {"into": homes[0].account, "reason": "one customer", **SECOND}
    counter.do("merge-accounts", account=homes[4].account, **other)
    dials = f"{homes[5].meter.state.meter}=1"
    handed: dict[str, Any] = {**told, "reason": "tenant", "name": "Ali", "household_size": "3"}
    homes[5].do("change-customer", account=homes[5].account, dials=dials, **handed)


def _settle(counter: Counter) -> None:
    agent: dict[str, Any] = {"by": SUPERVISOR, "agent": "71"}
    counter.do("settle-agent", **agent)
    counter.do("agent-withdraw", amount="120", reference="bank 3", **agent)
