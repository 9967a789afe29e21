"""What happened, whoever remembers it: payments, slips, receipts, credit, by plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.identity import EventId
from app.domain.quantity import Quantity
from tests.protocol.paper_ledger import Kind, Plan
from tests.protocol.renaming import Mentions, Names, mentioned
from tests.protocol.truth import Truth


class Note(NamedTuple):
    """What there is to say of a plan once it was opened."""

    id: EventId
    kind: Kind
    about: EventId | None
    """As its kiosk knows it: the purchase, or a plan that carries it."""
    number: int = 0
    load: Quantity = 0
    """Of a sale."""
    owed: Quantity = 0
    old_serial: bytes = b""
    sequence: int = 0
    """Of a reissue."""


class Paper(NamedTuple):
    """Everything that is true of purchases."""

    notes: tuple[Note, ...] = ()
    """By identity."""
    paid_back: tuple[EventId, ...] = ()
    receipts: tuple[EventId, ...] = ()
    credited: tuple[EventId, ...] = ()
    slips: frozenset[EventId] = frozenset()

    def gave_slip(self, plan: EventId) -> Paper:
        return self._replace(slips=self.slips | {plan})

    def gave_receipt(self, purchase: EventId) -> Paper:
        return self._replace(receipts=(*self.receipts, purchase))

    def paid_out(self, purchase: EventId) -> Paper:
        return self._replace(paid_back=(*self.paid_back, purchase))

    def opened(self, plan: Plan) -> Paper:
        contents = plan.contents
        note = Note(plan.id, plan.kind, plan.about)
        if plan.kind is Kind.SALE:
            note = note._replace(number=contents.number, load=contents.load)
        if plan.kind is Kind.REISSUE:
            note = note._replace(
                number=contents.number,
                owed=plan.owed,
                old_serial=plan.old_serial,
                sequence=contents.sequence,
            )
        return self._replace(notes=(*self.notes, note))

    def with_credit(self, mark: EventId) -> Paper:
        """The meter has credited the load that a plan with this mark put on a card."""
        purchase = carried(self).get(mark, mark)
        return self._replace(credited=tuple(sorted((*self.credited, purchase))))

    def plus(self, news: Paper) -> Paper:
        """With what one step adds."""
        if news == Paper():
            return self
        return Paper(
            notes=tuple(sorted((*self.notes, *news.notes))) if news.notes else self.notes,
            paid_back=tuple(sorted((*self.paid_back, *news.paid_back))),
            receipts=tuple(sorted((*self.receipts, *news.receipts))),
            credited=self.credited,
            slips=self.slips | news.slips,
        )


_CARRIES = frozenset({Kind.SALE, Kind.REISSUE, Kind.REWRITE})


def about(paper: Paper) -> dict[EventId, EventId]:
    """The purchase that each plan is about."""
    by_id = {note.id: note for note in paper.notes}
    return {
        note.id: purchase
        for note in paper.notes
        if (purchase := _purchase_of(note, by_id)) is not None
    }


def _purchase_of(note: Note, by_id: dict[EventId, Note]) -> EventId | None:
    """A load that was lost is written again under the mark that the card shows."""
    while note.kind is not Kind.SALE:
        if note.about is None or note.about not in by_id:
            return note.about
        note = by_id[note.about]
    return note.id


def carried(paper: Paper) -> dict[EventId, EventId]:
    """The purchase whose load an image with this mark carries."""
    of = about(paper)
    return {note.id: of[note.id] for note in paper.notes if note.kind in _CARRIES and note.id in of}


def unsettled(paper: Paper) -> frozenset[EventId]:
    """Purchases that are neither credited nor paid back."""
    sales = {note.id for note in paper.notes if note.kind is Kind.SALE}
    return frozenset(sales.difference(paper.credited, paper.paid_back))


def truth_of(paper: Paper) -> Truth:
    """As the invariants see it."""
    sales = [note for note in paper.notes if note.kind is Kind.SALE]
    reissues = [note for note in paper.notes if note.kind is Kind.REISSUE]
    superseded: dict[bytes, int] = {}
    for note in reissues:
        if note.old_serial:
            lowest = superseded.get(note.old_serial, note.sequence)
            superseded[note.old_serial] = min(lowest, note.sequence)
    return Truth(
        paid={note.id: note.load for note in sales},
        numbers={note.id: note.number for note in sales},
        about=about(paper),
        carried=carried(paper),
        paid_back=paper.paid_back,
        receipts=paper.receipts,
        credited=paper.credited,
        slips=paper.slips,
        owing={note.id: (note.number, note.owed) for note in reissues if note.owed},
        superseded=superseded,
    )


def mentions(paper: Paper) -> Mentions:
    """What it refers to."""
    found = mentioned(_ids(paper), [note.old_serial for note in paper.notes])
    for note in paper.notes:
        if note.load or note.owed:
            found |= Mentions(number=note.number)
        if note.old_serial:
            found |= Mentions(sequence=note.sequence)
    return found


def _ids(paper: Paper) -> Iterator[EventId]:
    for note in paper.notes:
        yield note.id
        if note.about is not None:
            yield note.about
    yield from paper.paid_back
    yield from paper.receipts
    yield from paper.credited
    yield from paper.slips


def renamed(paper: Paper, names: Names) -> Paper:
    """The paper under other names."""

    def ids(old: tuple[EventId, ...]) -> tuple[EventId, ...]:
        return tuple(sorted(names.id(id) for id in old))

    return Paper(
        tuple(sorted(_renamed_note(note, names) for note in paper.notes)),
        ids(paper.paid_back),
        ids(paper.receipts),
        ids(paper.credited),
        frozenset(names.id(id) for id in paper.slips),
    )


def _renamed_note(note: Note, names: Names) -> Note:
    return note._replace(
        id=names.id(note.id),
        about=None if note.about is None else names.id(note.about),
        number=note.number - names.number if note.load or note.owed else 0,
        old_serial=names.serial(note.old_serial),
        sequence=note.sequence - names.sequence if note.old_serial else 0,
    )
