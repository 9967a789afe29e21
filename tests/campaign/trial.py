"""What a trial is, how it is named, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaign.books import DOUBLED, LOST, totals, violations
from tests.campaign.errands import Errand
from tests.campaign.recovery import Ending, Route, life_goes_on
from tests.campaign.showing import shown
from tests.campaign.world import Frozen, World

OTHERWISE = "otherwise"
"""How a trial was wrong in which no sum was."""


@dataclass(frozen=True)
class Trial:
    """One interruption of one errand. ``str`` of it is what repeats it."""

    part: str
    profile: str
    errand: str
    route: Route
    where: str
    """The moment, as its part writes it."""

    def __str__(self) -> str:
        return "/".join((self.part, self.profile, self.errand, self.route.value, self.where))

    @classmethod
    def parse(cls, text: str) -> Trial:
        """Inverse of ``str``."""
        part, profile, errand, route, where = text.split("/")
        return cls(part, profile, errand, Route(route), where)


@dataclass(frozen=True)
class Extent:
    """How many moments there are of an errand."""

    steps: int
    """All of these are tried, unless only every nth trial was asked for."""
    amid: int = 0
    """Those amid bytes that mean the same before and after (tests/campaign/moments.py)."""
    amid_tried: int = 0


@dataclass
class Tally:
    """What came of many trials."""

    endings: Counter[tuple[str, str, str, str, Ending]] = field(default_factory=Counter)
    """By part, profile, errand, route and ending."""
    alike: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    """Of these, those that left a world which another had left: it was brought to its end once."""
    extents: dict[tuple[str, str, str], Extent] = field(default_factory=dict)
    """What there is to interrupt, by part, profile and errand."""
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By profile and how it was wrong."""
    failures: list[str] = field(default_factory=list)
    """What repeats each, and what was wrong."""

    def count(self, trial: Trial, ending: Ending, *, alike: bool = False) -> None:
        """One trial more."""
        row = (trial.part, trial.profile, trial.errand, trial.route.value)
        self.endings[(*row, ending)] += 1
        self.alike[row] += alike

    def fail(self, trial: Trial, found: Sequence[str], step: str = "") -> None:
        """What was wrong at the end of a trial, if anything."""
        for each in found:
            how = next((word for word in (LOST, DOUBLED) if each.startswith(word)), OTHERWISE)
            self.wrong[trial.profile, how] += 1
            self.failures.append(f"{trial}{step}\n    {each}")

    def add(self, other: Tally) -> None:
        """Takes another one in."""
        self.endings.update(other.endings)
        self.alike.update(other.alike)
        self.extents.update(other.extents)
        self.wrong.update(other.wrong)
        self.failures += other.failures


@dataclass(frozen=True)
class Ended:
    """How a world came to its end, after an interruption."""

    ending: Ending | None
    """None: it did not."""
    wrong: tuple[str, ...]

    def told(self, trial: Trial, step: str = "", *, alike: bool = False) -> Tally:
        """As the result of a trial; ``alike``: another one left that world, and told all."""
        tally = Tally()
        if self.ending is not None:
            tally.count(trial, self.ending, alike=alike)
        wrong = [each.strip().splitlines()[-1] for each in self.wrong] if alike else self.wrong
        tally.fail(trial, wrong, step)
        return tally


class Stage:
    """An errand's world at the moment before, to be copied for every trial."""

    def __init__(self, errand: Errand, folder: Path) -> None:
        """Makes the world and runs the errand once without interruption."""
        self.errand = errand
        self._folder = folder / "stages" / errand.profile / errand.name
        self._trials = 0
        self._frozen = errand.template(self._folder)
        world = self.copy().thaw()
        old = shown(world)
        errand.act(world)
        self._states = (old, shown(world))
        errand.follow(world)
        life_goes_on(world)
        world.drain()
        found = totals(world)
        self._quiet = found.told()
        wrong = violations(world, found)
        world.scrap()
        if wrong:
            raise AssertionError(f"{errand.name}, not interrupted: {wrong}")

    def copy(self) -> Frozen:
        """A world for one trial."""
        self._trials += 1
        return self._frozen.copied(self._folder.with_name(f"{self.errand.name} {self._trials}"))

    def unreadable(self, world: World) -> list[str]:
        """Right after the interruption: of a card of ours, the old or the new state is there."""
        if not world.counter.profile.declares.tear_safe:
            return []
        seen = shown(world)
        return [] if seen in self._states else [f"{LOST}: the card shows {seen}"]

    def wrong(self, world: World, ending: Ending, route: Route) -> list[str]:
        """What is not as it must be when the trial is over."""
        sums = totals(world)
        found, told = violations(world, sums), sums.told()
        same_end = ending not in (Ending.HELD, Ending.DECIDED) and (
            route is Route.COUNTER or ending is not Ending.NOTHING
        )
        if same_end and told != self._quiet:
            found.append(f"ends with {told} instead of {self._quiet}")
        return found
