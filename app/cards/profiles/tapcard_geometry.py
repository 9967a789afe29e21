"""Where the parts of an open layout lie on one kind of chip, computed from what the chip is.

In this order, without gap: identity, copy A, copy B, a read-back for each place. A chip that is
written in blocks gets every part filled up to whole blocks, and the mark of a copy a block of its
own, so that no write touches two parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.cards.profiles.fields import Field, Raw, Record
from app.cards.profiles.tapcard_layout import (
    HEAD,
    IDENTITY,
    MARK,
    OWN_WRITE,
    PART,
    SEAL,
    STATE,
)

RESERVED = "reserved"
"""Name of the bytes that fill a part up; zeros, and under the seal of their part if it has one."""


@dataclass(frozen=True)
class Geometry:
    """What an open layout looks like on a chip. Addresses and sizes in bytes."""

    area: str
    """Area of the chip's image."""
    size: int
    """Its size; everything from the identity on is ours."""
    serial_at: int
    serial_size: int
    identity_at: int
    """After the serial where we give it, after the chip's own bytes where the chip has one."""
    places: int
    unit: int = 1
    """Bytes that the chip writes at once."""
    erased: int = 0xFF
    """What every byte of a blank is."""

    @property
    def serial_end(self) -> int:
        """Address after the serial."""
        return self.serial_at + self.serial_size

    @property
    def gives_serial(self) -> bool:
        """Whether the serial is ours, written right before the identity."""
        return self.serial_end == self.identity_at

    @cached_property
    def identity(self) -> Record:
        """The identity block, without the serial."""
        return Record(*IDENTITY.fields, *self._filling(IDENTITY))

    @cached_property
    def part(self) -> Record:
        """One meter's part of a copy; alone on the card, it shares its write with the copy."""
        return PART if self.places == 1 else Record(*PART.fields, *OWN_WRITE.fields)

    @cached_property
    def body(self) -> Record:
        """A copy before its seal: head, a part for each place."""
        parts = (Field(part_name(at), Raw(self.part.size)) for at in self.all_places)
        body = Record(*HEAD.fields, *parts)
        return Record(*body.fields, *self._filling(body, SEAL))

    @cached_property
    def tail(self) -> Record:
        """A copy's mark, written last."""
        return Record(*MARK.fields, *self._filling(MARK))

    @cached_property
    def state(self) -> Record:
        """A read-back before its seal."""
        return Record(*STATE.fields, *self._filling(STATE, SEAL))

    @property
    def all_places(self) -> range:
        """Numbers of the places."""
        return range(1, self.places + 1)

    @property
    def mark_offset(self) -> int:
        """Where the mark stands within a copy."""
        return self.body.size + SEAL.size

    @property
    def copy_size(self) -> int:
        """Size of a copy, its mark included."""
        return self.mark_offset + self.tail.size

    @property
    def copy_starts(self) -> tuple[int, int]:
        """Addresses of copies A and B."""
        first = self.identity_at + self.identity.size
        return first, first + self.copy_size

    @property
    def read_back_size(self) -> int:
        """Size of one place's read-back."""
        return self.state.size + SEAL.size

    def read_back_at(self, place: int) -> int:
        """Address of a place's read-back."""
        return self.copy_starts[0] + 2 * self.copy_size + (place - 1) * self.read_back_size

    @property
    def end(self) -> int:
        """Address after the last read-back; what follows is reserved."""
        return self.read_back_at(self.places + 1)

    def _filling(self, *records: Record) -> tuple[Field, ...]:
        """What fills records up to whole units."""
        missing = -sum(record.size for record in records) % self.unit
        return (Field(RESERVED, Raw(missing)),) if missing else ()


def part_name(place: int) -> str:
    """Name of a place's part within a copy."""
    return f"place_{place}"
