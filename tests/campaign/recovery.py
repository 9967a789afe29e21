"""What cashier and supervisor do after an interruption, as the messages tell them to."""

from __future__ import annotations

import enum
from contextlib import suppress

from app.cards.errors import CardDamaged, CardForeign
from app.domain.comparison import Standing
from app.ledger.queries.plans import PlanRow
from app.operations.errors import (
    BadArgument,
    CardScrapped,
    CardStandsInTheWay,
    OperationRefused,
    PlanOnHold,
    PlanStillOpen,
    ShiftAlreadyOpen,
    UnknownRecord,
    WrongCard,
)
from app.operations.settle_plan import SettleAction
from tests.campaign.acts import (
    METERS,
    allocate_place,
    decide,
    first_meter,
    on_file,
    on_the_wall,
    pay_refund,
    sell,
    settle,
    to_meter,
)
from tests.campaign.errands import Errand
from tests.campaign.world import World
from tests.counter import ADMINISTRATOR, SUPERVISOR

_PATIENCE = 6


class Route(enum.StrEnum):
    """Where the customer goes with the interrupted card."""

    COUNTER = "counter"
    """Puts it in again."""
    METER = "meter first"
    """Lets the meters have it, uses some water, then comes back."""
    ONE_METER = "one meter"
    """Lets only the first of several meters have it."""
    OLD_CARD = "old card"
    """Finds the lost card and lets the meter have that one first."""
    LOST = "card lost"
    """Never has it again; two people decide, and there is a new card."""
    FOUND = "lost and found"
    """The same, but the lost card turns up in the meters before the new one does."""


class Ending(enum.StrEnum):
    """How an interruption came to its end."""

    DONE = "complete"
    """Nothing was left to do but to ask for the result."""
    NOTHING = "not paid"
    """No plan had been committed: started over."""
    HAPPENED = "happened"
    WRITTEN = "written"
    HELD = "held"
    SCRAPPED = "scrapped"
    DECIDED = "decided"
    """By two people, for its card was lost."""
    FINISHED = "finished"
    """A whole day, by asking again for whatever was asked."""


_TO_METER_FIRST = frozenset({Route.METER, Route.ONE_METER, Route.OLD_CARD})


def recover(world: World, errand: Errand, route: Route) -> Ending:
    """Brings everything to its end and returns how the first settling ended.

    What was asked for is asked for again, as a program that starts again does.
    """
    if route in (Route.LOST, Route.FOUND) and world.open_plans():
        return _without_its_card(world, route)
    if route in _TO_METER_FIRST:
        for meter in on_the_wall(world)[:1] if route is Route.ONE_METER else on_the_wall(world):
            world.meters[meter].days(1, 700)
            world.take(meter, "first" if route is Route.OLD_CARD else None)
    world.put(world.hand)
    before = world.card.snapshot()
    endings = [] if _repeated(world, errand, route) else bring_to_an_end(world)
    if Ending.HELD in endings and route is Route.COUNTER:
        raise AssertionError(f"held, though nobody touched the card: {before}")
    _finish(world, errand, route, Ending.HELD in endings)
    return endings[0] if endings else Ending.NOTHING


def _without_its_card(world: World, route: Route) -> Ending:
    """Two people report the card lost and decide what is left to decide; then a new card."""
    lost = world.hand
    world.counter.reader.remove()
    with suppress(ShiftAlreadyOpen):
        world.do("open-shift", by=SUPERVISOR, float="0")
    for row in world.open_plans():
        two = {"by": SUPERVISOR, "second": ADMINISTRATOR, "plan": str(row.id)}
        left = world.do("report-lost", reason="taken by a thief", **two).decision
        if left is not None:  # of a retrieval nothing is left to decide
            world.do("decide-plan", reason="its card is lost", decision=left.value, **two)
    if route is Route.FOUND:
        for meter in on_the_wall(world):
            world.take(meter, lost)
    world.new_card("instead of the lost one")
    world.do(
        "reissue-card",
        account=world.notes["account"],
        meter=first_meter(world),
        reason="stolen",
        identity="phone",
    )
    to_meter(world)
    if world.due():
        pay_refund(world)
    life_goes_on(world)
    return Ending.DECIDED


def _repeated(world: World, errand: Errand, route: Route) -> bool:
    """Whether asking again does it, or did it: then there is nothing to settle."""
    if errand.act is settle:
        return False
    try:
        errand.act(world)
    except PlanStillOpen:
        return False
    except OperationRefused:
        if route is Route.COUNTER:
            raise
        return False
    return True


def bring_to_an_end(world: World) -> list[Ending]:
    """Settles, renews or decides until nothing is open."""
    endings: list[Ending] = []
    for _attempt in range(_PATIENCE):
        waiting = world.open_plans()
        if waiting:
            endings.append(_settle(world, waiting[0]))
        elif scrapped := world.unrenewed():
            world.new_card(f"instead of {scrapped[0].id}")
            world.do("renew-plan", account=scrapped[0].account)
        else:
            return endings
    raise AssertionError(f"no end of it: {endings}")


def _settle(world: World, row: PlanRow) -> Ending:
    by = {} if row.for_customer else {"by": SUPERVISOR}
    try:
        try:
            result = world.do("settle", **by)
        except BadArgument:  # a blank card does not say whose it is
            whose = {"account": row.account} if row.account else {"plan": str(row.id)}
            result = world.do("settle", **whose, **by)
    except CardScrapped:
        return Ending.SCRAPPED
    except PlanOnHold:
        decide(world)
        return Ending.HELD
    return Ending.HAPPENED if result.action is SettleAction.CLOSE else Ending.WRITTEN


def _finish(world: World, errand: Errand, route: Route, held: bool) -> None:
    try:
        errand.act(world)
        errand.follow(world)
    except OperationRefused:
        # The meter took what was to be changed, or two people said that it is over.
        if route is Route.COUNTER:
            raise
        to_meter(world)
    life_goes_on(world, card_may_fail=held)


def life_goes_on(world: World, *, card_may_fail: bool = False) -> None:
    """The next sale, which the meter takes; on a new card where two people ended what was begun and
    the old one is of no use any more.
    """
    try:
        _allocate_what_is_missing(world)
        sell(world, "300")
    except (CardStandsInTheWay, WrongCard, CardDamaged, CardForeign) as refusal:
        if not card_may_fail:
            raise
        if isinstance(refusal, CardStandsInTheWay) and refusal.standing == Standing.UNEXPLAINED:
            _stays_held(world)
        _gets_another_card(world)
        _allocate_what_is_missing(world)
        sell(world, "300")
    to_meter(world)


def _allocate_what_is_missing(world: World) -> None:
    """Each further meter of which two people said that it never came on the card."""
    for at in range(1, len(world.kind.meters)):
        if METERS[at] not in on_file(world):
            allocate_place(world, at)
            to_meter(world)


def _stays_held(world: World) -> None:
    """The card is on record as held, and two people do not let go what does not fit."""
    try:
        world.do("release-card", by=SUPERVISOR, second=ADMINISTRATOR, reason="it is the customer's")
    except CardStandsInTheWay:
        return
    raise AssertionError("a card was released that does not fit what is recorded")


def _gets_another_card(world: World) -> None:
    """Without charge; the old one is replaced."""
    world.new_card("our fault")
    try:
        world.do(
            "reissue-card",
            account=world.notes["account"],
            meter=first_meter(world),
            reason="our_fault",
        )
    except UnknownRecord:  # the very first purchase did not happen: begun anew
        allocate_place(world, 0)
    to_meter(world)
