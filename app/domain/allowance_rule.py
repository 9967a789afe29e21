"""By what rule head office lets counters sell on, without a person each time."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from app.domain.allowance import Allowance, AllowanceLeft, Takings, left
from app.domain.quantity import Money


class AllowanceRule(msgspec.Struct, frozen=True, kw_only=True):
    """What each grant lets a counter do; it gets the next one when less than half is left."""

    money: Money
    """Cash that may be there and was not accounted for yet."""
    count: int
    """Sales and payments that head office may not have heard of yet."""
    days: int
    """Without a word from head office."""
    numbers: int = 0
    """Account numbers of a block; 0: those are granted by hand."""
    numbers_left: int = 0
    """A block is granted when fewer are left."""


def known_left(grant: Allowance, known: Takings) -> AllowanceLeft:
    """What of a grant is left by what head office knows; all of one that begins when it comes."""
    return left(grant, known if grant.since is None else grant.since, known)


def renewed(
    rule: AllowanceRule,
    serial: int,
    rest: AllowanceLeft | None,
    known: Takings,
    accounted: Takings,
    today: date,
) -> Allowance | None:
    """The next grant, number ``serial``; None: it is not time, or would let the counter do no more.

    ``rest``: what of the last one is left by ``known``, the takings that head office has heard of;
    None: nothing was granted.
    ``accounted``: those of closed shifts. The new grant is reckoned from these: whatever the
    counter takes beyond them, before or after the grant reaches it, uses the grant up.
    """
    grant = Allowance(
        serial=serial,
        money=rule.money,
        count=rule.count,
        until=today + timedelta(days=rule.days - 1),
        since=accounted,
    )
    if rest is None:
        return grant
    new = left(grant, accounted, known)
    pairs = (
        (rest.money, new.money, rule.money),
        (rest.count, new.count, rule.count),
        (rest.days(today), new.days(today), rule.days),
    )
    return grant if any(2 * had < whole and had < gets for had, gets, whole in pairs) else None
