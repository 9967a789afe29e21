"""What a trial is, how it is named, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaign.books import totals, violations
from tests.campaign.errands import Errand
from tests.campaign.recovery import Ending, Route, life_goes_on
from tests.campaign.world import Frozen, World


@dataclass(frozen=True)
class Trial:
    """One interruption of one errand. ``str`` of it is what repeats it."""

    part: str
    errand: str
    route: Route
    where: str
    """The moment, as its part writes it."""

    def __str__(self) -> str:
        return "/".join((self.part, self.errand, self.route.value, self.where))

    @classmethod
    def parse(cls, text: str) -> Trial:
        """Inverse of ``str``."""
        part, errand, route, where = text.split("/")
        return cls(part, errand, Route(route), where)


@dataclass
class Tally:
    """What came of many trials."""

    endings: Counter[tuple[str, str, str, Ending]] = field(default_factory=Counter)
    """By part, errand, route and ending."""
    failures: list[str] = field(default_factory=list)
    """What repeats each, and what was wrong."""

    def count(self, trial: Trial, ending: Ending) -> None:
        """One trial more."""
        self.endings[trial.part, trial.errand, trial.route.value, ending] += 1

    def add(self, other: Tally) -> None:
        """Takes another one in."""
        self.endings.update(other.endings)
        self.failures += other.failures


class Stage:
    """An errand's world at the moment before, to be copied for every trial."""

    def __init__(self, errand: Errand, folder: Path) -> None:
        """Makes the world and runs the errand once without interruption."""
        self.errand = errand
        self._folder = folder / "stages" / errand.name
        self._trials = 0
        self._frozen = errand.template(self._folder)
        world = self.copy().thaw()
        errand.act(world)
        errand.follow(world)
        life_goes_on(world)
        world.drain()
        self._quiet = totals(world).told()
        wrong = violations(world)
        world.scrap()
        if wrong:
            raise AssertionError(f"{errand.name}, not interrupted: {wrong}")

    def copy(self) -> Frozen:
        """A world for one trial."""
        self._trials += 1
        return self._frozen.copied(self._folder.with_name(f"{self.errand.name} {self._trials}"))

    def wrong(self, world: World, ending: Ending, route: Route) -> list[str]:
        """What is not as it must be when the trial is over."""
        found = violations(world)
        told = totals(world).told()
        same_end = ending is not Ending.HELD and (
            route is Route.COUNTER or ending is not Ending.NOTHING
        )
        if same_end and told != self._quiet:
            found.append(f"ends with {told} instead of {self._quiet}")
        return found
