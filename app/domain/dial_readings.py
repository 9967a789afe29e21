"""What may be believed of a meter's dial as a person, a handheld device or a wire reports it.

A reading is accepted, questioned (a person decides later), or refused; and told why. What cannot
be a reading of this meter is refused; what could be, but ought not to be, is questioned.
"""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import THOUSANDTHS, Quantity

HOURS_A_DAY = 24


class ReadingSource(enum.StrEnum):
    """How a reading came."""

    FILE = "file"
    """From a handheld device, in a file."""
    TYPED = "typed"
    WIRE = "wire"
    """From the meter itself."""


class Verdict(enum.StrEnum):
    """What becomes of a reading."""

    ACCEPTED = "accepted"
    QUESTIONED = "questioned"
    REFUSED = "refused"


class Fault(enum.StrEnum):
    """What speaks against a reading."""

    UNREADABLE = "unreadable"
    """No dial, or no day, that can be understood."""
    UNKNOWN_METER = "unknown_meter"
    """No account has such a meter."""
    FUTURE = "future"
    """Its day has not come yet."""
    TOO_LONG = "too_long"
    """More digits than the register has."""
    BEFORE_METER = "before_meter"
    """Read before the meter was with the account."""
    TWICE = "twice"
    """The meter has another reading of the same round, or of the same day."""
    OTHER_REGION = "other_region"
    """The meter hangs in a region that the round does not go to."""
    EARLIER = "earlier"
    """A later reading is on record."""
    LOWER = "lower"
    """Less than before, on a register that has not gone round as far as is known."""
    JUMP = "jump"
    """More than can have flowed through the meter since."""


REFUSING = frozenset(
    {Fault.UNREADABLE, Fault.UNKNOWN_METER, Fault.FUTURE, Fault.TOO_LONG, Fault.BEFORE_METER}
)
"""Faults with which it cannot be a reading of this meter."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A reading as it came; None where it could not be understood."""

    meter: str
    dial: Quantity | None
    read_on: date | None


class DialKnown(msgspec.Struct, frozen=True, kw_only=True):
    """A dial on record, and its day."""

    dial: Quantity
    read_on: date


class MeterKnown(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knows of the meter that a reading names."""

    allocation: EventId
    account: str
    region: int
    began: date
    """Day on which the meter came to the account."""
    before: DialKnown
    """The last reading that counts; at first, the one of the allocation."""
    dial_digits: int | None = None
    """Whole units that the register shows; None: not known."""
    largest_flow: Quantity | None = None
    """Most that flows through it in an hour; None: not known."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What is thought of a reading."""

    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    used: Quantity | None = None
    """Volume since the reading before; None where that cannot be said."""


def check_reading(
    claim: Claim,
    known: MeterKnown | None,
    *,
    today: date,
    regions: frozenset[int] | None = None,
    twice: bool = False,
) -> Checked:
    """Judges a reading. ``regions``: those of its round, None: it is of no round.

    ``twice``: whether the round, or the day, has another reading of the meter.
    """
    faults: list[Fault] = []
    if claim.dial is None or claim.read_on is None:
        faults.append(Fault.UNREADABLE)
    if claim.read_on is not None and claim.read_on > today:
        faults.append(Fault.FUTURE)
    if known is None:
        faults.append(Fault.UNKNOWN_METER)
    used = None
    if known is not None:
        if twice:
            faults.append(Fault.TWICE)
        if regions is not None and known.region not in regions:
            faults.append(Fault.OTHER_REGION)
        if claim.dial is not None and claim.read_on is not None:
            used, against = _use_since(claim.dial, claim.read_on, known)
            faults += against
    return Checked(verdict=_verdict(faults), faults=tuple(faults), used=used)


def _verdict(faults: list[Fault]) -> Verdict:
    if REFUSING.intersection(faults):
        return Verdict.REFUSED
    return Verdict.QUESTIONED if faults else Verdict.ACCEPTED


def _use_since(
    dial: Quantity, read_on: date, known: MeterKnown
) -> tuple[Quantity | None, list[Fault]]:
    """The volume since the reading before, and what speaks against it."""
    before, turn = known.before, turn_of(known.dial_digits)
    if read_on < known.began:
        return None, [Fault.BEFORE_METER]
    if turn is not None and dial >= turn:
        return None, [Fault.TOO_LONG]
    if read_on < before.read_on:
        return None, [Fault.EARLIER]
    most = most_used(before.read_on, read_on, known.largest_flow)
    if dial >= before.dial:
        used = dial - before.dial
        return used, [Fault.JUMP] if most is not None and used > most else []
    # A register that went round is believed only where the flow could have turned it.
    if turn is not None and most is not None and turn - before.dial + dial <= most:
        return turn - before.dial + dial, []
    return None, [Fault.LOWER]


def use_between(
    before: DialKnown, after: DialKnown, *, digits: int | None, largest_flow: Quantity | None
) -> Quantity:
    """The volume from one reading that counts to the next one that does.

    Below zero where the later one is lower and the flow cannot have turned the register: together
    with the reading before, which said too much, it is right.
    """
    turn, most = turn_of(digits), most_used(before.read_on, after.read_on, largest_flow)
    used = after.dial - before.dial
    if used < 0 and turn is not None and most is not None and turn + used <= most:
        return turn + used
    return used


def contradicts(
    last: DialKnown, now: DialKnown, *, digits: int | None, largest_flow: Quantity | None
) -> bool:
    """Whether a reading cannot be right if the last one that counts is: earlier, or lower."""
    if now.read_on < last.read_on:
        return True
    return use_between(last, now, digits=digits, largest_flow=largest_flow) < 0


def turn_of(digits: int | None) -> Quantity | None:
    """The volume at which a register of so many digits begins at 0 again."""
    return None if digits is None else 10**digits * THOUSANDTHS


def most_used(first: date, last: date, largest_flow: Quantity | None) -> Quantity | None:
    """Most that can have flowed from one day to another, both days in full; None: not known."""
    if largest_flow is None:
        return None
    return ((last - first).days + 1) * HOURS_A_DAY * largest_flow
