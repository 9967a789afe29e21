"""Processes killed at every commit, APDU and printer write, and what comes of it.

Where a kill leaves, to the last byte, what one at an earlier step left, it is tried once.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from app.simulator.printer import VirtualPrinter
from tests.campaign.books import events
from tests.campaign.errands import DECISION, ERRANDS, SETTLINGS, Errand, Key, by_key
from tests.campaign.lives import Life, Step, keep
from tests.campaign.papers import last_job, wrong_papers
from tests.campaign.recovery import Ending, Route, recover
from tests.campaign.trial import Ended, Extent, Stage, Tally, Trial
from tests.campaign.world import World

PART = "kill"
_APDU = "apdu"
_CHANGING = (_APDU, "commit")
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
            survived = life.run(address(printer))
        self.steps = survived.steps
        survived.frozen.thaw().scrap()
        self.extent = Extent(len(self.steps))
        self._first = first_alike(self.steps)
        self._ended: dict[tuple[int, Route], Ended] = {}

    def trials(self) -> list[Trial]:
        """All of them."""
        return [
            Trial(PART, *self._errand.key, route, str(number))
            for route in (Route.COUNTER, Route.METER)
            for number, step in enumerate(self.steps)
            if route is Route.COUNTER or step.name.startswith(_CHANGING)
        ]

    def run(self, trial: Trial) -> Tally:
        """One trial. What a kill leaves may be what one at an earlier step left."""
        number = int(trial.where)
        key = self._first[number], trial.route
        alike = key in self._ended
        if not alike:
            self._ended[key] = self._end(self._life(number), trial.route)
        return self._ended[key].told(trial, f" ({self.steps[number].name})", alike=alike)

    def close(self) -> None:
        """Nothing is left of a trial."""

    def _end(self, life: Life, route: Route) -> Ended:
        """Lets it be killed, and brings what is left to its end."""
        ending = None
        try:
            with VirtualPrinter() as printer:
                url = address(printer)
                world = life.run(url).frozen.thaw(printer=url)
                try:
                    wrong = self._stage.unreadable(world)
                    ending = self._recovered(world, route)
                    wrong += self._stage.wrong(world, ending, route)
                    wrong += wrong_papers(world, printer.documents, self._since)
                finally:
                    world.scrap()
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            wrong = [traceback.format_exc(limit=-3)]
        return Ended(ending, tuple(wrong))

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


def first_alike(steps: Sequence[Step]) -> list[int]:
    """For each step the first one at which a kill leaves the same: between two APDUs without
    effect on any card, and without a commit or a paper between them, nothing that lasts happens.
    """
    known: dict[tuple[int, str], int] = {}
    found, others = [], 0
    for number, step in enumerate(steps):
        if step.name.startswith(_APDU):
            found.append(known.setdefault((others, step.cards), number))
        else:
            others += 1
            found.append(number)
    return found


def address(printer: VirtualPrinter) -> str:
    """Where the printer is reached."""
    return f"tcp://127.0.0.1:{printer.listen_tcp()}"
