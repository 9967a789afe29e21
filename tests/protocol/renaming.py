"""New names for what a state refers to, so that stories that differ only in names are one.

No rule asks for more of a plan's number than whether it is the same and which of two is older, of
a write sequence more than that and what comes next, of a purchase number likewise as long as it is
not one of the first two, of a total more than differences. So numbers of plans can be closed up in
their order, and sequences, purchase numbers and totals counted from another beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from app.domain.cards import CardContents, ReadBack, ReadBackPhase
from app.domain.identity import NO_MARK, EventId, Node

USER = b"U-------"
"""Serial of the first card, which keeps it."""
NO_SERIAL = bytes(8)
_FOR_GOOD = (USER, NO_SERIAL, b"")
_MANY = 1 << 30

_bits: dict[EventId, int] = {}


class Names(NamedTuple):
    """What becomes of the names in a state."""

    ids: Mapping[EventId, EventId]
    counts: Mapping[tuple[Node, int], int]
    """For each kiosk and epoch, how many of its plans have names."""
    sequence: int
    number: int
    total: int

    def id(self, id: EventId) -> EventId:
        return id if id == NO_MARK else self.ids[id]

    def serial(self, serial: bytes) -> bytes:
        """A card is called after the plan that made it."""
        if serial in _FOR_GOOD:
            return serial
        return self.ids[EventId.from_bytes(serial)].to_bytes()

    def contents(self, contents: CardContents) -> CardContents:
        return msgspec.structs.replace(
            contents,
            number=contents.number - self.number,
            cumulative=contents.cumulative - self.total,
            sequence=contents.sequence - self.sequence,
            mark=self.id(contents.mark),
        )

    def read_back(self, back: ReadBack) -> ReadBack:
        if back.phase is not ReadBackPhase.FINAL:
            return back
        return msgspec.structs.replace(
            back, number=back.number - self.number, total_credited=back.total_credited - self.total
        )


class Mentions(NamedTuple):
    """What a part of a state refers to."""

    ids: int = 0
    """A bit for each plan."""
    sequence: int = _MANY
    """The lowest."""
    number: int = _MANY
    """The lowest."""

    def __or__(self, other: Mentions) -> Mentions:
        return Mentions(
            self.ids | other.ids,
            min(self.sequence, other.sequence),
            min(self.number, other.number),
        )


def mentioned(
    ids: Iterable[EventId] = (), serials: Iterable[bytes] = (), said: Iterable[CardContents] = ()
) -> Mentions:
    """What these refer to."""
    mask, sequence, number = 0, _MANY, _MANY
    for id in ids:
        mask |= bit(id)
    for serial in serials:
        mask |= bit_of_serial(serial)
    for contents in said:
        mask |= bit(contents.mark)
        sequence = min(sequence, contents.sequence)
        number = min(number, contents.number)
    return Mentions(mask, sequence, number)


def bit(id: EventId) -> int:
    """The bit that stands for a plan; none for no mark."""
    if id == NO_MARK:
        return 0
    return 1 << _bits.setdefault(id, len(_bits))


def bit_of_serial(serial: bytes) -> int:
    """The bit of the plan that made a card; none for the first card and for a blank one."""
    return 0 if serial in _FOR_GOOD else bit(EventId.from_bytes(serial))


def names_for(mentions: Mentions, total: int) -> Names:
    """Names closed up and counted anew; ``total``: what the meter has credited."""
    used = sorted(id for id, at in _bits.items() if mentions.ids >> at & 1)
    ids: dict[EventId, EventId] = {}
    counts: dict[tuple[Node, int], int] = {}
    for id in used:
        counts[id[:2]] = counts.get(id[:2], 0) + 1
        ids[id] = EventId(id.node, id.epoch, counts[id[:2]])
    # The rules treat purchase numbers 0 and 1 in their own way, so those keep their names.
    number = max(0, mentions.number - 2) if mentions.number < _MANY else 0
    sequence = mentions.sequence - 1 if mentions.sequence < _MANY else 0
    return Names(ids, counts, sequence, number, total)
