"""What several events project alike: their entries, their numbers, their JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.tables.counter import (
    BookTotalRecord,
    PostingRecord,
    ReceiptRecord,
    ShiftBookRecord,
    ShiftTallyRecord,
    Tally,
)

Projector = Callable[[EventId, Entry, Any], Iterable[Row]]
"""From an event's identity, its entry and the event itself to rows."""

to_json = msgspec.json.Encoder(order="deterministic").encode
"""A value as it stands in a blob column."""


def tag_of(event: Event | type[Event]) -> str:
    """The event's name in the journal."""
    return str(event.__struct_config__.tag)


def postings(
    id: EventId,
    entry: Entry,
    entries: tuple[Posting, ...],
    on: date,
    shift: EventId,
) -> list[Row]:
    """The lines of an event's entries, and what they add to their books and to the shift's."""
    key, day, shift_key = id.to_key(), on.isoformat(), shift.to_key()
    rows: list[Row] = []
    for line, posting in enumerate(entries):
        book, subject, amount = posting.book.value, posting.subject, posting.amount
        rows.append(PostingRecord(key, line, book, subject, amount, day, shift_key, entry.operator))
        rows.append(BookTotalRecord(book, subject, amount))
        rows.append(ShiftBookRecord(shift_key, book, amount))
    return rows


def receipts(
    id: EventId, entry: Entry, number: int | None, account: str, shift: EventId
) -> list[Row]:
    """The receipt number that an event took, if it took one."""
    if number is None:
        return []
    record = ReceiptRecord(
        node=id.node,
        epoch=id.epoch,
        number=number,
        at=entry.at,
        event=id.to_key(),
        kind=tag_of(entry.event),
        account=account,
        shift=shift.to_key(),
    )
    return [record]


def tally(
    id: EventId, what: Tally, shift: EventId, amount: Money, receipt: int | None
) -> ShiftTallyRecord:
    """One more sale or refund of a shift."""
    return ShiftTallyRecord(
        shift=shift.to_key(),
        epoch=id.epoch,
        what=what.value,
        times=1,
        amount=amount,
        first_receipt=receipt,
        last_receipt=receipt,
    )
