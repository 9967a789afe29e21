"""A function card made, used once by a meter, and handed in again."""

from __future__ import annotations

from app.operations.errors import CardScrapped
from app.simulator.function_moves import FunctionAnswer
from tests.campaign.acts import METER, REQUEST
from tests.campaign.before import has_bought_twice
from tests.campaign.world import World
from tests.counter import ADMINISTRATOR, SUPERVISOR

TEST_CREDIT = 500
"""What the card gives a meter, in thousandths: credit is where a second use would show."""

_ATTEMPTS = 3
_USED = frozenset({FunctionAnswer.OBEYED, FunctionAnswer.NO_USES_LEFT})


def holds_blank_for_meters(world: World) -> None:
    """A customer with a card and a meter, and a technician's blank card on the reader."""
    has_bought_twice(world)
    world.new_card(_name(0))


def make_function_card(world: World) -> None:
    """The blank becomes a card that gives a meter credit, once; another where that is spoiled."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            _other_card(world, _name(attempt))
        try:
            _make(world, f"{REQUEST} {attempt}")
        except CardScrapped:
            continue
        return
    raise AssertionError("no function card after all")


def used_and_returned(world: World) -> None:
    """The meter takes the card until it obeys no more; then the register has it back."""
    answer = world.take(METER)
    if answer not in _USED:
        raise AssertionError(f"the meter answers the function card with {answer}")
    world.put(world.hand)
    world.do("read-function-card", by=SUPERVISOR, returned="yes")
    world.put("first")


def _make(world: World, request: str) -> None:
    world.do(
        "make-function-card",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        request=request,
        function="test_volume",
        credit=f"0.{TEST_CREDIT}",
        holder="Otieno",
        reason="round",
        due_back="2026-12-01",
    )


def _other_card(world: World, name: str) -> None:
    if name in world.cards:
        world.put(name)
    else:
        world.new_card(name)


def _name(attempt: int) -> str:
    return f"for meters {attempt}"
