"""A reading round: the meters of a region in the order in which one walks, shared among readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import msgspec

from app.domain.quantity import Quantity, divide_rounded

MOST_READERS = 20
"""Files that one round is shared among."""
_USUAL_DAYS = 365
"""Use is reckoned from so many days at most."""
_FEWEST_DAYS = 7
"""From fewer days no use is foretold."""
_NUMBER = re.compile(r"([0-9]+)")


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A meter on a round. Personal data is kept to what leads to its door."""

    order: int
    """From 1, in the order in which one walks."""
    meter: str
    account: str
    region: int
    address: str
    last_dial: Quantity
    last_read_on: date
    expected_use: Quantity | None
    """Since then; None: too little is known."""


def walking_key(*places: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """By which stops are sorted: each place in turn, figures in it by their value.

    House 9 comes before house 10; what has no address comes last.
    """
    return tuple(_natural(place) for place in places)


def _natural(place: str) -> tuple[tuple[int, int, str], ...]:
    parts = [part for part in _NUMBER.split(place.casefold()) if part.strip()]
    if not parts:
        return ((2, 0, ""),)
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdecimal() else (1, 0, part.strip())
        for part in parts
    )


def shared(count: int, readers: int) -> list[range]:
    """Stretches of a walk of ``count`` stops, one for each reader, as equal as can be."""
    bounds = [count * at // readers for at in range(readers + 1)]
    return [range(first, last) for first, last in pairwise(bounds)]


def expected_use(bought: Quantity, days: int, ahead: int) -> Quantity | None:
    """What ``ahead`` days use, where ``bought`` lasted ``days``; None where that is too few."""
    if days < _FEWEST_DAYS or ahead < 0:
        return None
    return divide_rounded(bought * ahead, days)


def days_reckoned(since: date, today: date) -> int:
    """Days of the past from which use is reckoned, for a meter that hangs since a day."""
    return min(_USUAL_DAYS, max(0, (today - since).days))


def reader_names(text: str) -> Sequence[str]:
    """Names of readers, parted by commas, each once, without surplus blanks."""
    names = (" ".join(name.split()) for name in text.split(","))
    return list(dict.fromkeys(name for name in names if name))
