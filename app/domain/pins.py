"""Rules for PINs, as a utility sets them. Source of the defaults: notes/reliability.md 5.2."""

from __future__ import annotations

import enum
from itertools import pairwise

import msgspec

SHORTEST, LONGEST = 6, 12
"""Digits that any rules allow at all."""
LONGEST_DAYS = 3_650
MOST_KEPT = 10
"""Each PIN that must not come again costs time at every change."""
_DAY = 24 * 3_600_000
_STEPS = (0, 1, 9)
"""Modulo 10: the same digit again, the next one, the one before."""


class PinRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a new PIN must be."""

    shortest: int = SHORTEST
    """Digits."""
    longest_run: int = 0
    """Digits in a row that may repeat or count up or down; 0: any, but not the whole PIN."""
    days: int = 0
    """How long a PIN counts; 0: for ever."""
    kept: int = 0
    """How many PINs, the present one among them, must not be taken again."""


class PinFault(enum.StrEnum):
    """What is wrong with a PIN."""

    LENGTH = "length"
    EASY = "easy"


def fault_of(pin: str, rules: PinRules) -> PinFault | None:
    """What the rules say against a PIN by itself; None: nothing."""
    if not (pin.isascii() and pin.isdecimal() and rules.shortest <= len(pin) <= LONGEST):
        return PinFault.LENGTH
    run = longest_run(pin)
    if run == len(pin) or (rules.longest_run and run > rules.longest_run):
        return PinFault.EASY
    return None


def longest_run(pin: str) -> int:
    """Most digits in a row that repeat, or count up or down by one; 9 and 0 are neighbours."""
    longest, run, before = min(len(pin), 1), 1, None
    for one, other in pairwise(pin):
        step = (int(other) - int(one)) % 10
        run = run + 1 if step == before else 2
        before = step if step in _STEPS else None
        longest = max(longest, run if before is not None else 1)
    return longest


def expired(rules: PinRules, since: int | None, now: int) -> bool:
    """Whether a PIN of ``since`` has to be replaced; milliseconds. None: not known since when."""
    return bool(rules.days) and since is not None and now - since >= rules.days * _DAY
