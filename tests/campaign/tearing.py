"""Cards pulled between APDUs, torn inside any byte, without power for a moment; and what comes.

Every step is tried (moments.py). Of the moments amid bytes that mean the same before and after,
one in so many, unless asked for otherwise.
"""

from __future__ import annotations

import shutil
import traceback
from pathlib import Path

from app.domain.errors import TapcardError
from app.simulator.tears import Tear, TearPhase, TearPoint
from tests.campaign.acts import refund, retrieve, retrieve_function_card, reverse, settle
from tests.campaign.alike import remains
from tests.campaign.errands import ERRANDS, SETTLINGS, Errand, Key, by_key
from tests.campaign.function_making import checks, gives_test_volume, sets_up
from tests.campaign.interrupting import faded, torn
from tests.campaign.moments import every_moment
from tests.campaign.recovery import Ending, Route, recover
from tests.campaign.trial import Ended, Extent, Stage, Tally, Trial
from tests.campaign.world import Frozen, World

PART = "tear"
FADE = "fade."
"""How a moment begins at which the card has no power before an APDU."""
_SEEDS = (1, 2)
_FEWER = (1,)
"""For what was interrupted before: the first interruption is a choice already."""
AMID_ONE_IN = 7
"""Of how many moments that are no step one is tried, if nothing else is asked for. No multiple of
the choices of bits in one byte, so that all of them come."""
_LOST = (Route.LOST, Route.FOUND)
_LOST_ONE_IN = 5
"""Nobody reads what stands on a lost card; only whether its meter would credit it matters."""


def errands() -> dict[Key, Errand]:
    """All that are torn."""
    return by_key((*ERRANDS, *SETTLINGS))


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


class _Interrupted:
    """A world in which an errand's card was just pulled, for each way that leads on from there."""

    def __init__(self, world: World, where: str, told: TapcardError | None) -> None:
        """``told``: what the cashier was told."""
        self.where = where
        self.told = told
        self.left = remains(world)
        """By which the same world is known again."""
        self._alive: World | None = world
        self._kept = Frozen(world.folder, world.things()).copied(_beside(world, "kept"))
        self._copies = 0

    def world(self, route: Route) -> World:
        """The program goes on at the counter; on other ways it has ended and starts again."""
        if route is Route.COUNTER and self._alive is not None:
            world, self._alive = self._alive, None
            return world
        self._copies += 1
        folder = self._kept.folder
        return self._kept.copied(folder.with_name(f"{folder.name} {self._copies}")).thaw()

    def scrap(self) -> None:
        """Throws it away."""
        if self._alive is not None:
            self._alive.scrap()
        shutil.rmtree(self._kept.folder)


class Tearing:
    """One errand, torn."""

    def __init__(self, errand: Errand, folder: Path, amid_one_in: int = 1) -> None:
        """Sets the stage and finds every moment; of those that are no step one in so many."""
        self._errand = errand
        self._stage = Stage(errand, folder)
        world = self._stage.copy().thaw()
        found = every_moment(world, errand.act, _FEWER if errand in SETTLINGS else _SEEDS)
        world.scrap()
        amid = found.amid[::amid_one_in]
        steps = [written(tear) for tear in found.steps]
        steps += [f"{FADE}{apdu}" for apdu in range(found.apdus)]
        self.extent = Extent(len(steps), len(found.amid), len(amid))
        self._moments = [(moment, routes(errand)) for moment in steps]
        for at, tear in enumerate(amid):
            through = [r for r in routes(errand) if r not in _LOST or at % _LOST_ONE_IN == 0]
            self._moments.append((written(tear), tuple(through)))
        self._last: _Interrupted | None = None
        self._ended: dict[tuple[bytes, bool, Route], Ended] = {}

    def trials(self) -> list[Trial]:
        """All of them; those of one moment after each other."""
        return [
            Trial(PART, *self._errand.key, route, moment)
            for moment, through in self._moments
            for route in through
        ]

    def run(self, trial: Trial) -> Tally:
        """One trial. What is left of the errand may be what an earlier one brought to its end."""
        try:
            interrupted = self._at(trial.where)
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            return Ended(None, (traceback.format_exc(limit=-3),)).told(trial)
        key = interrupted.left, interrupted.told is None, trial.route
        alike = key in self._ended
        if not alike:
            self._ended[key] = self._end(interrupted, trial.route)
        return self._ended[key].told(trial, alike=alike)

    def close(self) -> None:
        """Throws away what the last trial left."""
        if self._last is not None:
            self._last.scrap()
            self._last = None

    def _at(self, where: str) -> _Interrupted:
        """The world interrupted there: that of the trial before, or a new one."""
        if self._last is None or self._last.where != where:
            self.close()
            world = self._stage.copy().thaw()
            self._last = _Interrupted(world, where, self._cut_short(world, where))
        return self._last

    def _cut_short(self, world: World, where: str) -> TapcardError | None:
        """The errand; returns what the cashier was told."""
        if where.startswith(FADE):
            return faded(world, self._errand.act, int(where.removeprefix(FADE)))
        return torn(world, self._errand.act, parsed(where))

    def _end(self, interrupted: _Interrupted, route: Route) -> Ended:
        world = interrupted.world(route)
        ending = None
        try:
            wrong = self._stage.unreadable(world)
            ending = recover(world, self._errand, route)
            if interrupted.told is None and ending is Ending.NOTHING:
                ending = Ending.DONE
            wrong += self._stage.wrong(world, ending, route)
        except Exception:  # noqa: BLE001  whatever it is, it is what the trial is for
            wrong = [traceback.format_exc(limit=-3)]
        world.scrap()
        return Ended(ending, tuple(wrong))


def _beside(world: World, what: str) -> Path:
    return world.folder.with_name(f"{world.folder.name}, {what}")


def written(tear: Tear) -> str:
    """``12.write.5.3f``."""
    point = tear.point
    return f"{point.apdu}.{point.phase}.{point.byte}.{tear.mix:02x}"


def parsed(text: str) -> Tear:
    """Inverse of :func:`written`."""
    apdu, phase, byte, mix = text.split(".")
    return Tear(TearPoint(int(apdu), TearPhase(phase), int(byte)), int(mix, 16))
