"""Processes killed at every commit, APDU and printer write, and what comes of it."""

from __future__ import annotations

import traceback
from pathlib import Path

from app.simulator.printer import VirtualPrinter
from tests.campaign.books import events
from tests.campaign.errands import DECISION, ERRANDS, SETTLINGS, Errand, Key, by_key
from tests.campaign.lives import Life, keep
from tests.campaign.papers import last_job, wrong_papers
from tests.campaign.recovery import Ending, Route, recover
from tests.campaign.trial import Stage, Tally, Trial
from tests.campaign.world import World

PART = "kill"
_CHANGING = ("apdu", "commit")
"""Steps that change card or ledger: after them it matters where the customer goes."""


def errands() -> dict[Key, Errand]:
    """All that are killed."""
    return by_key((*ERRANDS, DECISION, *SETTLINGS))


class Killing:
    """One errand, killed."""

    def __init__(self, errand: Errand, folder: Path) -> None:
        """Sets the stage and counts the steps of an undisturbed life."""
        self._errand = errand
        self._stage = Stage(errand, folder)
        world = self._stage.copy().thaw()
        self._since, self._events = last_job(world), len(events(world))
        world.scrap()
        life = self._life(None)
        with VirtualPrinter() as printer:
            remains = life.run(address(printer))
        self.steps = remains.steps
        remains.frozen.thaw().scrap()

    def trials(self) -> list[Trial]:
        """All of them."""
        return [
            Trial(PART, *self._errand.key, route, str(number))
            for route in (Route.COUNTER, Route.METER)
            for number, step in enumerate(self.steps)
            if route is Route.COUNTER or step.startswith(_CHANGING)
        ]

    def run(self, trial: Trial) -> Tally:
        """One trial."""
        tally = Tally()
        life = self._life(int(trial.where))
        try:
            with VirtualPrinter() as printer:
                url = address(printer)
                world = life.run(url).frozen.thaw(printer=url)
                try:
                    wrong = self._stage.unreadable(world)
                    ending = self._recovered(world, trial.route)
                    tally.count(trial, ending)
                    wrong += self._stage.wrong(world, ending, trial.route)
                    wrong += wrong_papers(world, printer.documents, self._since)
                finally:
                    world.scrap()
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            wrong = [traceback.format_exc(limit=-3)]
        tally.fail(trial, wrong, f" ({self.steps[int(trial.where)]})")
        return tally

    def _life(self, die_at: int | None) -> Life:
        frozen = self._stage.copy()
        keep(frozen.folder, frozen.things)
        return Life(frozen.folder, self._errand.act, die_at)

    def _recovered(self, world: World, route: Route) -> Ending:
        """The program starts again."""
        world.drain()
        begun = len(events(world)) > self._events
        ending = recover(world, self._errand, route)
        world.drain()
        return Ending.DONE if begun and ending is Ending.NOTHING else ending


def address(printer: VirtualPrinter) -> str:
    """Where the printer is reached."""
    return f"tcp://127.0.0.1:{printer.listen_tcp()}"
