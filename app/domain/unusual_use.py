"""Which customers are looked at: what they buy, what their meter says, against what is expected.

Each rule compares two volumes and says which is which. Thresholds are wide on purpose: a list that
is read every month must be short. Sources: notes/domain.md 9.2 (low average use, suspicious
users); the thresholds themselves are ours.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import median_low

import msgspec

from app.domain.quantity import THOUSANDTHS, Quantity, divide_rounded

MONTH = 30
"""Days that volumes are spread over, so that periods can be compared."""
PAST_DAYS = 365
"""What a customer used to buy is reckoned from so many days at most."""
STILL_DAYS = 30
"""A meter that counts nothing for so long, with credit in it, is looked at."""
_TIMES_OWN = 3
"""So many times more, or less, than the customer's own past. Source: design.md section 9."""
_TIMES_CLASS = 5
"""Likewise than the middle one of the tariff class."""
_FEWEST_IN_CLASS = 5
"""Of fewer customers no middle one is told."""
_NOTICED = 3 * THOUSANDTHS
"""Differences below this volume a month are not looked at."""
_LOW_USE = 1 * THOUSANDTHS
"""Less than this volume a month is low use. Source: notes/domain.md 9.2."""
_LONG_PAST = 60
"""Days of purchases from which a past can be told."""
_LONG_PERIOD = 60
"""Buying little is noticed only in a period so long: people buy for two months at once."""
_SLACK = 1 * THOUSANDTHS
"""Two counts of the same water may differ by this much, read on different days,"""
_SLACK_SHARE = 20
"""or by the twentieth part, whatever is more."""


class Why(enum.StrEnum):
    """What is unusual."""

    MORE_THAN_BEFORE = "more_than_before"
    LESS_THAN_BEFORE = "less_than_before"
    MORE_THAN_CLASS = "more_than_class"
    LESS_THAN_CLASS = "less_than_class"
    LOW_USE = "low_use"
    NOT_SOLD = "not_sold"
    """The meter was credited with more than was sold and given."""
    NOT_CREDITED = "not_credited"
    """It was credited with less."""
    STANDS_STILL = "stands_still"
    """It has credit, and what remains does not fall."""
    DIAL_STILL = "dial_still"
    """Its dial does not move, and what remains of its credit does."""
    DIAL_AHEAD = "dial_ahead"
    """More went through its dial than it took off its credit."""
    DIAL_BEHIND = "dial_behind"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something unusual: what was found, and what it was compared with, as volumes."""

    why: Why
    found: Quantity
    expected: Quantity


class Bought(msgspec.Struct, frozen=True, kw_only=True):
    """Purchases for a meter over some days."""

    days: int
    """Days of them on which the meter was in service."""
    volume: Quantity = 0
    purchases: int = 0

    @property
    def monthly(self) -> Quantity:
        """Volume over thirty days."""
        return divide_rounded(self.volume * MONTH, max(1, self.days))


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter told by a card."""

    day: date
    remaining: Quantity
    credited: Quantity
    """All that it was ever credited with."""
    used: Quantity
    """All that it counted."""


class DialUse(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of the dial that counts."""

    day: date
    used: Quantity
    """Since the meter came to the account."""


class MeterUse(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a meter that counts volume, at the end of a period."""

    since: date
    """First day of the period: what was told before it was looked at before."""
    now: Bought
    """In the period."""
    past: Bought
    """Before it, :data:`PAST_DAYS` at most."""
    first_bought: date | None = None
    """Of both together."""
    last_bought: date | None = None
    told: Told | None = None
    """What it told last; None: nothing."""
    told_before: Told | None = None
    """The last one that is :data:`STILL_DAYS` older, or more."""
    sold: Quantity = 0
    """What was sold and given up to the purchase that the meter told last."""
    dials: tuple[DialUse, ...] = ()
    """All of them, oldest first."""


def findings(meter: MeterUse) -> Iterator[Finding]:
    """All that is unusual about a meter by itself; :func:`against_class` looks at the others."""
    yield from _against_own_past(meter)
    yield from _low_use(meter)
    yield from _against_sold(meter)
    yield from _stands_still(meter)
    yield from _dial_against_card(meter)


def against_class(days: int, monthly: Quantity, typical: Quantity) -> Iterator[Finding]:
    """``typical``: what the middle customer of the class buys a month (:func:`middle_of`)."""
    whys = Why.MORE_THAN_CLASS, Why.LESS_THAN_CLASS
    yield from _compared(days, monthly, typical, _TIMES_CLASS, whys)


def is_in_middle(days: int, monthly: Quantity) -> bool:
    """Whether the middle of a class is looked for among such customers: they buy, and for long."""
    return monthly > 0 and days >= STILL_DAYS


def middle_of(monthly: Sequence[Quantity]) -> Quantity | None:
    """What the middle customer of a class buys a month; None where they are too few."""
    return median_low(monthly) if len(monthly) >= _FEWEST_IN_CLASS else None


def _against_own_past(meter: MeterUse) -> Iterator[Finding]:
    past = meter.past
    if past.days >= _LONG_PAST and past.purchases:
        whys = Why.MORE_THAN_BEFORE, Why.LESS_THAN_BEFORE
        now = meter.now
        yield from _compared(now.days, now.monthly, past.monthly, _TIMES_OWN, whys)


def _compared(
    days: int, monthly: Quantity, usual: Quantity, times: int, whys: tuple[Why, Why]
) -> Iterator[Finding]:
    """``whys``: what it is when it is far more, and far less."""
    more, less = whys
    if abs(monthly - usual) < _NOTICED:
        return
    if days >= MONTH - 2 and monthly > usual * times:  # February has 28
        yield Finding(why=more, found=monthly, expected=usual)
    if days >= _LONG_PERIOD and monthly * times < usual:
        yield Finding(why=less, found=monthly, expected=usual)


def _low_use(meter: MeterUse) -> Iterator[Finding]:
    """As those who have run such systems for long do it: who bought once is not judged."""
    first, last = meter.first_bought, meter.last_bought
    if first is None or last is None or first == last:
        return
    volume = meter.now.volume + meter.past.volume
    monthly = divide_rounded(volume * MONTH, (last - first).days)
    if monthly < _LOW_USE:
        yield Finding(why=Why.LOW_USE, found=monthly, expected=_LOW_USE)


def _against_sold(meter: MeterUse) -> Iterator[Finding]:
    """To the last unit: both are counts of the same loads."""
    told = meter.told
    if told is not None and told.day >= meter.since and told.credited != meter.sold:
        why = Why.NOT_SOLD if told.credited > meter.sold else Why.NOT_CREDITED
        yield Finding(why=why, found=told.credited, expected=meter.sold)


def _stands_still(meter: MeterUse) -> Iterator[Finding]:
    told, before = meter.told, meter.told_before
    if told is None or before is None or told.day < meter.since or before.remaining <= 0:
        return
    if told.used <= before.used:
        both = Bought(
            days=meter.now.days + meter.past.days, volume=meter.now.volume + meter.past.volume
        )
        expected = divide_rounded(both.monthly * (told.day - before.day).days, MONTH)
        yield Finding(why=Why.STANDS_STILL, found=told.used - before.used, expected=expected)


def _dial_against_card(meter: MeterUse) -> Iterator[Finding]:
    """Only what the later of two readings cannot explain: between them, water flows."""
    told, dials = meter.told, meter.dials
    if told is None or not dials or max(told.day, dials[-1].day) < meter.since:
        return
    last = dials[-1]
    by_then = [dial for dial in dials if dial.day <= told.day]
    if by_then and by_then[-1].used > told.used + _slack(told.used):
        yield Finding(why=Why.DIAL_AHEAD, found=by_then[-1].used, expected=told.used)
    if last.day >= told.day and told.used > last.used + _slack(last.used):
        yield Finding(why=Why.DIAL_BEHIND, found=last.used, expected=told.used)
    before = meter.told_before
    if before is None or told.used <= before.used + _SLACK or last.day < told.day:
        return
    # The card moved between two readings of the dial; the dial did not.
    earlier = [dial for dial in dials if dial.day <= before.day]
    if earlier and last.used <= earlier[-1].used:
        expected = earlier[-1].used + told.used - before.used
        yield Finding(why=Why.DIAL_STILL, found=last.used, expected=expected)


def _slack(used: Quantity) -> Quantity:
    return max(_SLACK, used // _SLACK_SHARE)
