"""No shift opens at a counter while another one there is open for longer than a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.identity import milliseconds_of
from app.domain.shifts import is_left_open
from app.domain.text import _
from app.ledger.errors import ClockRefused
from app.ledger.queries import settings, shifts
from app.operations.errors import ShiftLeftOpen
from app.operations.local_time import local_time

if TYPE_CHECKING:
    from peewee import Database

    from app.domain.identity import EventId
    from app.kiosk import Kiosk
    from app.ledger.queries.shifts import Shift


def left_open(kiosk: Kiosk, db: Database) -> list[Shift]:
    """Shifts of this counter that last too long, the oldest first.

    None while the wall clock is not believed: no age can be told by it, and nothing is sold.
    """
    try:
        kiosk.ledger.check_clock()
    except ClockRefused:
        return []
    now = kiosk.clock.milliseconds()
    return [
        one
        for one in shifts.open_shifts(db, kiosk.ledger.node)
        if is_left_open(milliseconds_of(one.opened_at), now)
    ]


def require_none_left(kiosk: Kiosk, db: Database, but: EventId | None = None) -> None:
    """Raises ShiftLeftOpen; ``but``: the shift that is being closed."""
    for one in left_open(kiosk, db):
        if one.id != but:
            raise _left(db, one)


def _left(db: Database, shift: Shift) -> ShiftLeftOpen:
    since = local_time(milliseconds_of(shift.opened_at), settings.time_zone(db))
    return ShiftLeftOpen(
        _("The shift of operator {operator} is open since {since}: longer than a day.").format(
            operator=shift.operator, since=f"{since:%Y-%m-%d %H:%M}"
        ),
        _(
            "No shift was opened. Count that drawer and close it first: its operator alone, or you "
            "and a second person (close-shift operator={operator})."
        ).format(operator=shift.operator),
        operator=shift.operator,
    )
