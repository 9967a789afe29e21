"""What several events project alike: their entries, their numbers, their JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from app.domain.entries import Book, Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.tables.counter import (
    PostingRecord,
    ReceiptRecord,
    ShiftTallyRecord,
)

Projector = Callable[[EventId, Entry, Any], Iterable[Row]]
"""From an event's identity, its entry and the event itself to rows."""

to_json = msgspec.json.Encoder(order="deterministic").encode
"""A value as it stands in a blob column."""


key_of = lru_cache(maxsize=4096)(EventId.to_key)
"""An identity as it stands in a key column; a batch names the same few again and again."""

text_of = lru_cache(maxsize=1024)(date.isoformat)
"""A day as it stands in a text column."""

_BOOKS = {book: str(book.value) for book in Book}


def tag_of(event: Event | type[Event]) -> str:
    """The event's name in the journal."""
    return str(event.__struct_config__.tag)


def postings(
    key: int, entry: Entry, entries: tuple[Posting, ...], day: str, shift: int
) -> list[Row]:
    """The lines of an event's entries; their sums are the tables' own business."""
    operator = entry.operator
    return [
        PostingRecord(
            key, line, _BOOKS[posting.book], posting.subject, posting.amount, day, shift, operator
        )
        for line, posting in enumerate(entries)
    ]


def receipt_of(id: EventId, entry: Entry, number: int, account: str, shift: int) -> ReceiptRecord:
    """The receipt number that an event took."""
    return ReceiptRecord(
        id.node, id.epoch, number, entry.at, key_of(id), tag_of(entry.event), account, shift
    )


def tally(
    id: EventId, what: str, shift: EventId, amount: Money, receipt: int | None
) -> ShiftTallyRecord:
    """One more of a shift; ``what`` is one of the values of Tally."""
    return ShiftTallyRecord(key_of(shift), id.epoch, what, 1, amount, receipt, receipt)
