"""One customer of a counter: account, meter, card."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.domain.metering import MeterAnswer
from app.simulator.function_moves import FunctionAnswer
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter, SetClock

FLAT_PRICE = 'tiers = [{ price = "10.00" }]\ntiers_tax = ""\ntaxes = []'
"""Ten a unit, nothing else: what is paid can be counted on fingers."""

_WRITE = bytes.fromhex("FFD000")


def set_tariff(counter: Counter, *rules: str, prices: str = FLAT_PRICE) -> Any:
    """Another revision of the class that all accounts here are in, from today on."""
    text = "\n".join(['tariff_class = 1\nname = "Domestic"', prices, *rules])
    return counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)


class RestartedClock(SetClock):
    """A clock with a battery, in a machine that was switched on at this moment."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__(milliseconds)
        self._booted = milliseconds

    def boot(self) -> str:
        return f"boot at {self._booted}"


def sleep_days(counter: Counter, days: int) -> None:
    """The machine is off for days; the shift stays open."""
    counter.close()
    counter.clock = RestartedClock(counter.clock.now + days * 86_400_000)
    counter.open()


class Customer:
    """Everything that one person brings to a counter."""

    def __init__(self, counter: Counter, meter: str = "000000012345", **account: Any) -> None:
        self.counter = counter
        self.meter = counter.meter(meter)
        self.account: str = counter.do("open-account", tariff_class="1", **account).account
        self.card = VirtualSle4442()

    def allocate(self, **arguments: Any) -> Any:
        """Meter, card and first purchase: two units unless said otherwise."""
        self.counter.put(self.card)
        wanted = arguments or {"volume": "2"}
        return self.counter.do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model="DN15",
            **wanted,
        )

    def do(self, operation: str, **arguments: Any) -> Any:
        """An operation with the customer's card in the reader."""
        self.counter.put(self.card)
        return self.counter.do(operation, **arguments)

    def buy(self, volume: str = "2", **arguments: Any) -> Any:
        return self.do("prepay", volume=volume, **arguments)

    def buy_for(self, amount: str, **arguments: Any) -> Any:
        return self.do("prepay", amount=amount, **arguments)

    def visit(self) -> MeterAnswer | None:
        """The card goes into the meter."""
        answer = self.meter.take(self.card)
        assert not isinstance(answer, FunctionAnswer)
        return answer

    def new_card(self) -> VirtualSle4442:
        """A blank card in the reader, from now on the customer's own."""
        self.card = self.counter.new_card()
        return self.card


@contextmanager
def pulled_at_write(counter: Counter, write: int, phase: ApduPhase) -> Iterator[None]:
    """The card leaves the reader at its n-th writing APDU, 0 first; negative never happens."""
    seen = -1

    def hook(_number: int, apdu: bytes, when: ApduPhase) -> None:
        nonlocal seen
        if apdu.startswith(_WRITE):
            seen += when is ApduPhase.BEFORE
            if (seen, when) == (write, phase):
                counter.reader.remove()

    counter.reader.on_apdu(hook)
    try:
        yield
    finally:
        counter.reader.on_apdu(None)
