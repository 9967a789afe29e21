"""Finds the real-time commands in a printer's input, which act before what was sent earlier.

A printer finds them by their bytes alone, inside a picture too. Source: notes/printing.md 3.2 and
Epson's command reference.
"""

from __future__ import annotations

from collections.abc import Iterator

_DLE = 0x10
_LENGTHS = {0x04: 3, 0x14: 5}
"""``DLE EOT n`` asks for status; ``DLE DC4 1 m t`` opens the drawer."""


class RealTimeScanner:
    """Looks at every byte as it comes in, wherever pieces begin and end."""

    def __init__(self) -> None:
        """Starts outside any command."""
        self._begun = bytearray()

    def scan(self, data: bytes) -> Iterator[bytes]:
        """Yields every real-time command that these bytes complete."""
        if not self._begun and _DLE not in data:
            return
        for byte in data:
            if byte == _DLE and len(self._begun) < 2:
                self._begun = bytearray([byte])
            elif self._begun:
                self._begun.append(byte)
            wanted = _LENGTHS.get(self._begun[1], 0) if len(self._begun) > 1 else 2
            if wanted == len(self._begun) > 1:
                yield bytes(self._begun)
            if len(self._begun) >= wanted and len(self._begun) > 1:
                self._begun.clear()
