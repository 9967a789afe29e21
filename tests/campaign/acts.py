"""What cashier and customer do, one thing each."""

from __future__ import annotations

from contextlib import suppress

from app.domain.cards import Marking
from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts
from app.ledger.queries.plans import PlanRow
from app.operations.errors import CardScrapped, ShiftAlreadyOpen
from tests.campaign.world import World
from tests.counter import ADMINISTRATOR, SUPERVISOR

METER = "200000012345"
WRONG_METER = "200000012354"
METERS = (METER, "200000012346")
NEW_METER = "200000054321"
"""Those of the account, as many as its world has. No card of makers tells zeros in front."""
REQUEST = "the errand"


# -- what customers do -----------------------------------------------------------------------


def credited(world: World) -> int:
    """What the meter has credited in its life."""
    return world.meters[METER].state.total_credited


def on_the_wall(world: World) -> list[str]:
    """The meters that hang there: of two that take each other's place, the one on file.

    While a change is in doubt both are on file; then the world knows which one was taken off.
    """
    gone = {METER, NEW_METER} - set(on_file(world))
    if not gone:
        gone = {world.notes["gone"]}
    return [meter for meter in world.meters if meter not in gone]


def on_file(world: World) -> list[str]:
    """The account's meters by the ledger, the first one first."""
    with world.ledger.read() as reader:
        rows = accounts.meters_of(reader.db, world.notes["account"])
    return [row.meter for row in rows]


def first_meter(world: World) -> str:
    """The meter in the first place of the card."""
    return NEW_METER if METER not in on_file(world) and NEW_METER in on_file(world) else METER


def to_meter(world: World) -> None:
    """The customer lets all meters take the card, and brings it back.

    A meter that marks once proves what it took when it sees the card again.
    """
    for meter in on_the_wall(world):
        for _visit in range(2 if world.marking is Marking.BEFORE else 1):
            world.take(meter)
    world.put(world.hand)


def nothing(world: World) -> None:
    """Nobody waits for anything."""


def old_card_is_dead(world: World) -> None:
    """The new card in the meter, then the old one, which does nothing any more."""
    to_meter(world)
    before = credited(world)
    answer = world.take(METER, "first")
    if answer is not MeterAnswer.WRONG_CARD or credited(world) != before:
        raise AssertionError(f"the meter answers the old card with {answer}")
    world.put(world.hand)


def paid_after_the_meter(world: World) -> None:
    """The meter proves the cancelled number; the money goes out."""
    to_meter(world)
    pay_refund(world)


def paid_at_once(world: World) -> None:
    """The money goes out without proof; after an interruption it has to be asked for."""
    if world.due():
        pay_refund(world)
    to_meter(world)


# -- what the cashier does -------------------------------------------------------------------


def opened(world: World) -> None:
    """An account, its meters on the wall and a blank card on the reader."""
    world.notes["account"] = world.do("open-account", tariff_class="1", name="Neema Juma").account
    for at in range(len(world.kind.meters)):
        world.new_meter(METERS[at], at)
    world.new_card("first")


def allocate(world: World) -> None:
    """The blank becomes the account's card, with a first purchase."""
    allocate_place(world, 0, request=REQUEST)


def allocate_place(world: World, at: int, **caller: str) -> None:
    """A meter of the account gets its place on the card."""
    world.do(
        "allocate-meter",
        account=world.notes["account"],
        meter=METERS[at],
        model=world.kind.model(at),
        amount="1000",
        **caller,
    )


def allocate_another(world: World) -> None:
    """The second meter gets its place on the card that serves the first."""
    allocate_place(world, 1, request=REQUEST)


def sell(world: World, amount: str, **caller: str) -> None:
    """A purchase for all meters of the card, in one payment."""
    others = [meter for meter in world.meters if meter not in (METER, NEW_METER)]
    also = {"also": ", ".join(f"{meter}={amount}" for meter in others)} if others else {}
    world.do("prepay", amount=amount, meter=first_meter(world), **also, **caller)


def prepay(world: World) -> None:
    """A purchase."""
    sell(world, "500", request=REQUEST)


def refund(world: World) -> None:
    """The unloaded purchase comes off the card."""
    world.do("refund", reason="moved house", request=REQUEST)


def reverse(world: World) -> None:
    """The unloaded purchase is undone as a whole."""
    world.do("reverse", reason="wrong amount", request=REQUEST)


def correct_meter(world: World) -> None:
    """The card is written for the meter that hangs on the wall."""
    world.do(
        "correct-meter",
        number=METER,
        reason="typed wrongly",
        second=SUPERVISOR,
        request=REQUEST,
    )


def compensate(world: World) -> None:
    """Credit that the utility gives, without money."""
    world.do(
        "compensate",
        volume="2",
        meter=METER,
        reason="the meter was repaired",
        second=SUPERVISOR,
        request=REQUEST,
    )


def give_free_water(world: World) -> None:
    """Volume of a scheme, for nothing."""
    world.do(
        "give-free-water",
        scheme="poor",
        volume="2",
        meter=METER,
        reason="in the scheme",
        second=SUPERVISOR,
        request=REQUEST,
    )


def change_meter(world: World) -> None:
    """One unit went through the old meter; another hangs in its place."""
    world.do(
        "change-meter",
        account=world.notes["account"],
        meter=METER,
        new_meter=NEW_METER,
        old_dial="1",
        technician="Baraka",
        form="F-17",
        second=SUPERVISOR,
        request=REQUEST,
        **({"left": "5"} if world.counter.charging.counts_money else {}),
    )


def change_customer(world: World) -> None:
    """Another person takes over; the former card lies on the reader and is only read."""
    done = world.do(
        "change-customer",
        account=on_meter(world),
        reason="tenant",
        card="returned",
        dials=f"{METER}=1",
        second=SUPERVISOR,
        request=f"{REQUEST}, taken over",
    )
    world.notes["account"] = done.account


def on_meter(world: World) -> str:
    """The account that the former card is of."""
    return world.notes.setdefault("account, former", world.notes["account"])


def moves_in(world: World) -> None:
    """The meter is cleared; the new person's card is made and opens it, the former one does not."""
    world.new_meter(METER)
    world.new_card("second")
    allocate(world)
    if world.take(METER, "first") is not MeterAnswer.NOT_OPENED:
        raise AssertionError("the former person's card opens a cleared meter")
    to_meter(world)


def former_card_is_dead(world: World) -> None:
    """The former card does nothing, before the new one opens the meter and after it."""
    before, refusals = credited(world), (MeterAnswer.NOT_OPENED, MeterAnswer.WRONG_ACCOUNT)
    if world.take(METER, "first") not in refusals or credited(world) != before:
        raise AssertionError("the former person's card opens a cleared meter")
    to_meter(world)


def undo_change(world: World) -> None:
    """The old meter hangs there again."""
    world.do(
        "undo-meter-change",
        meter=NEW_METER,
        reason="it leaks",
        second=SUPERVISOR,
        request=f"{REQUEST}, undone",
    )


def undo_change_with_blank(world: World) -> None:
    """The old meter hangs there again; the opening card is lost."""
    world.do(
        "undo-meter-change",
        account=world.notes["account"],
        meter=NEW_METER,
        reason="it leaks",
        second=SUPERVISOR,
        request=f"{REQUEST}, undone",
    )


def pay_refund(world: World) -> None:
    """The money for it."""
    world.do("pay-refund", request=f"{REQUEST}, paid")


def money_back(world: World) -> None:
    """The money of a payment that never reached the card."""
    world.do(
        "money-back",
        reason="changed their mind",
        account=world.notes["account"],
        second=SUPERVISOR,
        request=f"{REQUEST}, back",
    )


def reissue(world: World) -> None:
    """A new card."""
    world.do(
        "reissue-card",
        account=world.notes["account"],
        meter=METER,
        reason="lost",
        identity="known",
        request=REQUEST,
    )


def reissue_and_sell(world: World) -> None:
    """A new card, with a purchase for each meter in the same payment."""
    others = [meter for meter in world.meters if meter != METER]
    also = {"also": ", ".join(f"{meter}=500" for meter in others)} if others else {}
    world.do(
        "reissue-card",
        account=world.notes["account"],
        meter=METER,
        reason="lost",
        identity="known",
        buys_for=METER,
        amount="700",
        request=REQUEST,
        **also,
    )


def put_right(world: World) -> None:
    """The same card, written again as recorded."""
    world.do(
        "reissue-card",
        account=world.notes["account"],
        meter=METER,
        reason="wrong_data",
        second=SUPERVISOR,
        request=REQUEST,
    )


def rewrite(world: World) -> None:
    """The load once more."""
    world.do("rewrite-load", request=REQUEST)


def retrieve(world: World) -> None:
    """The card becomes a blank again."""
    try:
        world.do("retrieve-card", account=world.notes["account"], request=REQUEST)
    except CardScrapped:  # it died on the way: nothing was on it any more
        return


def gets_another(world: World) -> None:
    """The customer moves in again, with a new card."""
    world.new_card("second")
    world.do("reissue-card", account=world.notes["account"], meter=METER, reason="our_fault")
    to_meter(world)


def retrieve_function_card(world: World) -> None:
    """A function card that was handed in becomes a blank again."""
    try:
        world.do("retrieve-card", by=SUPERVISOR, request=REQUEST)
    except CardScrapped:
        return


def customers_own(world: World) -> None:
    """The customer's own card on the reader."""
    world.put("first")


def renew(world: World) -> None:
    """The contents of a scrapped card on a new one."""
    world.do("renew-plan", account=world.notes["account"], request=f"{REQUEST}, renewed")


def settle(world: World) -> None:
    """The open operation, if there still is one."""
    if world.open_plans():
        world.do("settle", account=world.notes["account"])


def decide(world: World) -> None:
    """Two people look at the meter: it has taken what the held plan wrote, or it has not."""
    with suppress(ShiftAlreadyOpen):
        world.do("open-shift", by=SUPERVISOR, float="0")
    for row in world.open_plans():
        taken = any(_has_taken(world, meter, row) for meter in world.meters)
        world.do(
            "decide-plan",
            by=SUPERVISOR,
            second=ADMINISTRATOR,
            plan=str(row.id),
            decision="happened" if taken else "not_written",
            reason="the meter shows it",
        )


def _has_taken(world: World, meter: str, row: PlanRow) -> bool:
    """By the mark where the card has room for it, otherwise by the number."""
    memory = world.meters[meter].memory
    if not row.for_customer:
        return memory.state.test_credit > 0
    if world.counter.profile.declares.room_for_mark:
        return memory.taken == row.id
    numbers = {part.contents.meter: part.contents.number for part in row.parts}
    return memory.state.number == numbers.get(meter)
