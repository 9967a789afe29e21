"""Households and their habits, all from one seed: who comes when, for what, and how they pay.

A habit is a year of visits. The first household of a habit is its model; every other one does the
same with an account, meters and cards of its own, some open days later.
"""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from app.domain.cards import UtilityKind

FOUNDED = date(2026, 11, 23)
"""The day on which the counter begins."""
MOVES_IN = date(2026, 11, 30)
"""The day on which all accounts are opened: what a first month costs depends on its days."""
FIRST_MONTH = date(2026, 12, 1)
MOST_MONTHS = 12
LATEST = 2
"""Open days that a household comes after its model, at most."""
_OPEN = (0, 2, 4)
"""Monday, Wednesday, Friday."""


class Deed(enum.Enum):
    """What somebody comes for."""

    MOVE_IN = "moves in"
    BUY = "buys"
    REFUND = "buys, and gives it back"
    REVERSE = "buys what was not meant"
    REISSUE = "has a damaged card"
    LOSE = "has lost the card"
    CHANGE_METER = "got another meter"
    COMPENSATE = "gets what the old meter kept"


@dataclass(frozen=True)
class Goods:
    """What a household buys: kind, meter model, tariff class."""

    kind: UtilityKind
    model: str
    tariff_class: int


@dataclass(frozen=True)
class Visit:
    """One visit to the counter."""

    month: int
    """0: :data:`FIRST_MONTH`; -1: moves in."""
    day: int
    """Which open day of the month, 0 the first, for the model."""
    deed: Deed
    money: int
    """Whole units of the currency to buy for; 0: ``volume`` says it."""
    volume: int
    """Whole units to buy."""
    paying: int
    """Which way to pay, of the ways that there are."""


@dataclass(frozen=True)
class Habit:
    """The year of all households of one habit."""

    number: int
    goods: Goods
    region: int
    size: int
    """Persons of the household."""
    visits: tuple[Visit, ...]

    def day(self, visit: int, later: int) -> date:
        """Of a visit, for a household that comes ``later`` open days after the model."""
        one = self.visits[visit]
        return MOVES_IN if one.month < 0 else open_days(one.month)[one.day + later]


@dataclass(frozen=True)
class Household:
    """One of a habit."""

    number: int
    habit: Habit
    later: int

    @property
    def name(self) -> str:
        """Of the customer."""
        return f"Household {self.number:05d}"

    def meter(self, changed: int) -> str:
        """Number of its meter, after so many changes."""
        return f"{100_000_000_000 + 10 * self.number + changed:012d}"

    def reference(self, visit: int) -> str:
        """What a terminal prints of a payment."""
        return f"QH{self.number:05d}X{visit:03d}"

    def day(self, visit: int) -> date:
        """Of a visit."""
        return self.habit.day(visit, self.later)


@dataclass(frozen=True)
class Size:
    """How large a district is."""

    accounts: int
    purchases: int
    months: int = MOST_MONTHS
    habits: int = 24
    seed: int = 7


class People:
    """Everybody of a district."""

    def __init__(self, size: Size) -> None:
        self.size = size
        chance = random.Random(size.seed)
        habits = [_habit(size, number, chance) for number in range(size.habits)]
        self.households = [
            Household(number, habits[number % size.habits], number // size.habits % (LATEST + 1))
            for number in range(size.accounts)
        ]

    @cached_property
    def calendar(self) -> dict[date, list[tuple[Household, int]]]:
        """Who comes on which day, for which visit; models first. Nobody: the day is left out."""
        found: dict[date, list[tuple[Household, int]]] = {}
        for home in self.households:
            for visit in range(len(home.habit.visits)):
                found.setdefault(home.day(visit), []).append((home, visit))
        return dict(sorted(found.items()))

    def is_model(self, home: Household) -> bool:
        """Whether it is the first of its habit."""
        return home.number < self.size.habits


@cache
def open_days(month: int) -> list[date]:
    """Days of a month on which the counter is open: never the first, on which months begin."""
    year, at = divmod(FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1 + month, 12)
    days = (date(year, at + 1, 2) + timedelta(days=n) for n in range(27))
    return [day for day in days if day.weekday() in _OPEN]


GOODS = (
    Goods(UtilityKind.WATER, "DN15", 1),
    Goods(UtilityKind.WATER, "DN20", 2),
    Goods(UtilityKind.ELECTRICITY, "E1", 3),
    Goods(UtilityKind.WATER, "DN15", 1),
    Goods(UtilityKind.GAS, "G4", 4),
    Goods(UtilityKind.HEAT, "H1", 5),
    Goods(UtilityKind.ELECTRICITY, "E1", 3),
)
REGIONS = (12, 13, 41, 51, 40)
_SELDOM = (
    (Deed.REFUND,),
    (Deed.REVERSE,),
    (Deed.REISSUE,),
    (Deed.CHANGE_METER, Deed.COMPENSATE),
    (Deed.LOSE,),
    (),
)
"""What a habit does beside buying, one visit after the other."""


def _habit(size: Size, number: int, chance: random.Random) -> Habit:
    bought = -(-size.purchases // size.accounts)
    seldom = _SELDOM[number % len(_SELDOM)]
    when = _spread(bought - 1 + _unbought(seldom), size.months, chance)
    deeds = [Deed.BUY] * len(when)
    if seldom:
        at = chance.randrange(1, len(deeds) - len(seldom))
        deeds[at : at + len(seldom)] = seldom
    return Habit(
        number=number,
        goods=GOODS[number % len(GOODS)],
        region=REGIONS[number % len(REGIONS)],
        size=1 + number % 5,
        visits=(
            Visit(-1, 0, Deed.MOVE_IN, 0, 1 + number % 4, 0),
            *(
                _visit(month, day, deed, chance)
                for (month, day), deed in zip(when, deeds, strict=True)
            ),
        ),
    )


def _unbought(seldom: tuple[Deed, ...]) -> int:
    """Visits on which nothing is bought."""
    return sum(one not in (Deed.REFUND, Deed.REVERSE) for one in seldom)


def _spread(count: int, months: int, chance: random.Random) -> list[tuple[int, int]]:
    """Month and day of so many visits, as evenly over the months as it goes."""
    found = []
    for month in range(months):
        here = count * (month + 1) // months - count * month // months
        free = len(open_days(month)) - LATEST
        found += [(month, day) for day in sorted(chance.sample(range(free), here))]
    return found


def _visit(month: int, day: int, deed: Deed, chance: random.Random) -> Visit:
    paying, by_money = chance.randrange(1_000), chance.random() < 0.4
    money = 100 * chance.randrange(3, 12) if by_money else 0
    return Visit(month, day, deed, money, chance.randrange(2, 10), paying)
