"""Whether the wall clock can be believed enough to sell.

The hybrid clock never goes back and, while the wall clock is not believed, does not go forward
either: events that are still written (a sign-in, the close of a plan) get the next tick after the
last one, so a clock at 1970 or 2100 leaves no trace in the order of events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.identity import Stamp, next_stamp, stamp_at
from app.domain.text import _
from app.ledger.errors import ClockRefused

if TYPE_CHECKING:
    from app.kiosk import Clock

BACK_MS = 2 * 60 * 1000
"""How far wall time may stand before the last believed time, milliseconds (design.md 6)."""

FORWARD_MS = 24 * 60 * 60 * 1000
"""How far it may stand after it."""


@dataclass(frozen=True)
class Reference:
    """The last wall time that was believed, and the boot of the machine in which it was read."""

    wall: int
    """Milliseconds since 1970 UTC."""
    boot: str


@dataclass(frozen=True)
class Reading:
    """The wall clock now."""

    wall: int
    boot: str
    trusted: bool
    """Set by a battery-backed or network source."""

    @classmethod
    def of(cls, clock: Clock) -> Reading:
        """Reads the clock once."""
        return cls(clock.milliseconds(), clock.boot(), clock.trusted())


def jumped(last: Reference | None, now: Reading) -> bool:
    """Whether wall time jumped since it was last believed.

    A jump counts within one boot, where no power cut explains it, and from an untrusted clock,
    which may have been set to anything. A trusted clock after a restart of the machine is right.
    """
    if last is None or (now.trusted and now.boot != last.boot):
        return False
    return not last.wall - BACK_MS <= now.wall <= last.wall + FORWARD_MS


def check_clock(last: Reference | None, now: Reading) -> None:
    """Raises ClockRefused while the clock stands after a jump that nobody accepted."""
    if last is not None and jumped(last, now):
        minutes = (now.wall - last.wall) // 60_000
        raise ClockRefused(
            _("The clock stands {minutes} minutes from the last recorded time.").format(
                minutes=f"{minutes:+d}"
            ),
            _(
                "No sales and no money taken. Set the clock, or let two people accept this time: "
                "Settings, 6, 4."
            ),
        )


def tick(stamp: Stamp, last: Reference | None, now: Reading, *, accepted: bool) -> Stamp:
    """The stamp of the next event. ``accepted``: it is the event by which two people accept."""
    if jumped(last, now) and not accepted:
        return stamp + 1
    return next_stamp(stamp, now.wall)


def observed(stamp: Stamp, foreign: Stamp, last: Reference | None, now: Reading) -> Stamp:
    """The hybrid clock after another node's event was seen, so that what follows it sorts after it.

    A stamp further ahead of the time that we believe than :data:`BACK_MS` is not followed: one node
    with a wrong clock must not carry all others with it. While our own clock is not believed either
    (two machines without a battery may agree on a wrong year), that time is the last believed one.
    """
    believed = last.wall if last is not None and jumped(last, now) else now.wall
    return max(stamp, foreign) if foreign <= stamp_at(believed + BACK_MS) else stamp
