"""Where the parts of a function card lie on one kind of chip.

After the identity, without gap: head with seal, mark, room. On a chip that is written in blocks
every part is filled up to whole blocks, so that no write touches two parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.cards.profiles.fields import Field, Raw, Record
from app.cards.profiles.tapcard_function_layout import (
    ANSWERED,
    CLAIM_TAG,
    DELIVERY_TAG,
    DUMP_TAG,
    HEAD,
    MOST_USES,
    TAKER,
    USED,
    USED_TAG,
    dump_record,
)
from app.cards.profiles.tapcard_geometry import RESERVED, Geometry
from app.cards.profiles.tapcard_layout import MAC_SIZE, MARK, SEAL
from app.domain.function_cards import FunctionKind

COUNTERS = 2


@dataclass(frozen=True)
class Answer:
    """A part that meters write: a record, and a MAC over it."""

    tag: bytes
    record: Record
    filling: int
    """Zeros between record and MAC, under the MAC."""

    @property
    def mac_at(self) -> int:
        """Where its MAC stands within it."""
        return self.record.size + self.filling

    @property
    def size(self) -> int:
        """Bytes taken."""
        return self.mac_at + MAC_SIZE


@dataclass(frozen=True)
class FunctionGeometry:
    """What a function card looks like on a chip. Addresses and sizes in bytes."""

    card: Geometry
    """The chip, and where serial and identity lie."""

    @cached_property
    def head(self) -> Record:
        """The head before its seal."""
        missing = self._missing(HEAD.size + SEAL.size)
        return Record(*HEAD.fields, *([Field(RESERVED, Raw(missing))] if missing else []))

    @property
    def head_at(self) -> int:
        """Where the head begins: after the identity."""
        return self.card.identity_at + self.card.identity.size

    @property
    def seal_at(self) -> int:
        """Where its seal begins."""
        return self.head_at + self.head.size

    @property
    def mark_at(self) -> int:
        """Where the mark begins."""
        return self.seal_at + SEAL.size

    @property
    def mark_size(self) -> int:
        """Of the mark with what fills it up."""
        return MARK.size + self._missing(MARK.size)

    @property
    def room_at(self) -> int:
        """Where the room begins, which goes to the end of the chip."""
        return self.mark_at + self.mark_size

    @cached_property
    def used(self) -> Answer:
        """A counter of uses."""
        return self._answer(USED_TAG, USED)

    @cached_property
    def dump(self) -> Answer:
        """What a meter writes of itself."""
        return self._answer(DUMP_TAG, dump_record(self.card.serial_size))

    @cached_property
    def claim(self) -> Answer:
        """Who has begun to take what a slot holds."""
        return self._answer(CLAIM_TAG, TAKER)

    @cached_property
    def delivery(self) -> Answer:
        """Who has taken it."""
        return self._answer(DELIVERY_TAG, TAKER)

    @property
    def slot_size(self) -> int:
        """Dump, claim and delivery."""
        return self.dump.size + self.claim.size + self.delivery.size

    @property
    def slots(self) -> int:
        """Slots that the room holds."""
        return (self.card.size - self.room_at) // self.slot_size

    def counter_at(self, index: int) -> int:
        """Address of a counter, 0 or 1."""
        return self.room_at + index * self.used.size

    @property
    def data_at(self) -> int:
        """Where the data of the function begin."""
        return self.counter_at(COUNTERS)

    def dump_at(self, slot: int) -> int:
        """Address of a slot, 0 first, and of the dump in it."""
        return self.room_at + slot * self.slot_size

    def claim_at(self, slot: int) -> int:
        """Address of the claim in a slot."""
        return self.dump_at(slot) + self.dump.size

    def delivery_at(self, slot: int) -> int:
        """Address of the delivery in a slot."""
        return self.claim_at(slot) + self.claim.size

    def most_uses(self, function: FunctionKind) -> int:
        """How often a card can be obeyed."""
        return self.slots if function in ANSWERED else MOST_USES

    def filled(self, data: bytes) -> bytes:
        """With zeros up to a whole unit."""
        return data + bytes(self._missing(len(data)))

    def _answer(self, tag: bytes, record: Record) -> Answer:
        return Answer(tag, record, self._missing(record.size + MAC_SIZE))

    def _missing(self, size: int) -> int:
        return -size % self.card.unit
