"""How long an operator is locked out after wrong PINs. Source: notes/reliability.md 5.2."""

from __future__ import annotations

_FREE_TRIES = 5
_FIRST_SECONDS = 30
_LONGEST_SECONDS = 1280
_FINAL_TRIES = 10

FOREVER = (1 << 62) - 1
"""Until somebody who may gives a new PIN."""


def locked_until(failures: int, now_milliseconds: int) -> int:
    """Until when nothing is tried after so many wrong PINs in a row; 0: not locked.

    Five are free; then half a minute, doubling to about twenty minutes; ten lock for good.
    """
    if failures < _FREE_TRIES:
        return 0
    if failures >= _FINAL_TRIES:
        return FOREVER
    seconds = min(_FIRST_SECONDS << (failures - _FREE_TRIES), _LONGEST_SECONDS)
    return now_milliseconds + 1000 * seconds
