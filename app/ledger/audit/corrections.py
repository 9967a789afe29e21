"""Corrections start from what stood, and say of the money what their lines say.

What stood is what the sale itself recorded, or the last correction of the same thing.
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.domain.tariff.reassess import Reassessed, reckoned_lines
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.corrections import (
    ClassCorrected,
    DialCorrected,
    MeterCorrectionOpened,
    TendersCorrected,
)
from app.ledger.events.recounts import AccountRecounted
from app.ledger.events.sales import PurchasePaid

Lookup = Callable[[EventId], Entry | None]


class CorrectionsFollow:
    """Each correction against what it corrects."""

    def __init__(self, lookup: Lookup) -> None:
        """``lookup``: an event of the journal by its identity."""
        self._lookup = lookup
        self._dials: dict[EventId, Quantity] = {}
        self._tenders: dict[EventId, tuple[Tender, ...]] = {}
        self._lines: dict[tuple[EventId, EventId], tuple[Line, ...]] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        match entry.event:
            case DialCorrected() as event:
                stood = self._dials.get(event.allocation, self._dial(event.allocation))
                if stood is not None:
                    self._require(id, _("dial"), stood == event.old)
                self._dials[event.allocation] = event.new
            case TendersCorrected() as event:
                sold = self._paid(event.purchase)
                paid = self._tenders.get(event.purchase, sold.tenders if sold else None)
                if paid is not None:
                    self._require(id, _("tenders"), paid == event.old)
                self._tenders[event.purchase] = event.new
            case MeterCorrectionOpened() as event:
                self._renumbered(id, event)
            case ClassCorrected() | AccountRecounted() as event:
                self._reckoned(id, event)
            case _:
                return

    def _dial(self, allocation: EventId) -> Quantity | None:
        made = self._paid(allocation)
        return None if made is None or made.allocates is None else made.allocates.dial

    def _renumbered(self, id: EventId, event: MeterCorrectionOpened) -> None:
        """The load that moves is the one that was sold, whole."""
        sold = self._paid(event.purchase)
        if sold is None:
            return
        loads = {_load(one.contents) for one in sold.parts if one.allocation == event.allocation}
        self._require(id, _("load"), _load(event.contents) in loads)

    def _reckoned(self, id: EventId, event: ClassCorrected | AccountRecounted) -> None:
        for one in event.changed:
            stood = self._lines.get((one.purchase, one.allocation), self._as_sold(one))
            if stood is not None:
                # Of a load that was taken off since, standing charges alone are left.
                possible = (stood, reckoned_lines(stood, counts=False))
                what = _("price of {purchase}").format(purchase=one.purchase)
                self._require(id, what, one.old in possible)
            self._lines[one.purchase, one.allocation] = one.new
        difference = sum(one.difference for one in event.changed)
        self._require(id, _("difference"), difference == event.to_arrears - event.to_balance)

    def _as_sold(self, one: Reassessed) -> tuple[Line, ...] | None:
        sold = self._paid(one.purchase)
        if sold is None:
            return None
        priced = {
            part.allocation: priced
            for part, priced in zip(sold.parts, sold.breakdowns, strict=True)
        }
        found = priced.get(one.allocation)
        return None if found is None else reckoned_lines(found.lines, counts=True)

    def _paid(self, id: EventId) -> PurchasePaid | None:
        entry = self._lookup(id)
        event = None if entry is None else entry.event
        return event if isinstance(event, PurchasePaid) else None

    def _require(self, id: EventId, what: str, so: bool) -> None:
        if not so:
            self._findings.append(
                Finding(
                    check="corrections",
                    where=str(id),
                    what=_("{what} does not follow from what stood before").format(what=what),
                )
            )

    def findings(self) -> list[Finding]:
        """Corrections of what never stood so."""
        return self._findings


def _load(contents: CardContents) -> tuple[int, Quantity, Quantity]:
    return contents.number, contents.load, contents.cumulative
