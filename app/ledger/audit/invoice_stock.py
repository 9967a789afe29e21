"""Pre-printed numbers: none taken twice, none missing below the last that was used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.domain.identity import EventId, Stamp
from app.domain.invoice_stock import Assignment, Holder, still_assigned
from app.domain.spans import Span, common, is_end_of, rest_of, spans_of, together, without
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.invoice_stock import (
    InvoicesAssigned,
    InvoicesReceived,
    InvoicesSpoiled,
    InvoicesTakenBack,
    InvoicesVoided,
    InvoiceUsed,
)
from app.ledger.events.operators import ShiftOpened

_CHECK = "invoice stock"


class InvoicesAddUp:
    """Every number through its life; events of other nodes may come in any order."""

    def __init__(self) -> None:
        """No number is known."""
        self._came: list[tuple[EventId, Span]] = []
        self._taken: defaultdict[EventId, list[tuple[Stamp, EventId, InvoicesTakenBack]]] = (
            defaultdict(list)
        )
        self._given: list[tuple[Stamp, EventId, Assignment]] = []
        self._gone: list[tuple[EventId, Span]] = []
        self._used: defaultdict[int, list[EventId]] = defaultdict(list)
        self._holders: dict[EventId, Holder] = {}
        self._papers: defaultdict[tuple[EventId, int], int] = defaultdict(int)
        self._confirmed: set[EventId] = set()
        self._receipts: list[tuple[EventId, EventId]] = []
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case InvoicesReceived() as event:
                self._came.append((id, Span(event.first, event.last)))
            case InvoicesTakenBack() as event:
                self._taken[event.replaces].append((entry.at, id, event))
                if entry.second is None or entry.second == entry.operator:
                    self._tell(id, _("one person alone took numbers back"))
            case InvoicesAssigned() as event:
                holder = Holder(event.kiosk, event.operator)
                given = Assignment(Span(event.first, event.last), holder)
                self._given.append((entry.at, id, given))
            case InvoicesSpoiled() as event:
                self._gone.append((id, Span(event.first, event.last)))
            case InvoicesVoided() as event:
                self._gone.append((id, Span(event.first, event.last)))
                if entry.second is None or entry.second == entry.operator:
                    self._tell(id, _("one person alone declared numbers void"))
            case InvoiceUsed() as event:
                self._takes(id, event)
            case ShiftOpened() as event if event.invoice is not None:
                self._confirmed.add(id)
            case event if getattr(event, "receipt", None) is not None:
                shift = getattr(event, "shift", None)
                if shift is not None:
                    self._receipts.append((id, shift))

    def _takes(self, id: EventId, event: InvoiceUsed) -> None:
        self._papers[event.of, event.further] += 1
        if self._papers[event.of, event.further] > 1:
            self._tell(id, _("{paper} took a second number").format(paper=event.of))
        if event.number is not None:
            self._used[event.number].append(id)
            self._holders[id] = Holder(id.node, event.operator)

    def findings(self) -> list[Finding]:
        """What does not add up."""
        for check in (
            self._taken_rightly,
            self._doubles,
            self._never_received,
            self._not_held,
            self._gaps,
        ):
            for id, what in check():
                self._tell(id, what)
        for id, shift in self._receipts:
            if shift in self._confirmed and (id, 0) not in self._papers:
                self._tell(id, _("its receipt took no pre-printed number"))
        return self._findings

    def _received(self) -> list[tuple[EventId, Span]]:
        """What came, less what was taken back."""
        left = []
        for id, came in self._came:
            taken = (
                Span(event.taken_first, event.taken_last) for _at, _id, event in self._taken[id]
            )
            left += [(id, piece) for piece in without([came], taken)]
        return left

    def _taken_rightly(self) -> Iterator[tuple[EventId, str]]:
        """What the ledger shows as left must be what is left."""
        came = dict(self._came)
        for delivery, cuts in self._taken.items():
            left = came.get(delivery)
            for _at, id, event in sorted(cuts, key=lambda cut: cut[:2]):
                part = Span(event.taken_first, event.taken_last)
                if left is None or not is_end_of(part, left):
                    yield id, _("numbers {numbers} were not there to be taken").format(numbers=part)
                    continue
                left = rest_of(left, part)
                said = (event.left_first, event.left_last)
                if said != (left or (None, None)):
                    yield id, _("it says otherwise what is left of the delivery")

    def _doubles(self) -> Iterator[tuple[EventId, str]]:
        for number, ids in self._used.items():
            for id in ids[1:]:
                yield id, _("number {number} was used twice").format(number=number)
        for what, ranges in ((_("received"), self._received()), (_("spoiled or void"), self._gone)):
            seen: tuple[Span, ...] = ()
            for id, span in ranges:
                for twice in common([span], seen):
                    yield (
                        id,
                        _("numbers {numbers} are twice {what}").format(numbers=twice, what=what),
                    )
                seen = together((*seen, span))
        used = spans_of(self._used)
        for id, span in self._gone:
            for both in common([span], used):
                yield id, _("numbers {numbers} are used, and spoiled or void").format(numbers=both)

    def _never_received(self) -> Iterator[tuple[EventId, str]]:
        received = together(span for _id, span in self._received())
        given = [(id, one.span) for _at, id, one in self._given]
        for id, span in (*given, *self._gone):
            for foreign in without([span], received):
                yield id, _("numbers {numbers} were never received").format(numbers=foreign)
        for foreign in without(spans_of(self._used), received):
            found = self._used[foreign.first][0]
            yield found, _("numbers {numbers} were never received").format(numbers=foreign)

    def _not_held(self) -> Iterator[tuple[EventId, str]]:
        held: defaultdict[Holder, list[Span]] = defaultdict(list)
        for _at, _id, given in self._given:
            held[given.holder].append(given.span)
        took: defaultdict[Holder, dict[int, EventId]] = defaultdict(dict)
        for number, ids in self._used.items():
            for id in ids:
                took[self._holders[id]].setdefault(number, id)
        for holder, numbers in took.items():
            for foreign in without(spans_of(numbers), held[holder]):
                yield (
                    numbers[foreign.first],
                    _("numbers {numbers} were not their operator's").format(numbers=foreign),
                )

    def _gaps(self) -> Iterator[tuple[EventId, str]]:
        ordered = sorted(self._given)
        assignments = [given for _at, _id, given in ordered]
        accounted = together((*spans_of(self._used), *(span for _id, span in self._gone)))
        numbers = spans_of(self._used)
        for at, (_stamp, id, _given) in enumerate(ordered):
            for piece in still_assigned(assignments, at):
                used = common([piece], numbers)
                passed = [Span(piece.first, used[-1].last)] if used else []
                for gap in without(passed, accounted):
                    yield id, _("numbers {numbers} were passed over").format(numbers=gap)

    def _tell(self, id: EventId, what: str) -> None:
        self._findings.append(Finding(check=_CHECK, where=str(id), what=what))
