"""Who lives in the village and when they come: a plan that follows from a seed and a day alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from app.simulator.village.households import DOMESTIC, OTHERS, Household, Kind
from app.simulator.village.people import Person, people
from app.simulator.village.utility import REGIONS

ACCOUNTS = 60
_MONTHS = 5
_OTHERS_SHARE = 4
"""One account in so many is not a household."""
_JOINING_SHARE = 3
"""Within the first of so many parts of the time everybody gets a meter."""
_AREAS = {
    12: ("Mnarani", "Bofa", "Kibaoni", "Mkoroshoni", "Charo wa Mae"),
    14: ("Timboni", "Dabaso", "Gede", "Jacaranda"),
}
"""Parts of each region, by its number."""
_FIRST_METER = 20_260_000


class VillagePlan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is decided before the first day."""

    seed: int
    first: date
    """First day of the ledger."""
    until: date
    """The day that dawns when all is done."""
    households: tuple[Household, ...]

    @property
    def days(self) -> list[date]:
        """All days of history."""
        count = (self.until - self.first).days
        return [self.first + timedelta(days=day) for day in range(count)]


def village_plan(
    seed: int, until: date, *, accounts: int = ACCOUNTS, first: date | None = None
) -> VillagePlan:
    """A village; history begins on the first of a month some months ago unless ``first`` says."""
    begin = _months_before(until) if first is None else first
    chance = random.Random(f"village {seed}")  # noqa: S311  a toy, no secret
    span = max(1, (until - begin).days // _JOINING_SHARE)
    kinds = list(_kinds(chance, accounts))
    villagers = people(chance)
    households = [
        _household(chance, number, kind, name, next(villagers), span)
        for number, (kind, name) in enumerate(kinds)
    ]
    return VillagePlan(seed=seed, first=begin, until=until, households=tuple(households))


def _months_before(until: date) -> date:
    months = until.year * 12 + until.month - 1 - _MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _kinds(chance: random.Random, accounts: int) -> Iterator[tuple[Kind, str]]:
    """Kind and, for some, the name of each account."""
    named = [(kind, name) for kind in OTHERS for name in kind.names]
    chance.shuffle(named)
    some = named[: accounts // _OTHERS_SHARE]
    everybody = some + [(DOMESTIC, "")] * (accounts - len(some))
    chance.shuffle(everybody)
    yield from everybody


def _household(
    chance: random.Random, number: int, kind: Kind, name: str, person: Person, span: int
) -> Household:
    region = chance.choice(list(REGIONS))
    size = chance.choice(kind.sizes)
    return Household(
        name=name or person.name,
        phone=person.phone,
        address=f"Plot {chance.randrange(1, 240)}, {chance.choice(_AREAS[region])}",
        region=region,
        tariff_class=kind.tariff_class,
        size=size,
        meter=f"{_FIRST_METER + number * 7 + chance.randrange(7):012d}",
        model=kind.model,
        daily=size * chance.randrange(*kind.litres),
        joins=chance.randrange(span),
        amounts=kind.amounts,
        volumes=kind.volumes if chance.random() < 0.4 else (),
        reserve=chance.randrange(6),
    )
