"""What nobody will ask for any more, left out, so that stories that have come to the same are one.

Left out of ledgers are rows that every ledger has alike, closed, and below the newest write that
is no reissue: no comparison and no reissue looks below that. Kept are those that carry a load on
a card, or are about a purchase whose money or credit is still to come, or about a row that is
kept. Whether their cards are known or replaced is kept as a fact. Left out of the paper are
purchases that were credited or paid back once and that no ledger and no card names: neither can
happen again without a name, and credit or money under an unknown name is wrong in itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

import msgspec

from app.domain.cards import CardForm
from app.domain.identity import NO_MARK, EventId
from app.domain.metering import MeterState
from app.simulator.visits import MeterMemory
from tests.protocol import paper as papers
from tests.protocol import paper_card
from tests.protocol.paper import Note, Paper
from tests.protocol.paper_card import Card, reading_of
from tests.protocol.paper_ledger import (
    Kind,
    Ledger,
    Plan,
    Row,
    Sighting,
    Status,
    made,
    open_rows,
    replaced,
    writes,
)
from tests.protocol.renaming import Mentions, Names, mentioned

_PAYS_BACK = frozenset({Kind.REFUND, Kind.MONEY_BACK})
_MENDS = frozenset({Kind.REFUND, Kind.MONEY_BACK, Kind.REWRITE})


class Book(NamedTuple):
    """A ledger, and what of it may be left out if all others agree."""

    ledger: Ledger
    below: frozenset[Row | Sighting]
    """Rows and sightings that no comparison and no reissue looks at any more."""


class PaperFacts(NamedTuple):
    """The paper, and what of it must stay."""

    paper: Paper
    about: dict[EventId, EventId]
    asked: frozenset[EventId]
    """Plans that the answer for an unsettled purchase may depend on."""
    slips: frozenset[EventId]
    """Slips that it may depend on."""


def open_serials(ledger: Ledger) -> frozenset[bytes]:
    """Cards that open plans are about."""
    return frozenset(row.plan.serial for row in open_rows(ledger))


def of_no_use(card: Card, serial: bytes | None, owed: frozenset[EventId]) -> bool:
    """Whether a card that every kiosk knows to be replaced will never count again.

    No kiosk writes it, and its meter knows another one by ``serial``; as a user card it stays so.
    ``owed``: marks of purchases that it may be the last to show.
    """
    reading = reading_of(card)
    if reading is None:
        return True
    if reading.contents.mark in owed and reading.unloaded:
        return False
    return reading.contents.form is CardForm.USER and card.serial != serial


def trimmed(
    books: Sequence[Book], facts: PaperFacts, marks: frozenset[EventId], serials: frozenset[bytes]
) -> tuple[list[Ledger], Paper]:
    """The books without what nobody will ask for. ``marks``, ``serials``: of all cards."""
    keep = _kept(books, marks | facts.asked)
    waiting = {row.plan.id for book in books for row in open_rows(book.ledger)}
    ledgers = [_trimmed_ledger(book.ledger, keep, serials, waiting) for book in books]
    rows = {row.plan.id for ledger in ledgers for row in ledger.rows}
    return ledgers, _trimmed_paper(facts, marks | rows, serials, waiting)


def _kept(books: Sequence[Book], asked: frozenset[EventId]) -> set[EventId]:
    """Plans whose rows and sightings stay."""
    shared = frozenset.intersection(*(book.below for book in books))
    plans = {row.plan.id: row.plan for book in books for row in book.ledger.rows}
    gone = {row.plan.id for row in shared if isinstance(row, Row)}
    keep = set(plans) - gone
    keep |= asked
    todo = list(keep)
    while todo:
        plan = plans.get(todo.pop())
        if plan is None:
            continue
        for other in _needed_with(plan, plans.values()) - keep:
            keep.add(other)
            todo.append(other)
    keep |= {
        one.contents.mark for book in books for one in book.ledger.sightings if one not in shared
    }
    return keep


def _needed_with(plan: Plan, plans: Iterable[Plan]) -> set[EventId]:
    needed = set() if plan.about is None else {plan.about}
    if plan.kind is Kind.SALE:
        needed |= {other.id for other in plans if other.about == plan.id and other.kind in _MENDS}
    return needed


def book_of(ledger: Ledger) -> Book:
    """The ledger with what may be left out of it."""
    bottom = (0, 0, NO_MARK)
    for write in writes(ledger):
        if write.plan is None or write.plan.kind is not Kind.REISSUE:
            bottom = write[:3]
    found: set[Row | Sighting] = set()
    for row in ledger.rows:
        contents = row.plan.contents
        waits = row.plan.kind in _PAYS_BACK and row.status is Status.HAPPENED
        below = (contents.sequence, contents.number, row.plan.id) < bottom
        if row.status is not Status.OPEN and below and not waits:
            found.add(row)
    for seen in ledger.sightings:
        if (seen.contents.sequence, seen.contents.number, seen.contents.mark) < bottom:
            found.add(seen)
    return Book(ledger, frozenset(found))


def facts_of(paper: Paper) -> PaperFacts:
    """The paper with what must stay of it."""
    about, owed = papers.about(paper), papers.unsettled(paper)
    asked = _asked_for(paper, about, owed)
    slips = frozenset(
        id for id in paper.slips if id in asked and (id not in about or about[id] in owed)
    )
    return PaperFacts(paper, about, asked, slips)


def _asked_for(
    paper: Paper, about: dict[EventId, EventId], owed: frozenset[EventId]
) -> frozenset[EventId]:
    if not owed:
        return frozenset()
    by_id = {note.id: note for note in paper.notes}
    numbers = {by_id[id].number for id in owed}
    loads = {(by_id[id].number, by_id[id].load) for id in owed}
    found = {plan for plan, purchase in about.items() if purchase in owed}
    for note in paper.notes:
        rival = note.kind is Kind.SALE and note.number in numbers
        if rival or (note.owed and (note.number, note.owed) in loads):
            found.add(note.id)
    return frozenset(found)


def _trimmed_ledger(
    ledger: Ledger, keep: set[EventId], serials: frozenset[bytes], waiting: set[EventId]
) -> Ledger:
    return ledger._replace(
        rows=tuple(row for row in ledger.rows if row.plan.id in keep),
        sightings=frozenset(one for one in ledger.sightings if one.contents.mark in keep),
        plans_held=frozenset(held for held in ledger.plans_held if held[1] in waiting),
        cards_held=frozenset(held for held in ledger.cards_held if held[1] in serials),
        made=made(ledger) & serials,
        replaced=replaced(ledger) & serials,
    )


def _trimmed_paper(
    facts: PaperFacts, used: Set[EventId], serials: frozenset[bytes], waiting: set[EventId]
) -> Paper:
    paper, about, slips = facts.paper, facts.about, facts.slips
    keep = set(facts.asked) | {note.id for note in paper.notes if note.id in used}
    keep |= {about[id] for id in keep if id in about}
    lowest = {
        serial: min((one for one in paper.notes if one.old_serial == serial), key=_order).id
        for serial in {note.old_serial for note in paper.notes} & serials
    }
    keep |= set(lowest.values())
    known = {note.id for note in paper.notes}

    def kept(ids: tuple[EventId, ...]) -> tuple[EventId, ...]:
        return tuple(id for id in ids if id in keep or id not in known)

    return Paper(
        notes=tuple(
            _trimmed_note(note, about, slips | waiting, lowest)
            for note in paper.notes
            if note.id in keep
        ),
        paid_back=kept(paper.paid_back),
        receipts=kept(paper.receipts),
        credited=kept(paper.credited),
        slips=slips,
    )


def _order(note: Note) -> tuple[int, EventId]:
    return note.sequence, note.id


def _trimmed_note(
    note: Note,
    about: dict[EventId, EventId],
    owing: frozenset[EventId],
    lowest: dict[bytes, EventId],
) -> Note:
    if note.kind is Kind.SALE:
        return note
    replaces = lowest.get(note.old_serial) == note.id
    owes = note.owed and note.id in owing
    return Note(
        id=note.id,
        kind=note.kind,
        about=about.get(note.id),
        number=note.number if owes else 0,
        owed=note.owed if owes else 0,
        old_serial=note.old_serial if replaces else b"",
        sequence=note.sequence if replaces else 0,
    )


# -- names ---------------------------------------------------------------------------------------


def mentions_of(ledger: Ledger) -> Mentions:
    """What a ledger refers to."""
    found = mentioned(
        (id for _node, id in ledger.plans_held),
        [*ledger.made, *ledger.replaced, *(serial for _node, serial in ledger.cards_held)],
        (seen.contents for seen in ledger.sightings),
    )
    found |= mentioned(serials=(seen.serial for seen in ledger.sightings))
    for row in ledger.rows:
        plan = row.plan
        ids = [plan.id] if plan.about is None else [plan.id, plan.about]
        found |= mentioned(ids, [plan.serial, plan.old_serial], [plan.contents])
        if plan.before is not None:
            found |= paper_card.mentions(plan.before)
    return found


def renamed_ledger(ledger: Ledger, names: Names) -> Ledger:
    """The ledger under other names."""
    rows = [Row(_renamed_plan(row.plan, names), row.status) for row in ledger.rows]
    return Ledger(
        node=ledger.node,
        epoch=ledger.epoch,
        opened=names.counts.get((ledger.node, ledger.epoch), 0),
        rows=tuple(sorted(rows, key=lambda row: row.plan.id)),
        sightings=frozenset(
            Sighting(one.node, names.serial(one.serial), names.contents(one.contents))
            for one in ledger.sightings
        ),
        plans_held=frozenset((node, names.id(id)) for node, id in ledger.plans_held),
        cards_held=frozenset((node, names.serial(serial)) for node, serial in ledger.cards_held),
        made=frozenset(names.serial(serial) for serial in ledger.made),
        replaced=frozenset(names.serial(serial) for serial in ledger.replaced),
    )


def _renamed_plan(plan: Plan, names: Names) -> Plan:
    return Plan(
        id=names.id(plan.id),
        kind=plan.kind,
        serial=names.serial(plan.serial),
        contents=names.contents(plan.contents),
        before=None if plan.before is None else paper_card.renamed(plan.before, names),
        about=None if plan.about is None else names.id(plan.about),
        owed=plan.owed,
        old_serial=names.serial(plan.old_serial),
    )


def trimmed_meter(memory: MeterMemory, marks: frozenset[EventId]) -> MeterMemory:
    """The meter without marks that no card shows."""
    half = memory.state.half_taken
    if half is not None and EventId.from_bytes(half) not in marks:
        half = None
    state = msgspec.structs.replace(memory.state, half_taken=half)
    taken = memory.taken if memory.taken in marks else NO_MARK
    return msgspec.structs.replace(memory, state=state, taken=taken)


def mentions_of_meter(memory: MeterMemory) -> Mentions:
    """What a meter refers to."""
    state = memory.state
    ids = [memory.taken]
    if state.half_taken is not None:
        ids.append(EventId.from_bytes(state.half_taken))
    found = mentioned(ids, [] if state.serial is None else [state.serial])
    return found | Mentions(number=state.number)


def renamed_meter(memory: MeterMemory, names: Names) -> MeterMemory:
    """The meter under other names."""
    state = memory.state
    half = state.half_taken
    return msgspec.structs.replace(
        memory,
        state=MeterState(
            meter=state.meter,
            utility=state.utility,
            region=state.region,
            account=state.account,
            serial=None if state.serial is None else names.serial(state.serial),
            number=state.number - names.number,
            total_credited=state.total_credited - names.total,
            half_taken=None if half is None else names.id(EventId.from_bytes(half)).to_bytes(),
        ),
        taken=names.id(memory.taken),
    )
