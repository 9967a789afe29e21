"""Meter changes: the plan, the new allocation, the end of the old one, what is owed where."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.ledger.events import meter_changes
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.card_plans import (
    add_allocation,
    add_closing,
    add_opening,
)
from app.ledger.projection.projectors.cards_out import add_recorded
from app.ledger.projection.projectors.corrected import add_correction
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_tally,
    key_of,
    text_of,
    to_json,
)
from app.ledger.projection.projectors.tenders import add_tenders
from app.ledger.projection.tables.accounts import AllocationEndRecord
from app.ledger.projection.tables.cards import CardRecord
from app.ledger.projection.tables.corrections import Corrected
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.sales import CompensationRecord, CreditOwedRecord


def _opened(out: Rows, id: EventId, entry: Entry, event: meter_changes.MeterChangeOpened) -> None:
    key = key_of(id)
    add_opening(out, id, entry, event)
    add_allocation(out, key, entry, event.account, event.allocates)
    add_tenders(
        out,
        id,
        event.tenders,
        sale=id,
        account=event.account,
        day=event.date,
        shift=event.shift,
    )
    if event.load.number:
        # Nobody paid for it as it stands here: it is restored and written again like any credit
        # without money, and never refunded.
        record = CompensationRecord(
            id=key,
            allocation=key,
            account=event.account,
            number=event.load.number,
            load=to_json(event.load),
            credit=event.load.credit,
            in_money=event.load.charging.counts_money,
            settles=event.load.credit - event.moved,
            reason=event.form,
        )
        out.add(record)


def _changed(out: Rows, id: EventId, entry: Entry, event: meter_changes.MeterChanged) -> None:
    add_closing(out, id, entry, event)
    _ended(out, id, entry, event.old_allocation, event.ended, event.allocation)
    _owed(out, id, event, event.allocation, event.still_owed)
    _owed(out, id, event, event.old_allocation, -event.was_owed)
    if event.signed_out is not None:
        add_recorded(out, id, entry, event.signed_out, event.change)
    if event.fees and event.fees_paid:
        paid = sum(line.amount for line in event.fees)
        add_tally(out, id, Tally.SALE.value, key_of(event.shift), paid, event.receipt)
    _superseded(out, id, entry, event)


def _undo_opened(
    out: Rows, id: EventId, entry: Entry, event: meter_changes.MeterChangeUndoOpened
) -> None:
    add_opening(out, id, entry, event)


def _undone(out: Rows, id: EventId, entry: Entry, event: meter_changes.MeterChangeUndone) -> None:
    add_closing(out, id, entry, event)
    _ended(out, id, entry, event.allocation, None, None)
    _ended(out, id, entry, event.change, event.ended, event.allocation)
    _owed(out, id, event, event.change, -event.still_owed)
    _owed(out, id, event, event.allocation, event.was_owed)
    taken_back = sum(line.amount for line in (*event.lines, *event.fees))
    add_correction(
        out,
        id,
        Corrected.METER_CHANGE,
        event.date,
        event.account,
        of=event.plan,
        amount=-taken_back,
    )
    _superseded(out, id, entry, event)


def _superseded(
    out: Rows,
    id: EventId,
    entry: Entry,
    event: meter_changes.MeterChanged | meter_changes.MeterChangeUndone,
) -> None:
    """A card that another one took the place of."""
    if event.old_serial is not None:
        old = CardRecord(
            serial=event.old_serial,
            superseded=True,
            superseded_at=entry.at,
            superseded_event=key_of(id),
            superseded_by=event.new_serial,
        )
        out.add(old, CardRecord(serial=event.new_serial, issued=True))


def _ended(
    out: Rows,
    id: EventId,
    entry: Entry,
    allocation: EventId,
    ended: date | None,
    followed_by: EventId | None,
) -> None:
    record = AllocationEndRecord(
        allocation=key_of(allocation),
        at=entry.at,
        event=key_of(id),
        ended=None if ended is None else text_of(ended),
        followed_by=None if followed_by is None else key_of(followed_by),
    )
    out.add(record)


def _owed(
    out: Rows,
    id: EventId,
    event: meter_changes.MeterChanged | meter_changes.MeterChangeUndone,
    allocation: EventId,
    credit: int,
) -> None:
    if credit:
        record = CreditOwedRecord(
            event=key_of(id),
            allocation=key_of(allocation),
            account=event.account,
            purchase=None,
            quantity=credit,
            why="meter change",
        )
        out.add(record)


PROJECTORS: dict[type[Event], Projector] = {
    meter_changes.MeterChangeOpened: _opened,
    meter_changes.MeterChanged: _changed,
    meter_changes.MeterChangeUndoOpened: _undo_opened,
    meter_changes.MeterChangeUndone: _undone,
}
