"""What several events project alike: their entries, their numbers, their JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from app.domain.entries import Book, Posting
from app.domain.identity import EventId, Stamp
from app.domain.quantity import Money
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.tables.counter import (
    PostingRecord,
    ReceiptRecord,
    ShiftTallyRecord,
)


class Rows(defaultdict[type[Row], list[Row]]):
    """Rows by the record that says their columns, as they gather from events."""

    def __init__(self) -> None:
        super().__init__(list)

    def add(self, *records: Row) -> None:
        """Adds rows that know their columns themselves."""
        for record in records:
            self[type(record)].append(record)


Projector = Callable[[Rows, EventId, Entry, Any], None]
"""Adds the rows that an event brings; from the event, its identity and its entry alone."""

to_json = msgspec.json.Encoder(order="deterministic").encode
"""A value as it stands in a blob column."""


key_of = lru_cache(maxsize=4096)(EventId.to_key)
"""An identity as it stands in a key column; a batch names the same few again and again."""

text_of = lru_cache(maxsize=1024)(date.isoformat)
"""A day as it stands in a text column."""

_HEAD_OFFICE = 1 << 62
"""Above every stamp that a clock gives."""


def set_at(entry: Entry) -> Stamp:
    """When a setting was made, for a register of which the latest counts.

    What head office set stands behind all that counters set, whenever they did: a counter that
    joins it goes by head office's master data from then on.
    """
    return entry.at + _HEAD_OFFICE if entry.office else entry.at


def setter_of(id: EventId, entry: Entry) -> int:
    """Who set a price: 0 for head office, else the counter."""
    return 0 if entry.office else id.node


def day_text(day: date | None) -> str | None:
    """A day that may be missing, as it stands in a text column."""
    return None if day is None else text_of(day)


_BOOKS = {book: str(book.value) for book in Book}


def tag_of(event: Event | type[Event]) -> str:
    """The event's name in the journal."""
    return str(event.__struct_config__.tag)


# Every sale passes here: its rows go in as plain tuples, by position, which Python makes several
# times faster than records by name.


def add_entries(
    out: Rows, key: int, entry: Entry, entries: tuple[Posting, ...], day: str, shift: int
) -> None:
    """An event's entries; their sums are the tables' own business."""
    operator = entry.operator
    out[PostingRecord] += [
        (key, line, _BOOKS[posting.book], posting.subject, posting.amount, day, shift, operator)
        for line, posting in enumerate(entries)
    ]


def add_receipt(
    out: Rows, id: EventId, entry: Entry, number: int, account: str, shift: int
) -> None:
    """The receipt number that an event took."""
    out[ReceiptRecord].append(
        (id.node, id.epoch, number, entry.at, key_of(id), tag_of(entry.event), account, shift)
    )


def add_tally(
    out: Rows, id: EventId, what: str, shift: int, amount: Money, receipt: int | None
) -> None:
    """One more of a shift; ``what`` is one of the values of Tally."""
    out[ShiftTallyRecord].append((shift, id.epoch, what, 1, amount, receipt, receipt))
