"""Cards pulled between APDUs, torn inside any byte, without power for a moment; and what comes.

Between APDUs every moment is tried. Inside bytes every one on the usual cards; where the layout
writes many bytes only every so many, unless asked for otherwise.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

from app.cards.profiles import at88_water4, tapcard_mifare1k, tapcard_sle4428
from app.domain.errors import TapcardError
from app.simulator.tears import Tear, TearPhase, TearPoint, seeded_mix
from tests.campaign.acts import refund, retrieve, retrieve_function_card, reverse, settle
from tests.campaign.errands import ERRANDS, SETTLINGS, Errand, Key, by_key
from tests.campaign.function_making import checks, gives_test_volume, sets_up
from tests.campaign.interrupting import faded, moments, torn
from tests.campaign.recovery import Ending, Route, recover
from tests.campaign.trial import Stage, Tally, Trial
from tests.campaign.world import World

PART = "tear"
FADE = "fade."
"""How a moment begins at which the card has no power before an APDU."""
_SEEDS = (1, 2)
_FEWER = (1,)
"""For what was interrupted before: the first interruption is a choice already."""
_BETWEEN = (TearPhase.BEFORE, TearPhase.AFTER)
_INSIDE_ONE_IN = {
    tapcard_sle4428.NAME: 5,
    tapcard_mifare1k.NAME: 23,
    at88_water4.NAME: 5,
}
"""No multiple of the choices of bits in one byte, so that all of them come."""


_LOST = (Route.LOST, Route.FOUND)
_LOST_ONE_IN = 5
"""Nobody reads what stands on a lost card; only whether its meter would credit it matters."""


def errands() -> dict[Key, Errand]:
    """All that are torn."""
    return by_key((*ERRANDS, *SETTLINGS))


def inside_one_in(profile: str) -> int:
    """Of how many moments inside bytes one is tried, if nothing else is asked for."""
    return _INSIDE_ONE_IN.get(profile, 1)


def routes(errand: Errand) -> tuple[Route, ...]:
    """Where the customer may go with the torn card."""
    makes_new_card = "reissue" in errand.name
    return (
        Route.COUNTER,
        Route.METER,
        *((Route.OLD_CARD,) if makes_new_card else ()),
        *((Route.ONE_METER,) if len(errand.kind.meters) > 1 else ()),
        *lost_cards(errand),
    )


def lost_cards(errand: Errand) -> tuple[Route, ...]:
    """Where a customer's card can get lost. Where it can be copied, the meter has to prove that a
    load came off: a lost card that loads it after all, before the meter has had the new one, leaves
    that money on hold.
    """
    if errand.act in (gives_test_volume, checks, sets_up, retrieve, retrieve_function_card):
        return ()
    takes_off = errand.act in (refund, reverse, settle)
    waits_for_proof = takes_off and errand.kind.profile().declares.copyable
    return (Route.LOST,) if waits_for_proof else (Route.LOST, Route.FOUND)


def tears(points: tuple[TearPoint, ...], seeds: tuple[int, ...]) -> Iterator[Tear]:
    """Between APDUs one each; inside a byte: nothing changed yet, everything, some of it.

    ``seeds``: for each, another choice of bits.
    """
    for point in points:
        if point.phase in _BETWEEN:
            yield Tear(point)
            continue
        for mix in dict.fromkeys((0x00, 0xFF, *(seeded_mix(point, seed) for seed in seeds))):
            yield Tear(point, mix)


class Tearing:
    """One errand, torn."""

    def __init__(self, errand: Errand, folder: Path, inside: int = 1) -> None:
        """Sets the stage and finds every moment; one in ``inside`` of those inside bytes."""
        self._errand = errand
        self.inside = inside
        self._stage = Stage(errand, folder)
        world = self._stage.copy().thaw()
        points = moments(world, errand.act)
        seeds = _FEWER if errand in SETTLINGS else _SEEDS
        found = list(tears(points, seeds))
        amid = [tear for tear in found if tear.point.phase not in _BETWEEN][::inside]
        between = [tear for tear in found if tear.point.phase in _BETWEEN]
        self._moments = [written(tear) for tear in (*between, *amid)]
        self._moments += [f"{FADE}{apdu}" for apdu in sorted({point.apdu for point in points})]
        world.scrap()

    def trials(self) -> list[Trial]:
        """All of them."""
        return [
            Trial(PART, *self._errand.key, route, moment)
            for route in routes(self._errand)
            for moment in self._moments[:: _LOST_ONE_IN if route in _LOST else 1]
        ]

    def run(self, trial: Trial) -> Tally:
        """One trial."""
        tally = Tally()
        world = self._stage.copy().thaw()
        try:
            told = self._interrupted(world, trial.where)
            wrong = self._stage.unreadable(world)
            ending = recover(world, self._errand, trial.route)
            if told is None and ending is Ending.NOTHING:
                ending = Ending.DONE
            tally.count(trial, ending)
            wrong += self._stage.wrong(world, ending, trial.route)
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            wrong = [traceback.format_exc(limit=-3)]
        tally.fail(trial, wrong)
        world.scrap()
        return tally

    def _interrupted(self, world: World, where: str) -> TapcardError | None:
        """The errand; returns what the cashier was told."""
        if where.startswith(FADE):
            return faded(world, self._errand.act, int(where.removeprefix(FADE)))
        return torn(world, self._errand.act, parsed(where))


def written(tear: Tear) -> str:
    """``12.write.5.3f``."""
    point = tear.point
    return f"{point.apdu}.{point.phase}.{point.byte}.{tear.mix:02x}"


def parsed(text: str) -> Tear:
    """Inverse of :func:`written`."""
    apdu, phase, byte, mix = text.split(".")
    return Tear(TearPoint(int(apdu), TearPhase(phase), int(byte)), int(mix, 16))
