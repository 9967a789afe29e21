"""The purchases of one meter in the order of its card, whichever counters sold them.

A card serialises what counters that do not know of each other sell to it: each sale takes the
next number and adds to the total. Where two carry the same number all the same (two cards of one
meter, a copy, a restore), the meter takes only one of them; the other load is dead, and is owed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money


class CardSale(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase of one meter."""

    purchase: EventId
    number: int
    sequence: int
    """Write sequence of the card when it was written."""
    load: int
    """Credit, as the meter counts it."""
    cumulative: int
    """All credit of the meter with this load."""
    total: Money
    kept: bool
    """Whether it came onto its card and was not given back."""


def in_card_order(sales: Iterable[CardSale]) -> tuple[CardSale, ...]:
    """By number; of one number the one that was written first."""
    return tuple(sorted(sales, key=lambda one: (one.number, one.sequence, one.purchase)))


def dead_loads(sales: Iterable[CardSale]) -> tuple[CardSale, ...]:
    """Purchases whose number another purchase of the meter has too, and that nothing goes on from.

    Of each number one lives: that on which the next one builds by its total; where that does not
    decide, the one that was written last.
    """
    by_number: defaultdict[int, list[CardSale]] = defaultdict(list)
    for one in in_card_order(sales):
        if one.kept:
            by_number[one.number].append(one)
    dead: list[CardSale] = []
    for number, same in by_number.items():
        lives = _living(same, by_number.get(number + 1, ()))
        dead += [one for one in same if one is not lives]
    return tuple(dead)


def _living(same: Sequence[CardSale], later: Sequence[CardSale]) -> CardSale:
    totals = {one.cumulative - one.load for one in later}
    built_on = [one for one in same if one.cumulative in totals]
    return (built_on or same)[-1]


def missing_numbers(known: Iterable[int], shown: Iterable[int]) -> tuple[int, ...]:
    """Numbers between the first and the last one that no event here tells of.

    ``known``: of purchases and compensations; ``shown``: what cards showed, 0 for none yet.
    """
    here = set(known)
    every = here | {number for number in shown if number}
    if not every:
        return ()
    return tuple(n for n in range(min(every), max(every) + 1) if n not in here)
