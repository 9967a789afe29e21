"""A busy day at the counter, written down beforehand by a seed, and acted out."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from app.domain.entries import Book
from app.operations.errors import (
    BadArgument,
    CardScrapped,
    NoOpenShift,
    PlanStillOpen,
    ShiftAlreadyOpen,
)
from tests.campaign.books import totals
from tests.campaign.world import World

CUSTOMERS = 5
ERRANDS = 26
"""Operations of the counter in a day, besides opening and closing shifts."""

_NEXT = "next"
_PATIENCE = 6
_AFTER = {
    "nobody": ("open-account",),
    "account": ("allocate",),
    "loaded": ("meter", "meter", "refund", "reissue"),
    "credited": ("prepay", "prepay", "prepay", "reissue"),
    "reissued": ("meter",),
    "cancelled": ("meter",),
    "proved": ("pay-refund",),
}
"""What a customer may come for, by how things stand; the likelier, the oftener named."""
_BECOMES = {
    ("nobody", "open-account"): "account",
    ("account", "allocate"): "loaded",
    ("loaded", "meter"): "credited",
    ("credited", "prepay"): "loaded",
    ("loaded", "refund"): "cancelled",
    ("loaded", "reissue"): "reissued",
    ("credited", "reissue"): "reissued",
    ("reissued", "meter"): "credited",
    ("cancelled", "meter"): "proved",
    ("proved", "pay-refund"): "credited",
}
_AT_HOME = "meter"


@dataclass(frozen=True)
class Scene:
    """One thing that happens."""

    what: str
    customer: int = 0
    amount: int = 0


def script(seed: int) -> tuple[Scene, ...]:
    """The day of a seed: every kind of errand comes, and the drawer changes hands at noon."""
    for attempt in range(1000):
        scenes = _written(random.Random(f"day {seed} {attempt}"))
        if {"refund", "pay-refund", "reissue"} <= {scene.what for scene in scenes}:
            return scenes
    raise AssertionError(seed)


def _written(chance: random.Random) -> tuple[Scene, ...]:
    stands = ["nobody"] * CUSTOMERS
    scenes: list[Scene] = []
    errands = 0
    while errands < ERRANDS:
        customer = chance.randrange(CUSTOMERS)
        what = chance.choice(_AFTER[stands[customer]])
        amount = chance.randrange(100, 900)
        stands[customer] = _BECOMES.get((stands[customer], what), stands[customer])
        scenes.append(Scene(what, customer, amount))
        errands += what != _AT_HOME
        if errands == ERRANDS // 2 and what != _AT_HOME:
            scenes += [Scene("close-shift"), Scene("open-shift")]
    for customer, how in enumerate(stands):
        home = [Scene(_AT_HOME, customer)] if how in ("loaded", "reissued", "cancelled") else []
        pay = [Scene("pay-refund", customer)] if how in ("cancelled", "proved") else []
        scenes += home + pay
    return (*scenes, Scene("close-shift"))


def act_out(world: World, scenes: tuple[Scene, ...]) -> None:
    """The day from where it stands to its end; whatever stopped it is settled first."""
    for number in range(int(world.notes.get(_NEXT, "0")), len(scenes)):
        world.notes[_NEXT] = str(number)
        _until_done(world, scenes[number], f"day {number}")
        world.drain()
    world.notes[_NEXT] = str(len(scenes))


def _until_done(world: World, scene: Scene, request: str) -> None:
    for _attempt in range(_PATIENCE):
        try:
            _ACTS[scene.what](world, scene, request)
        except PlanStillOpen:
            _settled(world, scene)
        else:
            return
    raise AssertionError(f"no end of it: {scene}")


def _settled(world: World, scene: Scene) -> None:
    try:
        with suppress(CardScrapped):
            world.do("settle")
    except BadArgument:  # a blank card does not say whose it is
        world.do("settle", account=_account(world, scene))


# -- what happens ----------------------------------------------------------------------------


def _account(world: World, scene: Scene) -> str:
    return world.notes[f"account {scene.customer}"]


def _meter(scene: Scene) -> str:
    return f"{scene.customer + 1:012d}"


def _card(world: World, scene: Scene) -> str:
    """The customer's valid card."""
    return world.notes[f"card {scene.customer}"]


def _blank(world: World, scene: Scene, request: str) -> None:
    """A blank card on the reader; the same one as long as it is the same errand."""
    name = f"made on {request}"
    world.notes[f"card {scene.customer}"] = name
    if name in world.cards:
        world.put(name)
    else:
        world.new_card(name)


def _open_account(world: World, scene: Scene, request: str) -> None:
    name = f"Customer {scene.customer}"
    opened = world.do("open-account", tariff_class="1", name=name, request=request)
    world.notes[f"account {scene.customer}"] = opened.account


def _allocate(world: World, scene: Scene, request: str) -> None:
    if _meter(scene) not in world.meters:
        world.new_meter(_meter(scene))
    _blank(world, scene, request)
    world.do(
        "allocate-meter",
        account=_account(world, scene),
        meter=_meter(scene),
        model="DN15",
        amount=str(scene.amount + 300),
        tendered="2000",
        request=request,
    )


def _at_home(world: World, scene: Scene, _request: str) -> None:
    world.meters[_meter(scene)].days(1, 100)
    world.take(_meter(scene), _card(world, scene))


def _prepay(world: World, scene: Scene, request: str) -> None:
    world.put(_card(world, scene))
    world.do("prepay", amount=str(scene.amount), tendered="1000", request=request)


def _refund(world: World, scene: Scene, request: str) -> None:
    world.put(_card(world, scene))
    world.do("refund", reason="changed their mind", request=request)


def _pay_refund(world: World, scene: Scene, request: str) -> None:
    world.put(_card(world, scene))
    world.do("pay-refund", request=request)


def _reissue(world: World, scene: Scene, request: str) -> None:
    _blank(world, scene, request)
    world.do(
        "reissue-card",
        account=_account(world, scene),
        reason="damaged",
        tendered="200",
        request=request,
    )


def _open_shift(world: World, _scene: Scene, request: str) -> None:
    with suppress(ShiftAlreadyOpen):
        world.do("open-shift", float="500", request=request)


def _close_shift(world: World, _scene: Scene, request: str) -> None:
    cash = totals(world).books[Book.DRAWER]
    with suppress(NoOpenShift):
        world.do("close-shift", counted=f"0.01x{cash}", request=request)


_ACTS: dict[str, Callable[[World, Scene, str], None]] = {
    "open-account": _open_account,
    "allocate": _allocate,
    "meter": _at_home,
    "prepay": _prepay,
    "refund": _refund,
    "pay-refund": _pay_refund,
    "reissue": _reissue,
    "open-shift": _open_shift,
    "close-shift": _close_shift,
}
