"""Months of life at the counter, day by day."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from app.simulator.village.desk import Desk
from app.simulator.village.errands import (
    Resident,
    buy,
    fetch_refund,
    give_back,
    join,
    replace_card,
)
from app.simulator.village.plan import VillagePlan
from app.simulator.village.utility import ADMINISTRATOR, CASHIERS, FEES, MODELS, REGIONS, STAFF
from app.simulator.village.utility import tariffs as tariff_texts

_SUNDAY = 6
_MORNING, _OPENS, _CLOSES, _EVENING = 7 * 60 + 40, 8 * 60, 16 * 60 + 30, 17 * 60
"""Minutes of the day."""
_FLOAT = 2000
_REFUNDS, _LOST_CARDS, _MISCOUNTS = 0.008, 0.006, 0.08
"""Shares of purchases, visits and shifts."""
_MINOR = 100
_DENOMINATIONS = (1000, 500, 200, 100, 50, 20, 10, 5, 1)

Closing = Callable[[Desk, int, list[Resident]], None]
"""What happens last on the last working day: (desk, cashier, everybody who stayed at home)."""


class Life:
    """The history of one village."""

    def __init__(self, desk: Desk, plan: VillagePlan) -> None:
        """Nothing has happened yet."""
        self._desk = desk
        self._plan = plan
        self._residents = [Resident(household) for household in plan.households]

    def pass_by(self, closing: Closing) -> None:
        """Everything from the first day of the plan to its last."""
        days = [day for day in self._plan.days if day.weekday() != _SUNDAY]
        for day in days:
            self._desk.clock.switch_on(day, _MORNING)
            if day == days[0]:
                self._found(day)
            else:
                self._desk.open()
            self._work(day, closing if day == days[-1] else None)
            self._desk.close()
        self._live_until(self._plan.until)

    def _found(self, day: date) -> None:
        """The ledger, its people and its prices."""
        self._desk.begin()
        self._by_administrator(day)

    def _by_administrator(self, day: date) -> None:
        def enter(operation: str, /, **arguments: str) -> None:
            self._desk.do(operation, ADMINISTRATOR.number, **arguments)

        for number, name in list(REGIONS.items())[1:]:
            enter("set-region", region=str(number), name=name)
        for person in STAFF[1:]:
            enter(
                "set-operator",
                operator=str(person.number),
                name=person.name,
                role=person.role.value,
                pin=person.pin,
            )
        for model in MODELS:
            enter("set-meter-model", **model)
        for text in tariff_texts(day.isoformat()).values():
            enter("set-tariff", tariff=text)
        for fee in FEES:
            enter("set-fee", **fee)

    def _work(self, day: date, closing: Closing | None) -> None:
        """One shift."""
        chance = random.Random(f"day {self._plan.seed} {day.isoformat()}")  # noqa: S311  a toy
        cashier = CASHIERS[day.weekday() // 3].number
        self._live_until(day)
        self._desk.clock.put(day, _OPENS)
        self._desk.do("open-shift", cashier, float=str(_FLOAT))
        coming = [one for one in self._residents if self._comes(one, day)]
        if closing is not None:
            coming = [one for one in coming if not one.joined]
        chance.shuffle(coming)
        minutes = sorted(chance.randrange(_OPENS, _CLOSES) for _one in coming)
        for resident, minute in zip(coming, minutes, strict=True):
            self._desk.clock.put(day, minute)
            self._visit(cashier, resident, chance, day)
        self._desk.clock.put(day, _CLOSES)
        if closing is not None:
            closing(self._desk, cashier, [one for one in self._residents if one not in coming])
        self._desk.reader.remove()
        self._desk.clock.put(day, _EVENING)
        self._count(cashier, chance)
        self._desk.take_papers()
        for resident in coming:
            resident.take_home()

    def _comes(self, resident: Resident, day: date) -> bool:
        """Whether it has a reason to come on this day."""
        if resident.house is None:
            return (day - self._plan.first).days >= resident.household.joins
        if resident.refund_due or resident.house.dry:
            return True
        reserve = resident.household.reserve
        return resident.house.days_left(reserve) < reserve

    def _visit(self, cashier: int, resident: Resident, chance: random.Random, day: date) -> None:
        """One customer at the counter."""
        desk = self._desk
        if not resident.joined:
            join(desk, cashier, resident, chance, day)
            return
        if resident.refund_due:
            fetch_refund(desk, cashier, resident)
        if chance.random() < _LOST_CARDS:
            lost = replace_card(desk, cashier, resident, "lost")
            del desk.belongings.cards[lost.name]
            return
        buy(desk, cashier, resident, chance)
        if chance.random() < _REFUNDS:
            give_back(desk, cashier, resident)

    def _count(self, cashier: int, chance: random.Random) -> None:
        """Counts the drawer; now and then a little is missing, or too much."""
        cash = self._desk.expected_cash(cashier)
        if chance.random() < _MISCOUNTS:
            cash += chance.choice((-50, -20, -10, -10, 10, 20)) * _MINOR
        self._desk.do("close-shift", cashier, counted=_counted(cash))

    def _live_until(self, day: date) -> None:
        for house in self._desk.belongings.meters.values():
            house.live_until(day)


def _counted(cash: int) -> str:
    """A sum, minor units, in notes and coins as ``close-shift`` takes them."""
    shillings, rest = divmod(cash, _MINOR)
    pieces = []
    for value in _DENOMINATIONS:
        count, shillings = divmod(shillings, value)
        if count:
            pieces.append(f"{value}x{count}")
    if rest:
        pieces.append(f"0.01x{rest}")
    return ",".join(pieces) or "0"
