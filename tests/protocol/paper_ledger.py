"""What a kiosk knows, for the rules alone: its plans and those it was told of."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeVar

from app.domain.cards import CardContents
from app.domain.comparison import Known, KnownWrite
from app.domain.identity import EventId, Node
from app.domain.plans import PlanImages
from app.domain.quantity import Quantity
from tests.protocol.paper_card import Card, issuing, rewriting
from tests.protocol.truth import View

T = TypeVar("T")


class Kind(enum.Enum):
    """What a plan is for."""

    SALE = "sale"
    REFUND = "refund"
    MONEY_BACK = "money back"
    REISSUE = "reissue"
    REWRITE = "rewrite"


class Plan(NamedTuple):
    """The opening of a plan."""

    id: EventId
    kind: Kind
    serial: bytes
    contents: CardContents
    before: Card | None
    """The card as it was; None once the plan is closed and nobody compares it any more."""
    about: EventId | None
    """Purchase: paid for, refunded, restored or rewritten."""
    owed: Quantity = 0
    old_serial: bytes = b""
    """Of a reissue."""

    @property
    def issues(self) -> bool:
        """Whether it makes a card."""
        return self.kind is Kind.REISSUE


@lru_cache(1 << 12)
def images_of(plan: Plan) -> PlanImages:
    """What an open plan writes, and on what."""
    assert plan.before is not None
    if plan.issues:
        return issuing(plan.before, plan.serial, plan.contents)
    return rewriting(plan.before, plan.contents)


class Status(enum.IntEnum):
    """How far a plan has come."""

    OPEN = 0
    MONEY_BACK = 1
    HAPPENED = 2
    PAID = 3
    """A refund whose money went out."""


class Row(NamedTuple):
    """A plan and what became of it."""

    plan: Plan
    status: Status = Status.OPEN


class Sighting(NamedTuple):
    """A write that only the card told of, noted by a kiosk before it wrote itself."""

    node: Node
    serial: bytes
    contents: CardContents


class Ledger(NamedTuple):
    """Everything that a kiosk knows."""

    node: Node
    epoch: int
    opened: int
    """Number of its last plan in this epoch."""
    rows: tuple[Row, ...]
    """By identity of their plans."""
    sightings: frozenset[Sighting] = frozenset()
    plans_held: frozenset[tuple[Node, EventId]] = frozenset()
    """With the kiosk that held them."""
    cards_held: frozenset[tuple[Node, bytes]] = frozenset()
    made: frozenset[bytes] = frozenset()
    """Cards that plans made of which nothing else is of interest any more."""
    replaced: frozenset[bytes] = frozenset()
    """Cards that such plans replaced."""


class Write(NamedTuple):
    """A write that is known to have happened."""

    sequence: int
    number: int
    mark: EventId
    serial: bytes
    contents: CardContents
    plan: Plan | None


def with_row(ledger: Ledger, row: Row) -> Ledger:
    """The ledger with a new plan, or with what became of one."""
    if row.status is not Status.OPEN:
        row = row._replace(plan=row.plan._replace(before=None))
    rows = [other for other in ledger.rows if other.plan.id != row.plan.id]
    rows.append(row)
    return ledger._replace(rows=tuple(sorted(rows, key=lambda one: one.plan.id)))


def row_of(ledger: Ledger, id: EventId) -> Row | None:
    """A plan."""
    return next((row for row in ledger.rows if row.plan.id == id), None)


def next_id(ledger: Ledger) -> EventId:
    """Identity of the kiosk's next plan."""
    return EventId(ledger.node, ledger.epoch, ledger.opened + 1)


def told(target: Ledger, source: Ledger) -> Ledger:
    """What ``target`` knows once it has every event that ``source`` wrote.

    A source that was restored may have forgotten what became of a plan; the target has not.
    """
    for row in source.rows:
        if row.plan.id.node == source.node:
            known_already = row_of(target, row.plan.id)
            if known_already is None or known_already.status < row.status:
                target = with_row(target, row)

    def own(facts: Iterable[T]) -> frozenset[T]:
        return frozenset(fact for fact in facts if fact[0] == source.node)  # type: ignore[index]  # all tuples

    return target._replace(
        sightings=target.sightings | own(source.sightings),
        plans_held=target.plans_held | own(source.plans_held),
        cards_held=target.cards_held | own(source.cards_held),
    )


def open_rows(ledger: Ledger) -> list[Row]:
    """Plans that are not closed, by identity."""
    return [row for row in ledger.rows if row.status is Status.OPEN]


def is_held(ledger: Ledger, plan: EventId) -> bool:
    """Whether somebody holds a plan."""
    return any(held == plan for _node, held in ledger.plans_held)


@lru_cache(1 << 12)
def writes(ledger: Ledger) -> tuple[Write, ...]:
    """All writes that are known to have happened, oldest first."""
    found = {
        row.plan.id: Write(
            row.plan.contents.sequence,
            row.plan.contents.number,
            row.plan.id,
            row.plan.serial,
            row.plan.contents,
            row.plan,
        )
        for row in ledger.rows
        if row.status >= Status.HAPPENED
    }
    for _node, serial, said in ledger.sightings:
        found.setdefault(
            said.mark, Write(said.sequence, said.number, said.mark, serial, said, None)
        )
    return tuple(sorted(found.values(), key=lambda write: write[:3]))


def owed(ledger: Ledger) -> Quantity:
    """Load that the newest card was made without, or the cards that it replaced one by one."""
    total = 0
    for write in reversed(writes(ledger)):
        if write.plan is None or write.plan.kind is not Kind.REISSUE:
            break
        total += write.plan.owed
    return total


def made(ledger: Ledger) -> frozenset[bytes]:
    """Cards that an event made, or told of a write on."""
    by_plans = {row.plan.serial for row in ledger.rows if row.plan.issues}
    return ledger.made | by_plans | {seen.serial for seen in ledger.sightings}


def replaced(ledger: Ledger) -> frozenset[bytes]:
    """Cards that a newer one is known to have replaced."""
    return ledger.replaced | {
        row.plan.old_serial
        for row in ledger.rows
        if row.plan.kind is Kind.REISSUE and row.status is Status.HAPPENED
    }


def known(ledger: Ledger, serial: bytes) -> Known:
    """What the comparison is told of a card."""
    return Known(
        node=ledger.node,
        epoch=ledger.epoch,
        roaming=True,
        serial_known=serial in made(ledger),
        superseded=serial in replaced(ledger),
        write=newest_write(ledger),
    )


def newest_write(ledger: Ledger) -> KnownWrite | None:
    """What the newest write said."""
    newest = writes(ledger)[-1]
    return KnownWrite(
        serial=newest.serial,
        sequence=newest.sequence,
        mark=newest.mark,
        number=newest.number,
        load=newest.contents.load,
        cumulative=newest.contents.cumulative,
        owed=owed(ledger),
    )


def carried(ledger: Ledger, mark: EventId) -> EventId | None:
    """The purchase whose load stands on a card under this mark, as far as it is known."""
    row = row_of(ledger, mark)
    carries = row is not None and row.plan.kind in (Kind.SALE, Kind.REISSUE, Kind.REWRITE)
    return row.plan.about if row is not None and carries else None


def refund_of(ledger: Ledger, purchase: EventId) -> Row | None:
    """The refund or money back of a purchase."""
    kinds = (Kind.REFUND, Kind.MONEY_BACK)
    return next(
        (row for row in ledger.rows if row.plan.kind in kinds and row.plan.about == purchase), None
    )


def refundable(ledger: Ledger, purchase: EventId | None) -> Row | None:
    """A purchase that is on its card for all that is known, and not being paid back."""
    row = None if purchase is None else row_of(ledger, purchase)
    if row is None or row.status is not Status.HAPPENED:
        return None
    return row if refund_of(ledger, row.plan.id) is None else None


def restores(ledger: Ledger) -> tuple[EventId | None, Quantity]:
    """(purchase that a new card would carry again, load that it would be made without)."""
    last = writes(ledger)[-1]
    if last.contents.load == 0:
        return None, 0
    row = refundable(ledger, carried(ledger, last.mark))
    if row is not None and row.plan.id[:2] == (ledger.node, ledger.epoch):
        return row.plan.id, 0
    return None, last.contents.load


def waiting_refunds(ledger: Ledger) -> Iterator[Row]:
    """This kiosk's refunds whose load is off the card and whose money waits."""
    for row in ledger.rows:
        pays = row.plan.kind in (Kind.REFUND, Kind.MONEY_BACK)
        if pays and row.status is Status.HAPPENED and row.plan.id.node == ledger.node:
            yield row


def view(ledger: Ledger) -> View:
    """What bears on a customer's claims."""
    own = [row for row in open_rows(ledger) if row.plan.id.node == ledger.node]
    waiting = [row.plan.id for row in own]
    waiting += [row.plan.id for row in waiting_refunds(ledger)]
    reissues = [row for row in ledger.rows if row.plan.kind is Kind.REISSUE]
    last = writes(ledger)[-1]
    return View(
        node=ledger.node,
        epoch=ledger.epoch,
        plans=frozenset(row.plan.id for row in ledger.rows),
        waiting=frozenset(waiting),
        open_on=frozenset(row.plan.serial for row in own),
        loaded=frozenset(
            row.plan.id
            for row in ledger.rows
            if row.plan.kind is Kind.SALE and row.status is Status.HAPPENED
        ),
        owed=frozenset((row.plan.contents.number, row.plan.owed) for row in reissues),
        held=frozenset(serial for _node, serial in ledger.cards_held),
        made=made(ledger),
        replaced=replaced(ledger),
        write=newest_write(ledger),
        last=carried(ledger, last.mark),
        restorable=restores(ledger)[0] is not None,
    )
