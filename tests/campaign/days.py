"""The same busy day again and again, each time killed at other moments, and always finished."""

from __future__ import annotations

import random
import traceback
from pathlib import Path

from app.simulator.printer import VirtualPrinter
from tests.campaign.books import totals, violations
from tests.campaign.killing import address
from tests.campaign.kinds import Kind
from tests.campaign.lives import Life, Remains, keep
from tests.campaign.papers import wrong_papers
from tests.campaign.recovery import Ending, Route
from tests.campaign.script import act_out, script
from tests.campaign.trial import Extent, Tally, Trial
from tests.campaign.world import World, begin

PART = "day"
_SECOND_LIFE = 150
"""Steps of its second life within which a day may be killed again."""


class Day:
    """One day, by its seed."""

    def __init__(self, seed: int, folder: Path, runs: int) -> None:
        """Acts it out once undisturbed, to know its steps and what it must come to.

        ``runs``: how often it is to be killed.
        """
        self._runs = runs
        self.name = str(seed)
        self._script = script(seed)
        self._folder = folder / "days" / self.name
        self._days = 0
        self._morning = begin(self._folder, Kind(), seed)
        keep(self._folder, self._morning.things)
        self._load_what_prints()
        life = self._life()
        with VirtualPrinter() as printer:
            remains = life.run(address(printer))
            self.steps = remains.steps
            world = remains.frozen.thaw()
            found = totals(world)
            self._evening = found.told()
            wrong = violations(world, found) + wrong_papers(world, printer.documents, 0)
            world.scrap()
        self.extent = Extent(len(self.steps))
        if wrong:
            raise AssertionError(f"day {seed}, undisturbed: {wrong}")

    def trials(self) -> list[Trial]:
        """Seeded moments; every third day is killed twice."""
        trials = []
        for run in range(self._runs):
            chance = random.Random(f"{self.name} {run}")
            moments = [chance.randrange(len(self.steps))]
            if run % 3 == 2:
                moments.append(chance.randrange(_SECOND_LIFE))
            trials.append(
                Trial(
                    PART,
                    Kind().layout,
                    self.name,
                    Route.COUNTER,
                    ".".join(str(each) for each in moments),
                )
            )
        return trials

    def close(self) -> None:
        """Nothing is left of a trial."""

    def run(self, trial: Trial) -> Tally:
        """One trial."""
        tally = Tally()
        frozen = self._morning.copied(self._new_folder())
        moments = [int(each) for each in trial.where.split(".")]
        lives = [Life(frozen.folder, self._act, moment) for moment in (*moments, None)]
        try:
            with VirtualPrinter() as printer:
                remains = _last(lives, address(printer))
                world = remains.frozen.thaw()
                wrong = self._wrong(world, printer)
                world.scrap()
            tally.count(trial, Ending.FINISHED)
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            wrong = [traceback.format_exc(limit=-3)]
        tally.fail(trial, wrong)
        return tally

    def _act(self, world: World) -> None:
        world.drain()
        act_out(world, self._script)

    def _load_what_prints(self) -> None:
        """So that every child has it, instead of loading it again."""
        world = self._morning.copied(self._new_folder()).thaw()
        world.do("open-account", tariff_class="1", name="Nobody")
        world.drain()
        world.scrap()

    def _life(self) -> Life:
        frozen = self._morning.copied(self._new_folder())
        return Life(frozen.folder, self._act)

    def _new_folder(self) -> Path:
        self._days += 1
        return self._folder.with_name(f"{self.name} {self._days}")

    def _wrong(self, world: World, printer: VirtualPrinter) -> list[str]:
        found = totals(world)
        wrong = violations(world, found) + wrong_papers(world, printer.documents, 0)
        told = found.told()
        if told != self._evening:
            wrong.append(f"ends with {told} instead of {self._evening}")
        return wrong


def _last(lives: list[Life], printer: str) -> Remains:
    """One life after the other until one is not killed."""
    while True:
        remains = lives.pop(0).run(printer)
        if not remains.killed:
            for life in lives:
                life.spare()
            return remains
