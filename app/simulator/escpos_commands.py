"""Cuts a stream of ESC/POS bytes into commands.

Lengths are those of Epson's command reference, for the commands that python-escpos emits and the
ones that share their prefixes. Bytes may arrive in any pieces.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

_DLE, _ESC, _FS, _GS = 0x10, 0x1B, 0x1C, 0x1D
_CONTROLS = {0x09: "HT", 0x0A: "LF", 0x0C: "FF", 0x0D: "CR", 0x18: "CAN"}
_FIRST_TEXT_BYTE = 0x20
_NUL = b"\0"


class Command(msgspec.Struct, frozen=True):
    """One command: its name ("ESC a", "GS ( k", "LF", "text"), parameters and all its bytes."""

    name: str
    args: bytes
    raw: bytes


class CommandReader:
    """Takes bytes in, gives commands out."""

    def __init__(self) -> None:
        """Starts at a command boundary, with nothing to read."""
        self._buffer = bytearray()

    def __len__(self) -> int:
        """Bytes that are not yet part of a returned command."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Adds bytes at the end."""
        self._buffer += data

    def clear(self) -> None:
        """Forgets what was fed."""
        self._buffer.clear()

    def next(self) -> Command | None:
        """The next complete command; None until more bytes come."""
        if not self._buffer:
            return None
        found = _measure(self._buffer)
        if found is None:
            return None
        name, start, end = found
        if len(self._buffer) < end:
            return None
        raw = bytes(self._buffer[:end])
        del self._buffer[:end]
        return Command(name, raw[start:], raw)


def _measure(data: bytearray) -> tuple[str, int, int] | None:
    """(name, where the parameters begin, length); None while that cannot be known."""
    first = data[0]
    prefix = _PREFIXES.get(first)
    if prefix is not None:
        return _measure_prefixed(data, *prefix)
    if first < _FIRST_TEXT_BYTE:
        return _CONTROLS.get(first, f"{first:02X}"), 1, 1
    end = 1
    while end < len(data) and data[end] >= _FIRST_TEXT_BYTE:
        end += 1
    return "text", 0, end


def _measure_prefixed(
    data: bytearray, prefix: str, fixed: dict[int, int]
) -> tuple[str, int, int] | None:
    if len(data) < 2:
        return None
    letter = data[1]
    name = f"{prefix} {chr(letter)}" if letter > _FIRST_TEXT_BYTE else f"{prefix} {letter:02X}"
    if letter in fixed:
        return name, 2, 2 + fixed[letter]
    if letter == ord("("):
        return _parenthesis(data, prefix)
    variable = _VARIABLE.get(name)
    if variable is None:
        return name, 2, 2
    length = variable(data)
    return None if length is None else (name, 2, length)


def _parenthesis(data: bytearray, prefix: str) -> tuple[str, int, int] | None:
    """``GS ( k pL pH ...``: two bytes of length, little-endian."""
    if len(data) < 5:
        return None
    return f"{prefix} ( {chr(data[2])}", 5, 5 + int.from_bytes(data[3:5], "little")


def _raster(data: bytearray) -> int | None:
    """``GS v 0 m xL xH yL yH``: bytes per row times rows."""
    if len(data) < 8:
        return None
    return 8 + int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little")


def _large_graphics(data: bytearray) -> int | None:
    """``GS 8 L p1 p2 p3 p4``: four bytes of length."""
    return None if len(data) < 7 else 7 + int.from_bytes(data[3:7], "little")


def _column_image(data: bytearray) -> int | None:
    """``ESC * m nL nH``: one or three bytes per column."""
    if len(data) < 5:
        return None
    return 5 + int.from_bytes(data[3:5], "little") * (3 if data[2] >= 32 else 1)


def _barcode(data: bytearray) -> int | None:
    """``GS k m ... NUL`` for m up to 6, ``GS k m n ...`` above."""
    if len(data) < 4:
        return None
    return _through_nul(data, 3) if data[2] <= 6 else 4 + data[3]


def _through_nul(data: bytearray, start: int = 2) -> int | None:
    end = data.find(_NUL, start)
    return None if end < 0 else end + 1


def _cut(data: bytearray) -> int | None:
    """``GS V m``, with a feed amount for function B and C (65 and above)."""
    return None if len(data) < 3 else (4 if data[2] >= 65 else 3)


def _real_time_status(data: bytearray) -> int | None:
    """``DLE EOT n``; 7 and 8 have one parameter more."""
    return None if len(data) < 3 else (4 if data[2] in (7, 8) else 3)


def _real_time_request(data: bytearray) -> int | None:
    """``DLE DC4 fn``: pulse (1), power off (2), clear buffer (8)."""
    return None if len(data) < 3 else {1: 5, 2: 5, 8: 10}.get(data[2], 3)


def _fixed(spec: str) -> dict[int, int]:
    """From ``"@0 a1"``: no parameter for @, one for a; SP stands for a space."""
    return {ord(" " if item[:-1] == "SP" else item[:-1]): int(item[-1]) for item in spec.split()}


_PREFIXES: dict[int, tuple[str, dict[int, int]]] = {
    _DLE: ("DLE", {0x05: 1}),
    _ESC: (
        "ESC",
        _fixed(
            "@0 t1 R1 a1 E1 G1 -1 M1 !1 {1 V1 31 20 d1 J1 K1 e1 SP1 $2 \\2 p3 i0 m0 r1 =1 ?1 %1"
            " S0 L0 T1 W8 c2 U1 <0"
        ),
    ),
    _FS: ("FS", _fixed("&0 .0 !1 -1 S2 C1 p2 W1")),
    _GS: ("GS", _fixed("!1 B1 b1 h1 w1 f1 H1 a1 r1 I1 L2 W2 $2 \\2 P2 T1 :0 /1 ^3 E1")),
}
_VARIABLE: dict[str, Callable[[bytearray], int | None]] = {
    "DLE 04": _real_time_status,
    "DLE 14": _real_time_request,
    "ESC *": _column_image,
    "ESC D": _through_nul,
    "GS 8": _large_graphics,
    "GS V": _cut,
    "GS k": _barcode,
    "GS v": _raster,
}
