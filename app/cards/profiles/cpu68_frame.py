"""The frame of a ``cpu68`` file: 68, command, length, body, checksum, 16.

Source: notes/domain.md 6.1; the length takes one byte in the files of water and its kin, two in
those of electricity (6.2).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from app.cards.profiles.cpu68_parameters import Checksum

START = 0x68
END = 0x16

_AROUND_LENGTH = 2
"""Start and command, before the length."""
_TAIL = 2
"""Checksum and end."""


class FrameState(enum.Enum):
    """What a file says of itself."""

    EMPTY = "empty"
    """No frame begins here."""
    WHOLE = "whole"
    BROKEN = "broken"
    """A frame begins, and its command, length, checksum or end is not right."""


@dataclass(frozen=True)
class Frame:
    """One kind of file."""

    command: int
    length_size: int
    body_size: int

    @property
    def body_at(self) -> int:
        """Where the body begins."""
        return _AROUND_LENGTH + self.length_size

    @property
    def size(self) -> int:
        """Bytes of the whole frame."""
        return self.body_at + self.body_size + _TAIL

    def wrap(self, body: bytes, checksum: Checksum) -> bytes:
        """The file that carries a body."""
        covered = self._head()[1:] + body
        return bytes([START]) + covered + bytes([checksum.of(covered), END])

    def state(self, data: bytes, checksum: Checksum) -> FrameState:
        """How a file stands; one that is not there is empty."""
        if not data.startswith(bytes([START])):
            return FrameState.EMPTY
        data = data[: self.size]
        whole = (
            len(data) == self.size
            and data.startswith(self._head())
            and data[-_TAIL:] == bytes([checksum.of(data[1:-_TAIL]), END])
        )
        return FrameState.WHOLE if whole else FrameState.BROKEN

    def body(self, data: bytes) -> bytes:
        """The body of a file that is whole."""
        return data[self.body_at : self.body_at + self.body_size]

    def _head(self) -> bytes:
        return bytes([START, self.command]) + self.body_size.to_bytes(self.length_size)
