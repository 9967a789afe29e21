"""Reads and seals the parts of a ``tapcard-sle4442`` card: identity, copies, read-back.

A part counts when its CRC-32 and its MAC hold. The MAC key is derived from the card's serial, so
parts do not pass from card to card. Where the CRC holds and the MAC does not, somebody else sealed
it.
"""

from __future__ import annotations

import enum
import hmac
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.cards.chips.sle4442 import AREA, SIZE
from app.cards.errors import CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_layout import (
    CONTENTS,
    COPY,
    COPY_STARTS,
    COPY_TAG,
    CRC_SIZE,
    ERASED,
    HEADER_AT,
    IDENTITY,
    IDENTITY_AT,
    IDENTITY_MAC_SIZE,
    IDENTITY_TAG,
    MAC_SIZE,
    MAGIC,
    MARK_OFFSET,
    READ_BACK,
    READ_BACK_AT,
    READ_BACK_TAG,
    STATE,
)
from app.domain.cards import CardContents, ReadBack, ReadBackPhase
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.domain.text import _

_SEQUENCES = 1 << 16


class SealState(enum.Enum):
    """What a seal says of the bytes it covers."""

    WHOLE = "whole"
    TORN = "torn"
    OTHERS = "others"
    """Intact, but sealed with another key or for another serial."""


@dataclass(frozen=True)
class Identity:
    """Whose card it is, proved by its MAC, and the means to prove the rest."""

    serial: bytes
    key_version: int
    utility: int
    keys: KeySource

    def mac(self, tag: bytes, covered: bytes, length: int) -> bytes:
        """MAC of this card over ``covered`` as the part that ``tag`` names."""
        return self.keys.card_mac(self.serial, self.key_version, tag + covered, length)

    def seal(self, tag: bytes, covered: bytes) -> bytes:
        """CRC-32 and MAC over the same bytes."""
        return zlib.crc32(covered).to_bytes(CRC_SIZE) + self.mac(tag, covered, MAC_SIZE)

    def check(self, tag: bytes, covered: bytes, seal: bytes) -> SealState:
        """Judges a seal read from the card."""
        if zlib.crc32(covered).to_bytes(CRC_SIZE) != seal[:CRC_SIZE]:
            return SealState.TORN
        mac = self.mac(tag, covered, MAC_SIZE)
        whole = hmac.compare_digest(mac, seal[CRC_SIZE:])
        return SealState.WHOLE if whole else SealState.OTHERS

    def packed(self) -> bytes:
        """The identity block. Raises ContentsUnfit."""
        values = {
            "serial": self.serial,
            "magic": MAGIC,
            "key_version": self.key_version,
            "utility": self.utility,
            "mac": bytes(IDENTITY_MAC_SIZE),
        }
        covered = IDENTITY.pack(values)[:-IDENTITY_MAC_SIZE]
        return covered + self.mac(IDENTITY_TAG, covered, IDENTITY_MAC_SIZE)


def memory_of(image: CardImage) -> bytes:
    """The main memory; empty when the image is not that of an SLE4442."""
    memory = image.areas.get(AREA, b"")
    return memory if len(memory) == SIZE else b""


def erased(data: bytes) -> bool:
    """Whether all bytes are FF."""
    return data == bytes([ERASED]) * len(data)


def claims_ours(memory: bytes) -> bool:
    """Whether a card says it is ours, or may be one whose making stopped after its serial.

    Between serial and magic, making a card leaves a beginning of the magic, one byte torn, and
    the rest erased.
    """
    header = memory[HEADER_AT:]
    if header.startswith(MAGIC):
        return True
    known = next(i for i in range(len(MAGIC)) if not header.startswith(MAGIC[: i + 1]))
    return erased(header[known + 1 :]) and not erased(memory[IDENTITY_AT:HEADER_AT])


def identity_of(memory: bytes, keys: KeySource) -> Identity:
    """The identity block, proved. Raises CardForeign (KeyVersionUnknown among others)."""
    block = memory[IDENTITY_AT : IDENTITY_AT + IDENTITY.size]
    if not memory[HEADER_AT:].startswith(MAGIC):
        raise CardForeign(
            _("This is not a card of this system."),
            _("Nothing was paid. Put in a card of this utility."),
        )
    values = IDENTITY.unpack(block)
    identity = Identity(values["serial"], values["key_version"], values["utility"], keys)
    expected = identity.mac(IDENTITY_TAG, block[:-IDENTITY_MAC_SIZE], IDENTITY_MAC_SIZE)
    if not hmac.compare_digest(expected, values["mac"]):
        raise CardForeign(
            _("This card is not of this utility, or its making was not finished."),
            _("Nothing was paid. If it was made here, settle it at the kiosk that began."),
        )
    return identity


@dataclass(frozen=True)
class Copy:
    """One of the two copies as it stands on the card."""

    start: int
    """Address of its first byte."""
    state: SealState
    contents: CardContents | None
    """Present exactly when the copy is valid."""


def copies_of(memory: bytes, identity: Identity) -> tuple[Copy, ...]:
    """Copies A and B."""
    return tuple(_copy_at(memory, start, identity) for start in COPY_STARTS)


def valid_contents(copies: Sequence[Copy]) -> list[tuple[Copy, CardContents]]:
    """Valid copies, the newest first."""
    found = [(copy, copy.contents) for copy in copies if copy.contents is not None]
    if len(found) > 1 and is_newer(found[1][1].sequence, than=found[0][1].sequence):
        found.reverse()
    return found


def is_newer(sequence: int, *, than: int) -> bool:
    """Serial number arithmetic over 16 bits (RFC 1982): 0 comes after 65535."""
    return 0 < (sequence - than) % _SEQUENCES < _SEQUENCES // 2


def packed_copy(identity: Identity, contents: CardContents) -> bytes:
    """A whole copy, its mark last. Raises ContentsUnfit."""
    values = {name: getattr(contents, name) for name in contents.__struct_fields__}
    body = CONTENTS.pack(values)
    mark = COPY.fields[-1].pack(contents.mark)
    return body + identity.seal(COPY_TAG, body + mark) + mark


def _copy_at(memory: bytes, start: int, identity: Identity) -> Copy:
    data = memory[start : start + COPY.size]
    body, mark = data[: CONTENTS.size], data[MARK_OFFSET:]
    state = identity.check(COPY_TAG, body + mark, data[CONTENTS.size : MARK_OFFSET])
    if state is not SealState.WHOLE:
        return Copy(start, state, None)
    try:
        contents = CardContents(
            utility=identity.utility, mark=EventId.from_bytes(mark), **CONTENTS.unpack(body)
        )
    except ValueError:
        # Sealed by us, but with codes that this version does not know: not ours to judge.
        return Copy(start, SealState.OTHERS, None)
    return Copy(start, state, contents)


def read_back_of(memory: bytes, identity: Identity, mark: EventId) -> ReadBack:
    """What the meter wrote, seen from the load that ``mark`` names.

    Whole and naming another mark: phase EMPTY, figures as written. Not whole but naming ``mark``:
    BEGUN without figures. Anything else that is not whole: EMPTY without figures.
    """
    data = memory[READ_BACK_AT : READ_BACK_AT + READ_BACK.size]
    if erased(data):
        return ReadBack()
    ours = data.startswith(mark.to_bytes())
    torn = ReadBack(phase=ReadBackPhase.BEGUN if ours else ReadBackPhase.EMPTY)
    state, seal = data[: STATE.size], data[STATE.size :]
    if identity.check(READ_BACK_TAG, state, seal) is not SealState.WHOLE:
        return torn
    try:
        values = STATE.unpack(state)
    except ValueError:
        return torn
    phase = values.pop("phase")
    del values["mark"]
    return ReadBack(phase=phase if ours else ReadBackPhase.EMPTY, **values)


def packed_read_back(
    identity: Identity, read_back: ReadBack, mark: EventId, phase: ReadBackPhase
) -> bytes:
    """The whole read-back area. Raises ContentsUnfit."""
    values = {name: getattr(read_back, name) for name in read_back.__struct_fields__}
    state = STATE.pack(values | {"mark": mark, "phase": phase})
    return state + identity.seal(READ_BACK_TAG, state)
