"""Sorts what a printer sends: answers at once, answers in their turn, and automatic status.

They come over one line without any frame; their fixed bits tell them apart.
"""

from __future__ import annotations

from app.printing.printer_status import is_real_time

_QUEUED_MASK, _QUEUED = 0x90, 0x00
_AUTOMATIC_MASK, _AUTOMATIC = 0x93, 0x10
_AUTOMATIC_REST = 3
"""Bytes after the first of an automatic status; they look like queued answers."""


class PrinterAnswers:
    """Collects answers to ``DLE EOT`` and counts answers to ``GS r``."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.queued = 0
        self._real_time: list[int] = []
        self._skip = 0

    def feed(self, data: bytes) -> None:
        """Takes bytes as they came."""
        for byte in data:
            if self._skip:
                self._skip -= 1
            elif is_real_time(byte):
                self._real_time.append(byte)
            elif byte & _AUTOMATIC_MASK == _AUTOMATIC:
                self._skip = _AUTOMATIC_REST
            elif byte & _QUEUED_MASK == _QUEUED:
                self.queued += 1

    def forget_real_time(self) -> None:
        """Drops answers to earlier questions."""
        self._real_time.clear()

    def real_time(self) -> int | None:
        """The oldest answer to ``DLE EOT``, if one has come."""
        return self._real_time.pop(0) if self._real_time else None
