"""What really happened between two kiosks, and what must be so whatever happened.

The truth is kept apart from the ledgers: it knows what a restore made a kiosk forget, and what the
meter did. Of every purchase must hold:

*No credit without money.* The meter credits it at most once, in the amount that was paid for, and
not if it was paid back: in whatever order all cards that exist are put into the meter from here
on. Nothing else is ever credited, nothing is paid back twice, no purchase gets two receipts.

*No money without credit, slip or hold.* Paid for, not paid back and not credited, it will be
credited by a card, or somebody owes an answer for it (:func:`answer_owed`). This is asked where
every order of visits to the meter ends, so that a load does not count as the customer's which
another card makes worthless.

So for the customer paid - paid back = credited + still to be credited + in doubt, each purchase
counted once; and that is what both halves say together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from app.domain.cards import CardForm, CardReading, Marking, ReadBack, ReadBackPhase
from app.domain.comparison import SELLABLE, Known, KnownWrite, Standing, standing
from app.domain.identity import EventId, Node
from app.domain.quantity import Quantity
from app.simulator.visits import MeterMemory, Remember, visit
from tests.protocol.bottoms import bottoms


class Rules(NamedTuple):
    """What cards and meters are like."""

    marking: Marking
    copyable: bool


@dataclass(frozen=True)
class Truth:
    """Everything that was paid, planned, paid back and credited, whoever remembers it."""

    paid: Mapping[EventId, Quantity] = field(default_factory=dict)
    """Purchases by their mark."""
    numbers: Mapping[EventId, int] = field(default_factory=dict)
    """Their purchase numbers."""
    about: Mapping[EventId, EventId] = field(default_factory=dict)
    """Purchase that a plan is about: its own, its rewriting, its restoring, its refund."""
    carried: Mapping[EventId, EventId] = field(default_factory=dict)
    """Purchase whose load an image with this mark carries."""
    paid_back: tuple[EventId, ...] = ()
    """Purchases, once for each time that money went out."""
    receipts: tuple[EventId, ...] = ()
    """Purchases, once for each receipt number."""
    credited: tuple[EventId, ...] = ()
    """Purchases, once for each time that a meter credited them."""
    slips: frozenset[EventId] = frozenset()
    """Plans for which the customer was given a paper: in doubt, money to come, credit owed."""
    owing: Mapping[EventId, tuple[int, Quantity]] = field(default_factory=dict)
    """Number and load that a reissue's new card was made without."""
    sequences: tuple[int, ...] = ()
    """Write sequences of all plans: one twice where kiosks did not know of each other."""
    superseded: Mapping[bytes, int] = field(default_factory=dict)
    """Serials of cards that are being replaced, with the lowest write sequence of a newer card."""

    @property
    def contested(self) -> bool:
        """Whether two plans were made on the same image: one of them may be dead."""
        return len(set(self.sequences)) < len(self.sequences)


@dataclass(frozen=True)
class View:
    """What a kiosk's ledger knows that bears on a customer's claims."""

    node: Node
    epoch: int
    plans: frozenset[EventId]
    """Plans that it knows at all."""
    waiting: frozenset[EventId]
    """Its own plans that are open, held or not, and its refunds that are not paid yet."""
    open_on: frozenset[bytes]
    """Cards that its own open plans are about."""
    loaded: frozenset[EventId]
    """Purchases that are closed as loaded."""
    owed: frozenset[tuple[int, Quantity]]
    """Number and load of credit that is recorded as owed, or will be when a reissue is closed."""
    held: frozenset[bytes]
    """Cards on hold."""
    made: frozenset[bytes]
    """Cards that it knows."""
    replaced: frozenset[bytes]
    """Cards that it knows to be superseded."""
    write: KnownWrite | None
    """The newest write that it knows."""
    last: EventId | None
    """Purchase that this write carries."""
    restorable: bool
    """Whether a new card made here would carry it again; otherwise it would be booked as owed."""

    def standing_of(self, card: CardReading, rules: Rules) -> Standing:
        """How a card would stand here if it were shown."""
        known = Known(
            node=self.node,
            epoch=self.epoch,
            roaming=True,
            serial_known=card.serial in self.made,
            superseded=card.serial in self.replaced,
            write=self.write,
        )
        return standing(card, known, copyable=rules.copyable)


def violations(
    truth: Truth,
    views: Sequence[View],
    memory: MeterMemory,
    cards: Sequence[CardReading],
    rules: Rules,
) -> Iterator[str]:
    """What must never be. ``cards``: all that exist and that a meter can read."""
    yield from counted_twice(truth)
    for end in every_end(memory, tuple(cards), rules.marking):
        yield from wrong_at(truth, views, end, rules)


def counted_twice(truth: Truth) -> Iterator[str]:
    """Purchases of which something happened twice already, or that never were."""
    for purchase in {*truth.credited, *truth.paid_back, *truth.receipts} - set(truth.paid):
        yield f"{purchase} credited, paid back or numbered, which nobody paid"
    for purchase in truth.paid:
        for what, times in (
            ("credited", truth.credited.count(purchase)),
            ("paid back", truth.paid_back.count(purchase)),
            ("numbered", truth.receipts.count(purchase)),
        ):
            if times > 1:
                yield f"{purchase} {what} {times} times"


def wrong_at(truth: Truth, views: Sequence[View], end: End, rules: Rules) -> Iterator[str]:
    """What is wrong where the meter will give no more credit."""
    for mark, load in end.taken:
        if truth.paid.get(truth.carried.get(mark, mark)) != load:
            yield f"credit of {load} for {mark}, which nobody paid"
    credited = [*truth.credited, *(truth.carried.get(mark, mark) for mark, _load in end.taken)]
    for purchase in truth.paid:
        back = truth.paid_back.count(purchase)
        if credited.count(purchase) + back > 1:
            yield f"{purchase} both credited and paid back, or credited twice"
        gone = not back and purchase not in credited
        if gone and not answer_owed(purchase, truth, views, end, rules):
            yield f"{purchase} is paid for and gone"


@dataclass(frozen=True)
class End:
    """Where an order of visits ends: no card changes anything any more, or only in a round."""

    memory: MeterMemory
    cards: tuple[CardReading, ...]
    taken: tuple[tuple[EventId, Quantity], ...]
    """Marks and loads credited on the way."""


def every_end(
    memory: MeterMemory, cards: tuple[CardReading, ...], marking: Marking
) -> Iterator[End]:
    """Every end that complete visits of these cards, in any order, can come to.

    Two new cards that the meter has seen replace each other in it for ever; that is an end, too.
    """
    todo = [End(memory, cards, ())]
    graph: dict[End, list[End]] = {}
    while todo:
        now = todo.pop()
        if now in graph:
            continue
        then = [_after(now, at, marking) for at in range(len(cards))]
        graph[now] = [end for end in then if _settled(end) != _settled(now)]
        todo += graph[now]
    yield from bottoms(graph)


def _after(now: End, at: int, marking: Marking) -> End:
    memory, card = inserted(now.memory, now.cards[at], marking)
    taken = now.taken
    gain = memory.state.total_credited - now.memory.state.total_credited
    if gain:
        taken = (*taken, (card.contents.mark, gain))
    return End(memory, (*now.cards[:at], card, *now.cards[at + 1 :]), taken)


def _settled(end: End) -> tuple[object, ...]:
    """What a visit changes that bears on later ones."""
    return end.memory.state, tuple(
        (card.read_back.phase, card.read_back.number, card.read_back.total_credited)
        for card in end.cards
    )


def inserted(
    memory: MeterMemory, card: CardReading, marking: Marking, moves: int | None = None
) -> tuple[MeterMemory, CardReading]:
    """Meter and card after a visit, or after its first ``moves``."""
    for move in visit(memory, card, marking).moves[:moves]:
        if isinstance(move, Remember):
            memory = move.memory
            continue
        back = memory.read_back
        if move.mark != card.contents.mark:
            back = msgspec.structs.replace(back, phase=ReadBackPhase.EMPTY)
        elif move.phase is ReadBackPhase.BEGUN:
            back = ReadBack(phase=ReadBackPhase.BEGUN)
        else:
            back = msgspec.structs.replace(back, phase=move.phase)
        card = msgspec.structs.replace(card, read_back=back)
    return memory, card


def answer_owed(
    purchase: EventId, truth: Truth, views: Sequence[View], end: End, rules: Rules
) -> bool:
    """Whether somebody owes the customer an answer for a purchase that will not be credited.

    A kiosk has an open plan about it, on hold or not, or a refund to pay; the customer holds a
    slip about it and the kiosk that gave it does not know better; its load is recorded as owed, or
    the receipt of a new card says so; two kiosks sold its number, which whoever learns of both
    finds; it can be written again by a new card, restored or booked; or a card shows it
    (:func:`_card_answers`).
    """
    about = [plan for plan, what in truth.about.items() if what == purchase]
    if any(plan in view.waiting for plan in about for view in views):
        return True
    if any(_slip_counts(plan, purchase, views) for plan in about if plan in truth.slips):
        return True
    load = (truth.numbers[purchase], truth.paid[purchase])
    if any(load in view.owed for view in views):
        return True
    if any(truth.owing.get(plan) == load for plan in truth.slips):
        return True
    in_turn = truth.numbers[purchase] == end.memory.state.number + 1
    if any(view.last == purchase and (in_turn or not view.restorable) for view in views):
        return True
    if any(_sold_twice(purchase, other, truth, views) for other in truth.paid):
        return True
    shown = [card for card in end.cards if _shows(card, purchase, truth)]
    return any(_card_answers(card, purchase, truth, views, end, rules) for card in shown)


def _card_answers(
    card: CardReading,
    purchase: EventId,
    truth: Truth,
    views: Sequence[View],
    end: End,
    rules: Rules,
) -> bool:
    """Whether a card that shows a purchase leads to an answer.

    A kiosk that has a plan open for it must settle that first. It was replaced, or can be by a
    kiosk that does not know of it, by one of no higher write sequence, so that the load is booked
    when the old card is taken in. It is on hold or will be when a kiosk sees it, and no kiosk
    would sell to it and write the load away. Or the load can be written on it again.
    """
    if card.contents.sequence >= truth.superseded.get(card.serial, _NEVER):
        return True
    if any(card.serial in view.open_on or _replaceable(card, view) for view in views):
        return True
    found = [view.standing_of(card, rules) for view in views]
    free = [card.serial not in view.held for view in views]
    holds = any(
        not loose or row is Standing.UNEXPLAINED for loose, row in zip(free, found, strict=True)
    )
    sells = any(loose and row in SELLABLE for loose, row in zip(free, found, strict=True))
    return (holds and not sells) or _written_again(card, purchase, views, end.memory)


def _replaceable(card: CardReading, view: View) -> bool:
    """Whether a new card made here would replace this one without its last write."""
    write = view.write
    return (
        write is not None
        and write.serial == card.serial
        and write.sequence < card.contents.sequence
    )


def _sold_twice(purchase: EventId, other: EventId, truth: Truth, views: Sequence[View]) -> bool:
    """Whether two kiosks, or two lives of one, sold the same number, and the books will say so."""
    rivals = purchase[:2] != other[:2] and truth.numbers[purchase] == truth.numbers[other]
    return rivals and all(any(sale in view.plans for view in views) for sale in (purchase, other))


_NEVER = 1 << 30


def _slip_counts(plan: EventId, purchase: EventId, views: Sequence[View]) -> bool:
    """Whether the kiosk that gave a slip cannot say that it is settled."""
    (giver,) = [view for view in views if view.node == plan.node]
    if plan == purchase:
        return purchase not in giver.loaded
    return plan not in giver.plans


def _shows(card: CardReading, purchase: EventId, truth: Truth) -> bool:
    carried = truth.carried.get(card.contents.mark) == purchase
    return carried and card.contents.load > 0 and not card.taken


def _written_again(
    card: CardReading, purchase: EventId, views: Sequence[View], memory: MeterMemory
) -> bool:
    """Whether the meter only refuses the load because it marked it, and a kiosk can mend that.

    A kiosk can that knows the purchase, or that sold it before it was restored.
    """
    state, contents = memory.state, card.contents
    accepted = contents.form is not CardForm.USER or card.serial == state.serial
    mark = contents.mark
    known = any(
        purchase in view.plans or (mark.node == view.node and mark.epoch < view.epoch)
        for view in views
    )
    return accepted and known and contents.number == state.number + 1
