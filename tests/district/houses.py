"""A household that lives through the real operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.simulator.meter import VirtualMeter
from tests.counter import CASHIER, SUPERVISOR, Counter
from tests.district.models import FOUNDED, Deed, Household, Visit

_TWO: dict[str, Any] = {"second": SUPERVISOR}
_READ = 3
"""Every third time the card is read by itself before it is sold to."""
_PAID_BY = ("mobile", "card", "voucher", "bank")


class House:
    """An account with its meter and card, at the counter and at home."""

    def __init__(self, counter: Counter, home: Household) -> None:
        self.counter = counter
        self.home = home
        self.changed = 0
        self.account = ""
        self.card: Any = None
        self._number = 0
        self._operator = CASHIER
        self.meter = self._meter()

    def visit(self, number: int, operator: int) -> None:
        """All that is done on a visit; ``operator``: who serves."""
        self._number, self._operator = number, operator
        if number:
            self._lives()
        _DEEDS[self._visit.deed](self)

    @property
    def _visit(self) -> Visit:
        return self.home.habit.visits[self._number]

    @property
    def _reference(self) -> str:
        return self.home.reference(self._number)

    def _lives(self) -> None:
        """The meter takes what was bought, and most of it flows before the next visit."""
        self.meter.take(self.card)
        before, today = (self.home.day(number) for number in (self._number - 1, self._number))
        self.meter.days((today - before).days, 0)
        self.meter.use(self.meter.state.remaining * 9 // 10)
        self.meter.take(self.card)

    def _do(self, operation: str, **arguments: Any) -> Any:
        """With the card in the reader."""
        self.counter.put(self.card)
        return self.counter.do(operation, by=self._operator, **arguments)

    def _meter(self) -> VirtualMeter:
        """From the factory, with the right day in its clock."""
        goods, region = self.home.habit.goods, self.home.habit.region
        number = self.home.meter(self.changed)
        meter = self.counter.meter(number, kind=goods.kind, region=region)
        meter.days((self.home.day(self._number) - FOUNDED).days, 0)
        return meter

    def _moves_in(self) -> None:
        habit = self.home.habit
        opened = self.counter.do(
            "open-account",
            by=self._operator,
            tariff_class=str(habit.goods.tariff_class),
            name=self.home.name,
            household_size=str(habit.size),
            region=str(habit.region),
        )
        self.account = opened.account
        self.card = self.counter.new_card()
        self._do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model=habit.goods.model,
            volume=str(self._visit.volume),
        )

    def _buys(self) -> None:
        if self._number % _READ == 0:
            self._do("read-card")
        self._do("prepay", **self._paid())

    def _paid(self) -> dict[str, str]:
        """How much, and what it is paid with: three times of five in cash."""
        visit, reference = self._visit, self._reference
        if not visit.money:
            return {"volume": str(visit.volume), "tendered": "5000"}
        amount = {"amount": str(visit.money)}
        way, kind = visit.paying % 5, _PAID_BY[visit.paying // 5 % len(_PAID_BY)]
        if way == 0:
            return {**amount, "tenders": f"{kind}={visit.money}:{reference}", "rest": "balance"}
        if way == 1:
            cash = visit.money - 200
            tenders = f"cash={cash},{kind}=200:{reference}"
            return {**amount, "tenders": tenders, "rest": "change"}
        rest = "balance" if way == 2 else "change"
        return {**amount, "tendered": str(visit.money), "rest": rest}

    def _buys_and_refunds(self) -> None:
        self._buys()
        self._taken_back("refund")

    def _buys_and_reverses(self) -> None:
        self._buys()
        self._taken_back("reverse")

    def _taken_back(self, how: str) -> None:
        """The meter proves that it never had the load."""
        self._do(how, reason="asked for it", **_TWO)
        self.meter.take(self.card)
        self._do("pay-refund", **_TWO)

    def _gets_a_card(self) -> None:
        """What the old one still showed was read before."""
        self._do("read-card")
        self._reissued("damaged")

    def _lost_a_card(self) -> None:
        self._reissued("lost")

    def _reissued(self, reason: str) -> None:
        self.card = self.counter.new_card()
        given = {"reason": reason, "identity": "known", "tendered": "500"}
        self._do("reissue-card", account=self.account, **given, **_TWO)

    def _gets_a_meter(self) -> None:
        self._do("read-card")
        used = self.meter.state.total_used
        self.changed += 1
        self.meter = self._meter()
        self._do(
            "change-meter",
            account=self.account,
            new_meter=self.meter.state.meter,
            model=self.home.habit.goods.model,
            old_dial=str(used // 1000),
            technician="Baraka",
            form=self._reference,
            tendered="500",
            **_TWO,
        )

    def _is_compensated(self) -> None:
        self._do("read-card")
        self._do("compensate", volume="1", reason="was without water", **_TWO)


_DEEDS: dict[Deed, Callable[[House], None]] = {
    Deed.MOVE_IN: House._moves_in,
    Deed.BUY: House._buys,
    Deed.REFUND: House._buys_and_refunds,
    Deed.REVERSE: House._buys_and_reverses,
    Deed.REISSUE: House._gets_a_card,
    Deed.LOSE: House._lost_a_card,
    Deed.CHANGE_METER: House._gets_a_meter,
    Deed.COMPENSATE: House._is_compensated,
}
