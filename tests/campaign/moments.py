"""Every moment at which a card can be pulled amid an errand, and which of them are steps.

A step is where an APDU begins or ends, where the card loses power for a moment, the first and the
last of what an APDU changes, and both sides of every byte with which the card means something else:
what its meter reads, whether the meter can write it, and what the counter judges of its plan. What
remains lies amid bytes that mean the same before and after; of these one in so many will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.cards.errors import CardError
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.ledger.projection.statements import execute
from app.ledger.queries import plans
from app.ledger.queries.plans import PlanRow
from app.operations.card_plan import verdict
from app.simulator.meters.card_in_meter import ChipCard, card_in_meter
from app.simulator.tears import Tear, TearPhase, TearPoint, seeded_mix
from tests.campaign.alike import kept_bytes
from tests.campaign.interrupting import Act
from tests.campaign.showing import said
from tests.campaign.world import Frozen, World

BETWEEN = (TearPhase.BEFORE, TearPhase.AFTER)
_NEWEST_PLAN = "SELECT MAX(id) FROM plan WHERE kind IS NOT NULL"


@dataclass(frozen=True)
class Moments:
    """Where an errand's card is torn, each leaving other bytes than all before within its APDU."""

    steps: tuple[Tear, ...]
    amid: tuple[Tear, ...]
    """Those amid bytes that mean the same before and after."""
    apdus: int


@dataclass(frozen=True)
class _Left:
    """What a tear leaves on the card."""

    tear: Tear
    meaning: object

    @property
    def between(self) -> bool:
        """Whether it lies between bytes' changes: at the beginning or the end of its APDU."""
        return self.tear.point.phase in BETWEEN


def every_moment(world: World, act: Act, seeds: Sequence[int]) -> Moments:
    """Acts once on a copy; the world stays as it is.

    ``seeds``: inside a byte, besides none and all of its bits, one choice of them for each.
    """
    world.counter.close()
    folder = world.folder.with_name(f"{world.folder.name}-moments")
    copy = Frozen(world.folder, world.things()).copied(folder).thaw()
    torn = _torn(copy, act, seeds)
    left = list(_left(copy, torn))
    copy.scrap()
    world.counter.open()
    amid = {
        one.tear for before, one, after in _in_a_row(left) if _changes_nothing(before, one, after)
    }
    steps = tuple(one.tear for one in left if one.tear not in amid)
    apdus = 1 + max((tear.point.apdu for tear, _snapshot in torn), default=-1)
    return Moments(steps, tuple(one.tear for one in left if one.tear in amid), apdus)


def _torn(world: World, act: Act, seeds: Sequence[int]) -> list[tuple[Tear, Any]]:
    """All tears, and what the card keeps after each."""
    card, found = world.card, list[tuple[Tear, Any]]()

    def passing(point: TearPoint, tear: Any) -> None:
        for mix in _mixes(point, seeds):
            tear(mix)
            found.append((Tear(point, mix), card.snapshot()))

    card.arm(None).passing = passing
    act(world)
    card.arm(None)
    return found


def _mixes(point: TearPoint, seeds: Sequence[int]) -> Iterator[int]:
    """Between APDUs one; inside a byte: nothing changed yet, some of it, everything."""
    if point.phase in BETWEEN:
        return iter((0x00,))
    amid = (seeded_mix(point, seed) for seed in seeds)
    return iter(dict.fromkeys((0x00, *amid, 0xFF)))


def _left(world: World, torn: list[tuple[Tear, Any]]) -> Iterator[_Left]:
    """Of equal ones within an APDU the first one, or better the one at its end."""
    row = _newest_plan(world)
    known: dict[tuple[int, bytes], Tear] = {}
    for tear, snapshot in torn:
        key = tear.point.apdu, kept_bytes(snapshot)
        if key not in known or (
            tear.point.phase in BETWEEN and known[key].point.phase not in BETWEEN
        ):
            known[key] = tear
    snapshots = dict(torn)
    for tear in known.values():
        yield _Left(tear, _meaning(world, row, snapshots[tear]))


def _meaning(world: World, row: PlanRow | None, snapshot: Any) -> object:
    """What a meter and the counter take the card for."""
    card, counter = world.card.clone(), world.counter
    card.restore(snapshot)
    try:
        image, contents = said(world, card)
    except CardError as error:
        return type(error)
    profile = counter.profile
    judged = None if row is None else verdict(counter.kiosk, profile, row, image)
    return contents, judged, _can_be_written(world, card, image)


def _can_be_written(world: World, card: ChipCard, image: CardImage) -> bool:
    profile, keys = world.counter.profile, world.counter.keys
    serial = profile.serial_of(image) or profile.own_serial(image)
    if serial is None:
        return False
    contacts = card_in_meter(card, lambda first: profile.access(first, keys))
    contacts.image()
    return contacts.open_with(profile.secret_for(serial, keys))


def _newest_plan(world: World) -> PlanRow | None:
    with world.ledger.read() as reader:
        ((key,),) = execute(reader.db, _NEWEST_PLAN).fetchall()
        return None if key is None else plans.plan(reader.db, EventId.from_key(key))


def _in_a_row(left: list[_Left]) -> Iterator[tuple[_Left, _Left, _Left]]:
    """Each that has one before and one after it."""
    return zip(left, left[1:], left[2:], strict=False)


def _changes_nothing(before: _Left, one: _Left, after: _Left) -> bool:
    """Whether it lies amid others of its APDU that mean the same."""
    if one.between or before.between or after.between:
        return False
    return before.meaning == one.meaning == after.meaning
