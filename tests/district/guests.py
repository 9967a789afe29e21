"""Somebody whose visits are errands: no model, and nobody does the same."""

from __future__ import annotations

from typing import Any

from app.simulator.meter import VirtualMeter
from tests.counter import REGION, SUPERVISOR, Counter
from tests.district.models import FOUNDED

TWO: dict[str, Any] = {"second": SUPERVISOR, "reason": "asked for it"}
"""A second person, where two are asked for, and why."""


class Desk:
    """The counter on some day: who serves, and numbers that nobody used before."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.today = FOUNDED
        self.cashier = self.other = 0
        """Both on duty."""
        self.used = 0

    def new(self) -> int:
        """A number for a bag, a payment, a guest."""
        self.used += 1
        return self.used

    def do(self, operation: str, **arguments: Any) -> Any:
        """By the cashier, unless somebody else is said."""
        return self.counter.do(operation, **{"by": self.cashier, **arguments})

    def meter(self, **made: Any) -> VirtualMeter:
        """One from the store, of water unless said otherwise, with the right day in its clock."""
        number = f"{200_000_000_000 + self.new():012d}"
        meter = self.counter.meter(number, **{"region": REGION, **made})
        meter.days((self.today - FOUNDED).days, 0)
        return meter


class Guest:
    """An account with meter and card; on its card stands what was bought first."""

    def __init__(self, desk: Desk, volume: str = "3", **opened: str) -> None:
        self.desk = desk
        self._day = desk.today
        given = {"tariff_class": "1", "region": str(REGION), **opened}
        self.account: str = desk.do("open-account", name=f"Guest {desk.new()}", **given).account
        self.card: Any = desk.counter.new_card()
        self.meter = desk.meter()
        self.do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model="DN15",
            volume=volume,
        )

    def do(self, operation: str, **arguments: Any) -> Any:
        """With the card in the reader."""
        self.desk.counter.put(self.card)
        return self.desk.do(operation, **arguments)

    def goes_home(self, used: int = 1_000) -> None:
        """The meter takes what stands on the card; ``used`` litres flow."""
        self.meter.take(self.card)
        days, self._day = (self.desk.today - self._day).days, self.desk.today
        if days:
            self.meter.days(days, 0)
        self.meter.use(used)
        self.meter.take(self.card)

    def buys(self, volume: str = "2", **how: Any) -> Any:
        """Comes from home, has the card read, and buys."""
        self.goes_home()
        self.do("read-card")
        return self.do("prepay", volume=volume, **how)

    def new_card(self) -> None:
        """A blank one, from now on the guest's own."""
        self.card = self.desk.counter.new_card()
