"""Status bytes of an Epson-like printer. Source: notes/printing.md 1.4 and 2.1.

Every real-time byte has the bits ``0xx1xx10``, so it can be told from queued answers.
"""

from __future__ import annotations

import msgspec

_FIXED = 0b0001_0010


class Condition(msgspec.Struct, frozen=True):
    """What the sensors see."""

    paper_out: bool = False
    near_end: bool = False
    cover_open: bool = False
    switched_offline: bool = False
    drawer_open: bool = False

    @property
    def offline(self) -> bool:
        """Whether the printer holds printing back."""
        return self.paper_out or self.cover_open or self.switched_offline


def real_time_status(number: int, condition: Condition) -> bytes:
    """Answer to ``DLE EOT n``: 1 printer, 2 offline cause, 3 error, 4 paper; others: none."""
    if number == 1:
        bits = condition.drawer_open << 2 | condition.offline << 3
    elif number == 2:
        bits = condition.cover_open << 2 | condition.paper_out << 5
    elif number == 3:
        bits = 0
    elif number == 4:
        bits = 0b0000_1100 * condition.near_end | 0b0110_0000 * condition.paper_out
    else:
        return b""
    return bytes([_FIXED | bits])


def queued_status(number: int, condition: Condition) -> bytes:
    """Answer to ``GS r n``: 1 paper sensors, 2 drawer; others: none."""
    if number % 48 == 1:
        return bytes([0b0011 * condition.near_end | 0b1100 * condition.paper_out])
    if number % 48 == 2:
        return bytes([int(condition.drawer_open)])
    return b""


def automatic_status(condition: Condition) -> bytes:
    """The four bytes that ``GS a`` makes the printer send at every change."""
    first = (
        0b0001_0000
        | condition.drawer_open << 2
        | condition.offline << 3
        | condition.cover_open << 5
    )
    third = 0b0011 * condition.near_end | 0b1100 * condition.paper_out
    return bytes([first, 0, third, 0])
