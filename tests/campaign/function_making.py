"""A function card made, used once by a meter, and handed in again."""

from __future__ import annotations

from app.domain.quantity import THOUSANDTHS
from app.operations.errors import CardScrapped
from app.simulator.function_moves import FunctionAnswer
from tests.campaign.acts import METER, REQUEST
from tests.campaign.before import has_bought_twice
from tests.campaign.world import World
from tests.counter import ADMINISTRATOR, SUPERVISOR

_CREDIT = 2
"""Units that a card gives a meter: credit is where a second use would show."""
_UNFITTED = "200000099999"
"""A meter of the stock, which nobody has opened."""

_ATTEMPTS = 3
_USED = frozenset({FunctionAnswer.OBEYED, FunctionAnswer.ALREADY_DONE, FunctionAnswer.NO_USES_LEFT})


def holds_blank_for_meters(world: World) -> None:
    """A customer with a card and a meter, and a technician's blank card on the reader."""
    has_bought_twice(world)
    world.new_card(_name(0))


def holds_returned(world: World) -> None:
    """A function card that was used and handed in lies on the reader."""
    holds_blank_for_meters(world)
    _make(world, "made before", {"function": "test_volume", "credit": str(_CREDIT)})
    _used(world.take(METER))
    world.put(world.hand)
    world.do("read-function-card", by=SUPERVISOR, returned="yes")


def gives_test_volume(world: World) -> None:
    """The blank becomes a card that gives a meter credit, once."""
    _made(world, function="test_volume", credit=str(_CREDIT))


def checks(world: World) -> None:
    """The blank becomes a card on which a meter writes all it knows."""
    _made(world, function="check")


def sets_up(world: World) -> None:
    """The blank becomes a card that sets a new meter up and gives it credit."""
    _made(world, function="setup", model=world.kind.model(0), credit=str(_CREDIT))


def used_and_returned(world: World) -> None:
    """The customer's meter takes the card until it obeys no more; then the register has it back."""
    _used(world.take(METER))
    _returned(world)


def used_on_a_new_meter(world: World) -> None:
    """A meter of the stock is set up with the card; then the register has it back."""
    meter = world.counter.meter(_UNFITTED, kind=world.kind.meters[0], utility=0, region=0)
    world.counter.reader.remove()
    _used(meter.take(world.card))
    if meter.state.remaining != _CREDIT * THOUSANDTHS:
        raise AssertionError(f"the set-up meter has {meter.state.remaining}")
    _returned(world)


def _used(answer: object) -> None:
    if answer not in _USED:
        raise AssertionError(f"the meter answers the function card with {answer}")


def _returned(world: World) -> None:
    world.put(world.hand)
    world.do("read-function-card", by=SUPERVISOR, returned="yes")
    world.put("first")


def _made(world: World, **what: str) -> None:
    """What was asked for; on another card where that is spoiled."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            _other_card(world, _name(attempt))
        try:
            _make(world, f"{REQUEST} {attempt}", what)
        except CardScrapped:
            continue
        return
    raise AssertionError("no function card after all")


def _make(world: World, request: str, what: dict[str, str]) -> None:
    world.do(
        "make-function-card",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        request=request,
        holder="Otieno",
        reason="round",
        due_back="2026-12-01",
        **what,
    )


def _other_card(world: World, name: str) -> None:
    if name in world.cards:
        world.put(name)
    else:
        world.new_card(name)


def _name(attempt: int) -> str:
    return f"for meters {attempt}"
