"""A virtual PSAM: a public file, master keys that never leave it, and one temporary key.

Source: notes/cards.md 2.6.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.cards.key_sources.pboc import BLOCK, PbocKey
from app.simulator.t0 import T0, Answer

MASTER_FILE = 0x3F00
PUBLIC_FILE = 0x17
_UTILITY_OFFSET = 1
_PUBLIC_SIZE = 25

NO_FILE = 0x6A82
NO_KEY = 0x9403
NOTHING_LOADED = 0x6985
WRONG_LENGTH = 0x6700
LOCKED = 0x6983
UNKNOWN_COMMAND = 0x6D00
OK = 0x9000
_LEVELS_SHIFT = 5
_TYPE_BITS = 0x1F
_ENCRYPT, _MAC_WITH_START = 0x00, 0x05


class VirtualPsam:
    """One PSAM; see :class:`app.simulator.other_cards.VirtualCard`."""

    def __init__(
        self,
        utility: bytes,
        masters: Mapping[tuple[int, int], bytes],
        *,
        forgets: bool = False,
        atr: bytes = bytes.fromhex("3B6C0002130286381843560700"),
    ) -> None:
        """``masters``: 16 bytes by key type and version.

        ``forgets``: it gives up its temporary key with the first use, as some do.
        """
        self._masters = {place: PbocKey(key) for place, key in masters.items()}
        self._public = (bytes(_UTILITY_OFFSET) + utility).ljust(_PUBLIC_SIZE, b"\x00")
        self._forgets = forgets
        self.atr = atr
        """Answer to reset."""
        self.locked = False
        """Whether it refuses all keys."""
        self._temporary: PbocKey | None = None
        self._t0 = T0(self._run)

    def seat(self) -> None:
        """Nothing is kept over it."""
        self.power_off()

    def power_on(self) -> bytes:
        """Powers it up and returns the ATR."""
        self.power_off()
        return self.atr

    def power_off(self) -> None:
        """The temporary key is gone."""
        self._temporary = None
        self._t0.reset()

    def exchange(self, apdu: bytes) -> bytes:
        """Answers an APDU, status word included."""
        return self._t0.answer(apdu)

    def _run(self, header: bytes, data: bytes) -> Answer:
        command = int.from_bytes(header[:2])
        if command == 0x00A4:
            return bytes.fromhex("6F00") if int.from_bytes(data) == MASTER_FILE else NO_FILE
        if command == 0x00B0:
            here = header[2] == 0x80 | PUBLIC_FILE
            return self._public[header[3] :] if here else NO_FILE
        if command == 0x801A:
            return self._load(header[2], header[3], data)
        if command == 0x80FA:
            return self._compute(header[2], data)
        return UNKNOWN_COMMAND

    def _load(self, usage: int, version: int, factors: bytes) -> Answer:
        self._temporary = None
        if self.locked:
            return LOCKED
        key = self._masters.get((usage & _TYPE_BITS, version))
        if key is None:
            return NO_KEY
        if len(factors) != BLOCK * (usage >> _LEVELS_SHIFT):
            return WRONG_LENGTH
        for at in range(0, len(factors), BLOCK):
            key = key.diversified(factors[at : at + BLOCK])
        self._temporary = key
        return OK

    def _compute(self, mode: int, data: bytes) -> Answer:
        key = self._temporary
        if key is None:
            return NOTHING_LOADED
        if self._forgets:
            self._temporary = None
        if mode == _ENCRYPT and len(data) == BLOCK:
            return key.encrypt(data)
        if mode == _MAC_WITH_START and len(data) > BLOCK and not len(data) % BLOCK:
            return _mac_of_whole_blocks(key, data[:BLOCK], data[BLOCK:])
        return WRONG_LENGTH


def _mac_of_whole_blocks(key: PbocKey, start: bytes, data: bytes) -> bytes:
    """The terminal has padded already: what it added is taken off, to be added again."""
    return key.mac(start, data.rstrip(b"\x00").removesuffix(b"\x80"))
