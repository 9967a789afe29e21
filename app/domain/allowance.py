"""What an enrolled counter may sell before head office says more: the vending limit.

Head office grants money, a number of sales and a last day, for one kiosk in one epoch, numbered
upwards. A later grant replaces what is left of the one before and is not added to it: so two
grants that cross on the way, or of which one is lost, never let more be sold than the larger of
them, and a grant that arrives twice, or behind a later one, changes nothing. One that is reckoned
from takings that head office had heard of counts what was taken since against itself, however late
it arrives.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date

import msgspec

from app.domain.quantity import Money


class Takings(msgspec.Struct, frozen=True, kw_only=True):
    """What a counter took in an epoch."""

    cash: Money = 0
    """Into drawers less what went out of them again; shifts' floats do not count."""
    sales: int = 0
    """Purchases, and whatever else brought cash in."""


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """A grant."""

    serial: int
    """Grows with each grant of its kiosk and epoch: :func:`next_serial`."""
    money: Money
    """Cash that may be taken."""
    count: int
    """Sales and payments that may be made."""
    until: date
    """Last day."""
    since: Takings | None = None
    """Takings of the epoch from which it is reckoned; None: those when the counter takes it up."""


class AllowanceLeft(msgspec.Struct, frozen=True, kw_only=True):
    """What of it may still be sold. Serial 0: nothing was granted yet."""

    serial: int
    money: Money
    count: int
    until: date

    def days(self, today: date) -> int:
        """Days left, today among them."""
        return max(0, (self.until - today).days + 1)


NOT_GRANTED = AllowanceLeft(serial=0, money=0, count=0, until=date.min)
"""Of a counter that head office has given nothing in this epoch."""


class AllowanceRefusal(enum.StrEnum):
    """Why a counter may not sell."""

    NOT_GRANTED = "not_granted"
    DAYS = "days"
    COUNT = "count"
    MONEY = "money"


_SERIALS_BEGIN = 1_767_225_600_000
"""2026-01-01, milliseconds since 1970 UTC."""
_SERIAL_STEP = 600_000
"""Ten minutes: six digits until 2045, for whoever reads a code out."""


def next_serial(known: Iterable[int], now: int) -> int:
    """Of the next grant; ``known``: those of grants before, and the one that the counter goes by.

    It goes on from the time (``now``: milliseconds since 1970 UTC), so that a head office that was
    restored from a backup, and knows nothing of its last grants, gives no number again: its counter
    would pass a true grant over, or go by one that was replaced.
    """
    return max(max(known, default=0) + 1, (now - _SERIALS_BEGIN) // _SERIAL_STEP)


def taken_up(in_force: int, granted: Iterable[Allowance]) -> Allowance | None:
    """The grant that replaces the one of serial ``in_force`` (0: none); None: it stays."""
    newest = max(granted, key=lambda one: one.serial, default=None)
    return newest if newest is not None and newest.serial > in_force else None


def left(allowance: Allowance, before: Takings, now: Takings) -> AllowanceLeft:
    """``before``: takings of the epoch when it was taken up; ``now``: those of today.

    Cash that goes back gives back, but never more than was sold since: a refund of what an earlier
    grant let be sold makes this one no larger. The number of sales does not come back.
    """
    sold = max(0, now.cash - before.cash)
    return AllowanceLeft(
        serial=allowance.serial,
        money=max(0, allowance.money - sold),
        count=max(0, allowance.count - (now.sales - before.sales)),
        until=allowance.until,
    )


def refusal(rest: AllowanceLeft, cash: Money, today: date) -> AllowanceRefusal | None:
    """Why a sale or payment that takes so much cash may not be made; None: it may."""
    if rest.serial == 0:
        return AllowanceRefusal.NOT_GRANTED
    if today > rest.until:
        return AllowanceRefusal.DAYS
    if rest.count == 0:
        return AllowanceRefusal.COUNT
    if cash > rest.money:
        return AllowanceRefusal.MONEY
    return None
