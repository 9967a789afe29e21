"""The moment before: worlds in which somebody is about to come, or was interrupted already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from app.operations.errors import CardScrapped, PlanOnHold
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint
from tests.campaign.acts import (
    METER,
    NEW_METER,
    WRONG_METER,
    allocate,
    allocate_place,
    change_customer,
    change_meter,
    opened,
    prepay,
    sell,
    settle,
    to_meter,
)
from tests.campaign.interrupting import Act, moments, torn
from tests.campaign.world import World
from tests.counter import ADMINISTRATOR, SUPERVISOR


def has_credit(world: World) -> None:
    """A customer whose first purchase is in each meter."""
    opened(world)
    for at in range(len(world.kind.meters)):
        allocate_place(world, at)
    to_meter(world)


def has_bought_twice(world: World) -> None:
    """Both copies of the card have been written before."""
    has_credit(world)
    sell(world, "100")
    to_meter(world)


def is_in_a_scheme(world: World) -> None:
    """A scheme gives the household volume for nothing."""
    has_bought_twice(world)
    world.do(
        "set-free-scheme",
        by=ADMINISTRATOR,
        code="poor",
        name="Poor",
        per_month="3",
        ledger_code="6100",
    )


def is_subsidised(world: World) -> None:
    """A third party pays half of what the household buys."""
    has_bought_twice(world)
    scheme = {"name": "Poor", "payer": "State", "percent": "50", "ledger_code": "1300"}
    world.do("set-subsidy-scheme", by=ADMINISTRATOR, code="poor", per_month="3", **scheme)
    world.do(
        "subsidise",
        account=world.notes["account"],
        scheme="poor",
        until="2030-12-31",
        reason="listed",
        second=SUPERVISOR,
    )


def has_another_meter(world: World) -> None:
    """Of two meters that hang there, the card serves the first; both its copies were written."""
    opened(world)
    allocate_place(world, 0)
    to_meter(world)
    world.do("prepay", amount="100", meter=METER)
    to_meter(world)


def names_a_wrong_meter(world: World) -> None:
    """The first load is on a card that names a meter which is nobody's."""
    opened(world)
    world.do(
        "allocate-meter",
        account=world.notes["account"],
        meter=WRONG_METER,
        model=world.kind.model(0),
        amount="1000",
    )


def has_unloaded(world: World) -> None:
    """A purchase is on the card and not in the meter."""
    has_bought_twice(world)
    sell(world, "500")


def waits_for_money(world: World) -> None:
    """A refund that the meter has proved."""
    has_unloaded(world)
    world.do("refund", reason="moved house")
    to_meter(world)


def holds_blank(world: World) -> None:
    """A lost card with an unloaded purchase; a blank one lies on the reader."""
    has_unloaded(world)
    world.new_card("second")


def holds_blank_and_told(world: World) -> None:
    """A lost card whose loads are all in the meters, which told so; a blank one lies there."""
    has_bought_twice(world)
    world.do("read-card")
    world.new_card("second")


def has_wrong_data(world: World) -> None:
    """The card shows again what it was before its last purchase."""
    has_bought_twice(world)
    older: Any = world.card.snapshot()  # each kind of card restores snapshots of its own kind
    sell(world, "500")
    world.card.restore(older)


def hangs_another(world: World) -> None:
    """A meter with an unloaded purchase gave way to a new one; its card lies on the reader."""
    has_unloaded(world)
    world.new_meter(NEW_METER)
    world.notes["gone"] = METER


def hangs_another_for_a_fee(world: World) -> None:
    """The same; the price list asks for the change."""
    hangs_another(world)
    world.do("set-fee", by=ADMINISTRATOR, code="meter-change", name="Meter change", amount="116")


def hangs_another_soon(world: World) -> None:
    """After the first purchase: the old meter stands at the number that the new one begins with."""
    has_credit(world)
    world.new_meter(NEW_METER)
    world.notes["gone"] = METER


def hangs_another_without_card(world: World) -> None:
    """The same; the card is lost, a blank one lies on the reader."""
    hangs_another(world)
    world.new_card("second")


def was_changed(world: World) -> None:
    """Of a meter that was changed; the new one has seen nothing of the card."""
    hangs_another(world)
    change_meter(world)
    world.notes["gone"] = NEW_METER


def was_changed_and_lost(world: World) -> None:
    """The same; its opening card is lost, a blank one lies on the reader."""
    was_changed(world)
    world.new_card("after the opening card")


def was_taken_over(world: World) -> None:
    """Another person has the account of the meter, which is cleared; a blank lies on the reader."""
    has_bought_twice(world)
    change_customer(world)
    world.new_meter(METER)
    world.new_card("second")


def marked_not_taken(world: World) -> None:
    """The meter marked the load, then the card was pulled, and it will not take it any more."""
    has_unloaded(world)
    twin = world.meters[METER].clone()
    crediting = [p for p in twin.tear_points(world.card) if p.phase is TearPhase.BEFORE][-1]
    world.counter.reader.remove()
    with suppress(CardPulled):
        world.meters[METER].take(world.card, tear=Tear(crediting))
    to_meter(world)


def changing(points: Iterable[TearPoint]) -> list[int]:
    """APDUs that change bytes."""
    return sorted({p.apdu for p in points if p.phase in (TearPhase.ERASE, TearPhase.WRITE)})


def steps(points: Iterable[TearPoint]) -> list[int]:
    """APDUs that carry out the steps of a plan: all that change bytes, after the presented code."""
    return changing(points)[1:]


def amid(points: Iterable[TearPoint], apdu: int) -> list[TearPoint]:
    """The bytes that an APDU writes."""
    return [p for p in points if p.apdu == apdu and p.phase is TearPhase.WRITE]


Where = Callable[[tuple[TearPoint, ...]], Tear]


def not_begun(points: tuple[TearPoint, ...]) -> Tear:
    """Right before the first byte of the plan."""
    return Tear(TearPoint(steps(points)[0], TearPhase.BEFORE))


def not_begun_without_code(points: tuple[TearPoint, ...]) -> Tear:
    """The same, of a card whose keys have no tries that they would spend."""
    return Tear(TearPoint(changing(points)[0], TearPhase.BEFORE))


def amid_the_data(points: tuple[TearPoint, ...]) -> Tear:
    """Inside a byte in the middle of the contents, which come before the mark."""
    data = amid(points, steps(points)[-2])
    return Tear(data[len(data) // 2], mix=0x5A)


def amid_the_mark(points: tuple[TearPoint, ...]) -> Tear:
    """Inside the last byte of the last step."""
    return Tear(amid(points, steps(points)[-1])[-1], mix=0x5A)


def halfway(points: tuple[TearPoint, ...]) -> Tear:
    """After half of all APDUs that change bytes."""
    done = steps(points)
    return Tear(TearPoint(done[len(done) // 2], TearPhase.AFTER))


def unseen(points: tuple[TearPoint, ...]) -> Tear:
    """Everything is written; the answer is lost."""
    return Tear(TearPoint(steps(points)[-1], TearPhase.AFTER))


def amid_the_secret(points: tuple[TearPoint, ...]) -> Tear:
    """Before the second byte of the new secret, which follows the serial, is what it will be."""
    secret = steps(points)[1]
    return Tear([p for p in points if p.apdu == secret and p.byte == 1][-1])


def amid_the_keys(points: tuple[TearPoint, ...]) -> Tear:
    """Inside the new key A of the first sector that gets its keys."""
    return Tear(amid(points, steps(points)[0])[3], mix=0x5A)


def on_deposit(before: Act) -> Act:
    """The kiosk's owner is an agent who earns something, and then the moment before."""

    def ready(world: World) -> None:
        world.do("set-agent", by=ADMINISTRATOR, agent="71")
        world.do("agent-deposit", by=SUPERVISOR, agent="71", amount="9000", reference="bank 17")
        terms = {"rule": "percent", "rate": "250", "goes": "kept"}
        world.do("set-commission", by=ADMINISTRATOR, agent="71", **terms)
        before(world)

    return ready


def interrupted(before: Act, act: Act, where: Where) -> Act:
    """The moment before, and then the operation with the card pulled; the card is back."""

    def ready(world: World) -> None:
        before(world)
        torn(world, act, where(moments(world, act)))
        world.put(world.hand)

    return ready


def scrapped(where: Where) -> Act:
    """The secret tore while the first card was made; a blank one lies on the reader."""

    def ready(world: World) -> None:
        interrupted(opened, allocate, where)(world)
        with suppress(CardScrapped):
            settle(world)
        if not world.unrenewed():
            raise AssertionError("the card is not scrapped")
        world.new_card("second")

    return ready


def held(world: World) -> None:
    """The meter wrote on a card that tore at the counter, so that it cannot tell any more."""
    interrupted(has_bought_twice, prepay, amid_the_data)(world)
    world.meters[METER].days(1, 700)
    to_meter(world)
    with suppress(PlanOnHold):
        settle(world)
