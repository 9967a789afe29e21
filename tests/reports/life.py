"""A quarter of a year at one counter, through the real operations: what reports are asked about."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.cards import MeterStatus
from app.ledger.queries.reading import value
from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.bench.model_households import CalendarClock
from tests.counter import ADMINISTRATOR, CASHIER, REGION, SUPERVISOR, Counter
from tests.operations.customer import pulled_at_write
from tests.reports.long_shifts import shifts_of_any_length

FIRST, LAST = date(2026, 11, 23), date(2027, 2, 10)
_NEIGHBOURS = 4
_MONTHS = ((2026, 12), (2027, 1), (2027, 2))


class Home:
    """An account with its meter and card."""

    def __init__(self, counter: Counter, number: int) -> None:
        self.counter = counter
        self.account = counter.account(f"Neighbour {number}")
        self.card = counter.new_card()
        self.meter = counter.meter(f"{number + 1:012d}")
        counter.do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model="DN15",
            volume=str(number + 1),
        )

    def do(self, operation: str, **arguments: Any) -> Any:
        """With the card in the reader."""
        self.counter.put(self.card)
        return self.counter.do(operation, **arguments)

    def buy(self, volume: str, by: int) -> Any:
        """The meter takes what was on the card, then more is bought."""
        self.meter.take(self.card)
        self.counter.put(self.card)
        self.counter.do("read-card")
        return self.counter.do("prepay", by=by, volume=volume, tendered="5000")


def lived(path: Path, node: int = 7) -> Counter:
    """Four households: purchases over tiers and months by two operators, a refund, a reversal, a
    payment for nothing, a reissue, money that is owed and kept, shifts with too much and too
    little, regions in a tree."""
    with shifts_of_any_length():
        return _lived(path, node)


def _lived(path: Path, node: int) -> Counter:
    clock = CalendarClock()
    counter = Counter(path, node=node, clock=clock).begin()
    for region, name, parent in ((100, "Coast", 0), (REGION, "Kilifi", 100)):
        counter.do(
            "set-region", by=ADMINISTRATOR, region=str(region), name=name, parent=str(parent)
        )
    counter.do(
        "set-payment-kind",
        by=ADMINISTRATOR,
        code="seal",
        name="Broken seal",
        tax_code="VAT",
        tax_rate="1600",
        ledger_code="4300",
    )
    counter.do("open-shift", by=SUPERVISOR, float="500")
    homes = [Home(counter, number) for number in range(_NEIGHBOURS)]
    for at, (year, month) in enumerate(_MONTHS):
        for number, home in enumerate(homes[: _NEIGHBOURS - at]):
            clock.go_to(date(year, month, 2 + 2 * number))
            home.buy(str(3 + 5 * number), by=SUPERVISOR if number % 2 else CASHIER)
        _month_ends(counter, homes[0], homes[-1], at)
        if at == 1:
            _pays_for_nothing(homes[1])
            _an_agent_begins(counter)
            homes[1].meter.raise_status(MeterStatus.BATTERY_LOW | MeterStatus.MAGNET)
    return counter


def _month_ends(counter: Counter, home: Home, debtor: Home, at: int) -> None:
    if at == 0:
        home.do("refund", reason="moves away")
        home.meter.take(home.card)
        home.do("pay-refund")
        counter.do(
            "book-arrears",
            account=debtor.account,
            kind="seal",
            amount="120",
            reason="seen on the spot",
        )
        counter.do("deposit-balance", account=home.account, amount="75", tendered="100")
        _close(counter, short=True)
    elif at == 1:
        home.card = counter.new_card()
        home.do("reissue-card", account=home.account, reason="damaged", identity="known")
        counter.do("pay-arrears", account=debtor.account, amount="20")
        _close(counter, short=False)
    else:
        home.do("reverse", reason="wrong volume")
        home.meter.take(home.card)
        home.do("pay-refund")


def _an_agent_begins(counter: Counter) -> None:
    """The cashier sells from now on as an agent."""
    counter.do("set-agent", by=ADMINISTRATOR, agent="71", holder=str(CASHIER))
    counter.do("set-commission", by=ADMINISTRATOR, agent="71", rule="percent", rate="500")
    counter.do("agent-deposit", by=SUPERVISOR, agent="71", amount="9000", reference="bank 1")


def _pays_for_nothing(home: Home) -> None:
    """The card is pulled before anything is on it, and the money goes back."""
    home.meter.take(home.card)
    with (
        pulled_at_write(home.counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        home.do("prepay", volume="7", tendered="5000")
    home.do("money-back", reason="never written", second=SUPERVISOR)


def _close(counter: Counter, *, short: bool) -> None:
    """A bag goes to the bank, which finds it short; another one stays."""
    counter.do("drop-cash", bag=f"B-{short}", counted="50x2")
    if short:
        counter.do("bag-cash", bag="B-0", counted="20x1")
        counter.do("renumber-bag", bag="B-0", number="B-8", reason="read wrongly")
        counter.do("deposit-bags", carrier="Juma", bank="KCB")
        counter.do("take-back-deposit", reason="bank closed", second=SUPERVISOR)
        counter.do("deposit-bags", bags="B-True", carrier="Juma", bank="KCB")
        lacking: dict[str, Any] = {"amount": "90", "reason": "a false note", "second": SUPERVISOR}
        counter.do("confirm-deposit", reference="BR 17", **lacking)
    counter.do("close-shift", counted="100x1" if short else "1000x9")
    counter.do("open-shift", float="1000")


def an_account(counter: Counter) -> str:
    """The first one that was opened."""
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        return str(value(reader.db, "SELECT account FROM account ORDER BY at"))
