"""What people come to the counter for: made ready, done, and followed up to a quiet end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.domain.cards import Marking
from app.domain.metering import MeterAnswer
from app.operations.errors import CardScrapped, PlanOnHold, ShiftAlreadyOpen
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint
from tests.campaign.interrupting import Act, moments, torn
from tests.campaign.world import Frozen, Kind, World, begin
from tests.counter import ADMINISTRATOR, SUPERVISOR

METER = "000000012345"
REQUEST = "the errand"


_USUAL = Kind()


@dataclass(frozen=True)
class Errand:
    """One operation, from the moment before it to the moment when nobody waits for anything."""

    name: str
    ready: Act
    """Brings a fresh world to the moment before; the card that matters lies on the reader."""
    act: Act
    """The operation; repeated, it acts once."""
    follow: Act
    """What customer and cashier do afterwards."""
    kind: Kind = _USUAL

    def template(self, folder: Path) -> Frozen:
        """A world at the moment before, to be copied."""
        if self.kind not in _BEGUN:
            _BEGUN[self.kind] = begin(folder.with_name(f"begun {len(_BEGUN)}"), self.kind)
        world = _BEGUN[self.kind].copied(folder).thaw()
        self.ready(world)
        for job in world.ledger.print_jobs.pending():
            world.ledger.print_jobs.done(job.id)  # their papers are out
        return world.freeze()


_BEGUN: dict[Kind, Frozen] = {}
"""Worlds of this process with nothing but a ledger, of which making one takes longest."""


# -- what customers do -----------------------------------------------------------------------


def credited(world: World) -> int:
    """What the meter has credited in its life."""
    return world.meters[METER].state.total_credited


def to_meter(world: World) -> None:
    """The customer lets the meter take the card, and brings it back.

    A meter that marks once proves what it took when it sees the card again.
    """
    for _visit in range(2 if world.kind.marking is Marking.BEFORE else 1):
        world.take(METER)
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
    """An account, a meter on the wall and a blank card on the reader."""
    world.notes["account"] = world.do("open-account", tariff_class="1", name="Neema Juma").account
    world.new_meter(METER)
    world.new_card("first")


def allocate(world: World) -> None:
    """The blank becomes the account's card, with a first purchase."""
    world.do(
        "allocate-meter",
        account=world.notes["account"],
        meter=METER,
        model="DN15",
        amount="1000",
        request=REQUEST,
    )


def prepay(world: World) -> None:
    """A purchase."""
    world.do("prepay", amount="500", request=REQUEST)


def refund(world: World) -> None:
    """The unloaded purchase comes off the card."""
    world.do("refund", reason="moved house", request=REQUEST)


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
    world.do("reissue-card", account=world.notes["account"], reason="lost", request=REQUEST)


def rewrite(world: World) -> None:
    """The load once more."""
    world.do("rewrite-load", request=REQUEST)


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
        taken = any(meter.memory.taken == row.id for meter in world.meters.values())
        world.do(
            "decide-plan",
            by=SUPERVISOR,
            second=ADMINISTRATOR,
            plan=str(row.id),
            decision="happened" if taken else "not_written",
            reason="the meter shows it",
        )


# -- the moment before -----------------------------------------------------------------------


def has_credit(world: World) -> None:
    """A customer whose first purchase is in the meter."""
    opened(world)
    world.do(
        "allocate-meter", account=world.notes["account"], meter=METER, model="DN15", amount="1000"
    )
    to_meter(world)


def has_bought_twice(world: World) -> None:
    """Both copies of the card have been written before."""
    has_credit(world)
    world.do("prepay", amount="100")
    to_meter(world)


def has_unloaded(world: World) -> None:
    """A purchase is on the card and not in the meter."""
    has_bought_twice(world)
    world.do("prepay", amount="500")


def waits_for_money(world: World) -> None:
    """A refund that the meter has proved."""
    has_unloaded(world)
    world.do("refund", reason="moved house")
    to_meter(world)


def holds_blank(world: World) -> None:
    """A lost card with an unloaded purchase; a blank one lies on the reader."""
    has_unloaded(world)
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


def steps(points: Iterable[TearPoint]) -> list[int]:
    """APDUs that carry out the steps of a plan: all that change bytes, after the presented code."""
    return sorted({p.apdu for p in points if p.phase in (TearPhase.ERASE, TearPhase.WRITE)})[1:]


def amid(points: Iterable[TearPoint], apdu: int) -> list[TearPoint]:
    """The bytes that an APDU writes."""
    return [p for p in points if p.apdu == apdu and p.phase is TearPhase.WRITE]


Where = Callable[[tuple[TearPoint, ...]], Tear]


def not_begun(points: tuple[TearPoint, ...]) -> Tear:
    """Right before the first byte of the plan."""
    return Tear(TearPoint(steps(points)[0], TearPhase.BEFORE))


def amid_the_data(points: tuple[TearPoint, ...]) -> Tear:
    """Inside a byte in the middle of the contents, which come before the mark."""
    data = amid(points, steps(points)[-2])
    return Tear(data[len(data) // 2], mix=0x5A)


def amid_the_mark(points: tuple[TearPoint, ...]) -> Tear:
    """Inside the last byte of the last step."""
    return Tear(amid(points, steps(points)[-1])[-1], mix=0x5A)


def unseen(points: tuple[TearPoint, ...]) -> Tear:
    """Everything is written; the answer is lost."""
    return Tear(TearPoint(steps(points)[-1], TearPhase.AFTER))


def amid_the_secret(points: tuple[TearPoint, ...]) -> Tear:
    """Between the first and the second byte of the new secret, which follows the serial."""
    return Tear(amid(points, steps(points)[1])[1])


def interrupted(before: Act, act: Act, where: Where) -> Act:
    """The moment before, and then the operation with the card pulled; the card is back."""

    def ready(world: World) -> None:
        before(world)
        torn(world, act, where(moments(world, act)))
        world.put(world.hand)

    return ready


def scrapped(world: World) -> None:
    """The secret tore while the first card was made; a blank one lies on the reader."""
    interrupted(opened, allocate, amid_the_secret)(world)
    with suppress(CardScrapped):
        settle(world)
    world.new_card("second")


def held(world: World) -> None:
    """The meter wrote on a card that tore at the counter, so that it cannot tell any more."""
    interrupted(has_bought_twice, prepay, amid_the_data)(world)
    world.meters[METER].days(1, 700)
    to_meter(world)
    with suppress(PlanOnHold):
        settle(world)


# -- all of them -----------------------------------------------------------------------------

_OMNIKEY = Kind(reader="omnikey")
_NOT_COPYABLE = Kind(copyable=False)
_MARKS_ONCE = Kind(marking=Marking.BEFORE)

ERRANDS = (
    Errand("allocation", opened, allocate, to_meter),
    Errand("allocation, OMNIKEY", opened, allocate, to_meter, _OMNIKEY),
    Errand("prepayment", has_bought_twice, prepay, to_meter),
    Errand("prepayment, OMNIKEY", has_bought_twice, prepay, to_meter, _OMNIKEY),
    Errand("refund", has_unloaded, refund, paid_after_the_meter),
    Errand("refund, no copies", has_unloaded, refund, paid_at_once, _NOT_COPYABLE),
    Errand("pay-refund", waits_for_money, pay_refund, nothing),
    Errand("reissue", holds_blank, reissue, old_card_is_dead),
    Errand(
        "money back",
        interrupted(has_bought_twice, prepay, not_begun),
        money_back,
        paid_after_the_meter,
    ),
    Errand(
        "money back, blank",
        interrupted(opened, allocate, not_begun),
        money_back,
        paid_after_the_meter,
    ),
    Errand(
        "money back, no copies",
        interrupted(has_bought_twice, prepay, not_begun),
        money_back,
        paid_at_once,
        _NOT_COPYABLE,
    ),
    Errand("rewrite-load", marked_not_taken, rewrite, to_meter, _MARKS_ONCE),
    Errand("renew-plan", scrapped, renew, to_meter),
)
"""Every operation that touches a card."""

DECISION = Errand("decide-plan", held, decide, to_meter)
"""The one that settles without a card."""

_INTERRUPTED = (
    ("allocation", opened, allocate, to_meter),
    ("prepayment", has_bought_twice, prepay, to_meter),
    ("refund", has_unloaded, refund, paid_after_the_meter),
    ("reissue", holds_blank, reissue, old_card_is_dead),
)
_PLACES = (not_begun, amid_the_data, amid_the_mark, unseen)

SETTLINGS = tuple(
    Errand(f"settle {name}, {where.__name__.replace('_', ' ')}", ready, settle, follow)
    for name, before, act, follow in _INTERRUPTED
    for where in _PLACES
    for ready in (interrupted(before, act, where),)
)
"""Settling what was interrupted, itself to be interrupted."""
