"""Cards pulled between APDUs, torn inside any byte, without power for a moment; and what comes."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

from app.domain.errors import TapcardError
from app.simulator.tears import Tear, TearPhase, TearPoint, seeded_mix
from tests.campaign.errands import ERRANDS, SETTLINGS, Errand
from tests.campaign.interrupting import faded, moments, torn
from tests.campaign.recovery import Ending, Route, recover
from tests.campaign.trial import Stage, Tally, Trial
from tests.campaign.world import World

PART = "tear"
_FADE = "fade."
"""How a moment begins at which the card has no power before an APDU."""
_SEEDS = (1, 2)
_FEWER = (1,)
"""For what was interrupted before: the first interruption is a choice already."""


def errands() -> dict[str, Errand]:
    """All that are torn, by name."""
    return {errand.name: errand for errand in (*ERRANDS, *SETTLINGS)}


def routes(errand: Errand) -> tuple[Route, ...]:
    """Where the customer may go with the torn card."""
    makes_new_card = "reissue" in errand.name
    return (Route.COUNTER, Route.METER, *((Route.OLD_CARD,) if makes_new_card else ()))


def tears(points: tuple[TearPoint, ...], seeds: tuple[int, ...]) -> Iterator[Tear]:
    """Between APDUs one each; inside a byte: nothing changed yet, everything, some of it.

    ``seeds``: for each, another choice of bits.
    """
    for point in points:
        if point.phase in (TearPhase.BEFORE, TearPhase.AFTER):
            yield Tear(point)
            continue
        for mix in dict.fromkeys((0x00, 0xFF, *(seeded_mix(point, seed) for seed in seeds))):
            yield Tear(point, mix)


class Tearing:
    """One errand, torn."""

    def __init__(self, errand: Errand, folder: Path) -> None:
        """Sets the stage and finds every moment."""
        self._errand = errand
        self._stage = Stage(errand, folder)
        world = self._stage.copy().thaw()
        points = moments(world, errand.act)
        seeds = _FEWER if errand in SETTLINGS else _SEEDS
        self._moments = [written(tear) for tear in tears(points, seeds)]
        self._moments += [f"{_FADE}{apdu}" for apdu in sorted({point.apdu for point in points})]
        world.scrap()

    def trials(self) -> list[Trial]:
        """All of them."""
        return [
            Trial(PART, self._errand.name, route, moment)
            for route in routes(self._errand)
            for moment in self._moments
        ]

    def run(self, trial: Trial) -> Tally:
        """One trial."""
        tally = Tally()
        world = self._stage.copy().thaw()
        try:
            told = self._interrupted(world, trial.where)
            ending = recover(world, self._errand, trial.route)
            if told is None and ending is Ending.NOTHING:
                ending = Ending.DONE
            tally.count(trial, ending)
            wrong = self._stage.wrong(world, ending, trial.route)
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            wrong = [traceback.format_exc(limit=-3)]
        tally.failures += [f"{trial}\n    {each}" for each in wrong]
        world.scrap()
        return tally

    def _interrupted(self, world: World, where: str) -> TapcardError | None:
        """The errand; returns what the cashier was told."""
        if where.startswith(_FADE):
            return faded(world, self._errand.act, int(where.removeprefix(_FADE)))
        return torn(world, self._errand.act, parsed(where))


def written(tear: Tear) -> str:
    """``12.write.5.3f``."""
    point = tear.point
    return f"{point.apdu}.{point.phase}.{point.byte}.{tear.mix:02x}"


def parsed(text: str) -> Tear:
    """Inverse of :func:`written`."""
    apdu, phase, byte, mix = text.split(".")
    return Tear(TearPoint(int(apdu), TearPhase(phase), int(byte)), int(mix, 16))
