"""Frames of CJ/T 188: bytes out, bytes in.

``68``, type of meter, seven bytes of address (packed decimal, lowest first), control, length,
data, checksum (the sum of all from ``68`` on, modulo 256), ``16``. Bytes ``FE`` before it wake the
meter and are no part of it.
"""

from __future__ import annotations

import msgspec

PREAMBLE = b"\xfe\xfe\xfe"
_START, _END = 0x68, 0x16
_ADDRESS_BYTES = 7
ADDRESS_DIGITS = 2 * _ADDRESS_BYTES
_HEAD = 1 + 1 + _ADDRESS_BYTES + 1 + 1
"""Bytes up to the data."""
_TAIL = 2


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame between its first byte and its checksum."""

    kind: int
    """Type of meter: 10H to 13H are water."""
    address: str
    """14 digits, highest first."""
    control: int
    data: bytes
    """255 bytes at most."""


def encoded(frame: Frame) -> bytes:
    """The frame from ``68`` to ``16``."""
    head = bytes((_START, frame.kind))
    address = bytes.fromhex(frame.address)[::-1]
    whole = head + address + bytes((frame.control, len(frame.data))) + frame.data
    return whole + bytes((sum(whole) % 256, _END))


def first_frame(received: bytes) -> tuple[Frame | None, bytes]:
    """The first whole frame in what was received, and what may still become one behind it.

    Noise, a broken frame and wake-up bytes are skipped; without a whole frame what is left begins
    with a frame that is not at its end yet, or is empty.
    """
    unfinished: int | None = None
    at = received.find(_START)
    while at >= 0:
        end = _end_of(received, at)
        if end is None:
            # A start byte in noise may promise more than ever comes: a whole frame may follow it.
            unfinished = at if unfinished is None else unfinished
        else:
            frame = _decoded(received[at:end])
            if frame is not None:
                return frame, received[end:]
        at = received.find(_START, at + 1)
    return None, b"" if unfinished is None else received[unfinished:]


def _end_of(received: bytes, at: int) -> int | None:
    """Where the frame that begins there ends; None: that has not come yet."""
    if len(received) < at + _HEAD:
        return None
    end = at + _HEAD + received[at + _HEAD - 1] + _TAIL
    return end if len(received) >= end else None


def _decoded(whole: bytes) -> Frame | None:
    """A frame of the length that it says; None where it is none after all."""
    address = whole[2 : 2 + _ADDRESS_BYTES][::-1].hex()
    if whole[-1] != _END or whole[-2] != sum(whole[:-_TAIL]) % 256 or not address.isdecimal():
        return None
    return Frame(kind=whole[1], address=address, control=whole[_HEAD - 2], data=whole[_HEAD:-_TAIL])
