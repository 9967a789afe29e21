"""Who and when: the identity of events, the marks they leave on cards, and the hybrid clock."""

from __future__ import annotations

import struct
from typing import NamedTuple, TypeAlias

Node: TypeAlias = int
"""Number of a kiosk or head office, 1..32767. Printed as ``K07``."""

Operator: TypeAlias = int
"""Number of an operator, as typed at sign-in."""

Stamp: TypeAlias = int
"""Hybrid logical time: milliseconds since 1970 UTC in the upper bits, a 16-bit counter below."""

_MARK = struct.Struct(">HHI")
_COUNTER_BITS = 16


class EventId(NamedTuple):
    """Identity of an event: the node that wrote it, that node's epoch, and its number there.

    An event that opens a card plan lends its identity to the card as the plan's *mark*, so a mark
    is an ``EventId`` written down in eight bytes.
    """

    node: Node
    epoch: int
    seq: int

    def to_bytes(self) -> bytes:
        """Eight bytes, big-endian: node (2), epoch (2), seq (4)."""
        return _MARK.pack(*self)

    @classmethod
    def from_bytes(cls, data: bytes) -> EventId:
        """Inverse of :meth:`to_bytes`; raises ``struct.error`` unless given eight bytes."""
        return cls(*_MARK.unpack(data))

    def to_key(self) -> int:
        """One 63-bit integer, for database keys; orders like the tuple."""
        return self.node << 48 | self.epoch << 32 | self.seq

    @classmethod
    def from_key(cls, key: int) -> EventId:
        """Inverse of :meth:`to_key`."""
        # Past the constructor, which is a function in Python: rows of pages have many keys.
        return tuple.__new__(cls, (key >> 48, key >> 32 & 0xFFFF, key & 0xFFFFFFFF))

    def __str__(self) -> str:
        return f"{kiosk_name(self.node)}-{self.epoch:02d}-{self.seq}"


NO_MARK = EventId(0, 0, 0)
"""What a card shows where no plan has left a mark yet."""


def kiosk_name(node: Node) -> str:
    """Name of a node as people read it: ``K07``."""
    return f"K{node:02d}"


def stamp_at(milliseconds: int) -> Stamp:
    """The first stamp of a millisecond of wall time."""
    return milliseconds << _COUNTER_BITS


def milliseconds_of(stamp: Stamp) -> int:
    """Wall time of a stamp, in milliseconds since 1970 UTC."""
    return stamp >> _COUNTER_BITS


def next_stamp(last: Stamp, wall_milliseconds: int) -> Stamp:
    """The hybrid clock's next tick: wall time if that is later, otherwise just after ``last``.

    Source: Kulkarni et al., "Logical Physical Clocks" (2014); never goes back, whatever the wall
    clock does.
    """
    return max(last + 1, stamp_at(wall_milliseconds))
