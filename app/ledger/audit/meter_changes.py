"""Every meter change reckons as the rule says, and was signed by two where it has to be."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.identity import EventId
from app.domain.meter_change import BadDial, reckon, used_by_dial
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.events.codec import Entry
from app.ledger.events.meter_changes import (
    MeterChanged,
    MeterChangeOpened,
    MeterChangeUndone,
    MeterChangeUndoOpened,
)


class MeterChangesAddUp:
    """Each figure of a change from the ones before it; the closing from the opening."""

    def __init__(self) -> None:
        self._changes: dict[EventId, MeterChangeOpened] = {}
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        alone = entry.second is None or entry.second == entry.operator
        match event:
            case MeterChangeOpened():
                self._changes[id] = event
                self._find(id, _wrong_figures(event))
                if alone and (event.estimated or event.owed or event.overuse):
                    self._find(id, [_("credit, arrears or an estimate, signed by one person")])
            case MeterChangeUndoOpened():
                if alone:
                    self._find(id, [_("a meter change undone, signed by one person")])
            case MeterChanged() | MeterChangeUndone():
                opened = self._changes.get(event.change)
                if opened is not None and _booked(event) != _booked(opened):
                    self._find(
                        id,
                        [
                            _("books other figures than meter change {change}").format(
                                change=event.change
                            )
                        ],
                    )
            case _:
                return

    def _find(self, id: EventId, wrong: Iterator[str] | list[str]) -> None:
        self._findings += [
            Finding(check="meter change", where=str(id), what=what) for what in wrong
        ]

    def findings(self) -> list[Finding]:
        """Changes that do not reckon."""
        return self._findings


def _booked(event: MeterChangeOpened | MeterChanged | MeterChangeUndone) -> tuple[object, ...]:
    paid = event.tenders if isinstance(event, MeterChangeOpened) else event.fees_paid
    return event.still_owed, event.was_owed, event.lines, event.fees, bool(paid)


def _wrong_figures(event: MeterChangeOpened) -> Iterator[str]:
    reckoned = reckon(credited=event.credited, unloaded=event.unloaded, used=event.used)
    if (reckoned.owed, reckoned.overuse) != (event.owed, event.overuse):
        yield _("owed {owed}, used beyond {overuse}, reckoned {right} and {beyond}").format(
            owed=event.owed, overuse=event.overuse, right=reckoned.owed, beyond=reckoned.overuse
        )
    if event.used != _used(event):
        yield _("used {used}, by the meter {measured}").format(
            used=event.used, measured=_used(event)
        )
    gone_over = event.load.credit + event.still_owed
    if gone_over != event.owed + event.unloaded or event.moved > event.unloaded:
        yield _("left {left}, gone over {over}").format(
            left=event.owed + event.unloaded, over=gone_over
        )
    paid = sum(tender.amount for tender in event.tenders)
    if event.tenders and paid != sum(line.amount for line in event.fees):
        yield _("fees paid with {paid}").format(paid=paid)
    if event.overuse and not event.lines:
        yield _("overuse without a price")


def _used(event: MeterChangeOpened) -> int | None:
    if event.left is not None:
        return event.credited - event.unloaded - event.left
    try:
        return used_by_dial(event.first_dial, event.dial, digits=event.dial_digits)
    except BadDial:
        return None
