"""The days of a district: shifts open, people come, the seldom things are done, shifts close."""

from __future__ import annotations

import random
from datetime import date

from app.ledger.queries import shifts
from tests.bench.model_households import CalendarClock, noon
from tests.counter import Counter
from tests.district.copies import Coming, Copies
from tests.district.drawers import in_drawer, pieces
from tests.district.errands import Errands
from tests.district.founding import CASHIERS
from tests.district.houses import House
from tests.district.models import People
from tests.district.patterns import Duty

_APART = 10_000
"""Milliseconds between people: more than the clock is read for one of them."""
_AFTER = 60_000
"""Milliseconds from noon until the first one comes."""
_WRONG = (0, 0, -500, 0, 200, 0, -100)
"""By how much drawers are over or short, in minor units."""


class Street:
    """A counter and everybody who comes to it."""

    def __init__(self, counter: Counter, people: People, errands: Errands | None = None) -> None:
        """``counter``: as :func:`tests.district.founding.founded` leaves it.

        ``errands``: None: nobody does anything seldom.
        """
        assert isinstance(counter.clock, CalendarClock)
        self._counter, self._clock = counter, counter.clock
        self._people = people
        self._copies = Copies(counter)
        self._houses: dict[int, House] = {}
        self._errands = errands
        self._chance = random.Random(people.size.seed)

    def live(self, *, copied: bool) -> None:
        """All days. ``copied``: whoever is no model comes by the bulk path."""
        for at, day in enumerate(self._people.calendar):
            self._clock.go_to(day)
            duties = self._open(at)
            self._serve(day, duties, copied=copied)
            if at and self._errands is not None:  # on the first day all move in
                self._errands.run(day, *(one.operator for one in duties))
            self._close()

    def _open(self, at: int) -> list[Duty]:
        """Two of the cashiers, in turn."""
        turn = at % len(CASHIERS), (at + 1) % len(CASHIERS)
        found = []
        for operator in (CASHIERS[one] for one in turn):
            opened = self._counter.do("open-shift", by=operator, float="3000")
            found.append(Duty(operator, opened.shift))
        return found

    def _serve(self, day: date, duties: list[Duty], *, copied: bool) -> None:
        first = noon(day) + _AFTER
        comings = [
            Coming(home, visit, first + n * _APART, duties[(home.number + visit) % len(duties)])
            for n, (home, visit) in enumerate(self._people.calendar[day])
        ]
        for coming in comings:
            if self._people.is_model(coming.home) or not copied:
                self._clock.now = coming.began
                self._copies.learn(self._house(coming), coming)
        if copied:
            self._copies.write([one for one in comings if not self._people.is_model(one.home)])
        self._clock.now = first + len(comings) * _APART

    def _house(self, coming: Coming) -> House:
        home = coming.home
        if home.number not in self._houses:
            self._houses[home.number] = House(self._counter, home)
        return self._houses[home.number]

    def _close(self) -> None:
        """Every open shift; some drawers do not have what they should."""
        assert self._counter.ledger is not None
        with self._counter.ledger.read() as reader:
            open_ones = [
                (one.operator, in_drawer(reader.db, one.id))
                for one in shifts.open_shifts(reader.db, self._counter.node)
            ]
        for operator, cash in open_ones:
            wrong = self._chance.choice(_WRONG)
            self._counter.do("close-shift", by=operator, counted=pieces(cash + wrong))
