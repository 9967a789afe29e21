"""Errands interrupted by the card: pulled, torn, without power for a moment."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.errors import TapcardError
from app.simulator.reader import ApduPhase
from app.simulator.tears import Tear, TearPoint, tear_points
from tests.campaign.world import Frozen, World

Act = Callable[[World], None]


def moments(world: World, act: Act) -> tuple[TearPoint, ...]:
    """Every moment at which the card in hand could be torn; the world stays as it is."""
    world.counter.close()
    folder = world.folder.with_name(f"{world.folder.name}-moments")
    copy = Frozen(world.folder, world.things()).copied(folder).thaw()
    points = tear_points(copy.card, lambda: act(copy))
    copy.scrap()
    world.counter.open()
    return points


def torn(world: World, act: Act, tear: Tear) -> TapcardError | None:
    """The operation, with the card pulled on the way; returns what the cashier was told."""
    world.card.arm(tear)
    try:
        return _told(world, act)
    finally:
        world.card.arm(None)


def faded(world: World, act: Act, apdu: int) -> TapcardError | None:
    """The operation, with the card without power for a moment before an APDU.

    It forgets that it was unlocked; some readers report success for what it then does not write.
    """

    def fade(number: int, _command: bytes, phase: ApduPhase) -> None:
        if number == apdu and phase is ApduPhase.BEFORE:
            world.card.power_off()

    world.counter.reader.on_apdu(fade)
    try:
        return _told(world, act)
    finally:
        world.counter.reader.on_apdu(None)


def _told(world: World, act: Act) -> TapcardError | None:
    try:
        act(world)
    except TapcardError as error:
        return error
    return None
