"""How kiosks stand, in the words of head office's screens."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.allowance import AllowanceLeft
from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.fleet import FleetRow, Order, Trouble
from app.sync.words import age_words
from app.telling.words import Row, Words

_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000

TROUBLE_NAMES = {
    Trouble.SILENT: _("silent"),
    Trouble.LIMIT: _("limit"),
    Trouble.CLOCK: _("clock"),
    Trouble.UNWELL: _("unwell"),
    Trouble.PROGRAM: _("version"),
    Trouble.REVOKED: _("barred"),
}
"""In a column of the list."""
TROUBLE_TITLES = {
    Trouble.SILENT: _("Silent for two days or more"),
    Trouble.LIMIT: _("The vending limit runs out"),
    Trouble.CLOCK: _("The clock is wrong"),
    Trouble.UNWELL: _("Disk full, or clock not to be trusted"),
    Trouble.PROGRAM: _("Another version than head office's"),
    Trouble.REVOKED: _("Barred"),
}
ORDER_NAMES = {
    Order.TROUBLE: _("what is wrong first"),
    Order.NUMBER: _("by number"),
    Order.NAME: _("by name"),
    Order.CONTACT: _("silent for longest first"),
    Order.WAITING: _("most waiting first"),
    Order.LIMIT: _("least limit left first"),
}


def fleet_cells(words: Words, row: FleetRow, now: int) -> tuple[str, ...]:
    """A line of the list."""
    said = row.contact
    return (
        kiosk_name(row.node),
        row.name,
        _("never") if said is None else age_words(now - said.at),
        "" if said is None else str(said.waiting),
        _limit_column(words, row.limit),
        "" if said is None else offset_words(said.clock_offset or 0),
        "" if said is None else said.program,
        "" if row.trouble is None else TROUBLE_NAMES[row.trouble],
    )


def fleet_rows(words: Words, row: FleetRow, region: str, now: int) -> Sequence[Row]:
    """Everything about one kiosk."""
    said, left = row.contact, row.limit
    limit = _("nothing was granted")
    if left.serial:
        limit = _("{amount}, {count} sales, until {day} (number {serial})").format(
            amount=words.money(left.money),
            count=left.count,
            day=left.until.isoformat(),
            serial=left.serial,
        )
    life = _("{epoch}, {events} events are here").format(epoch=row.epoch, events=row.events)
    rows: list[Row] = [
        (_("State"), _("barred") if row.revoked else _("may sell")),
        (_("What is wrong"), "" if row.trouble is None else TROUBLE_TITLES[row.trouble]),
        (_("Region, site"), f"{region}, {row.site}"),
        (_("Life"), life),
        (_("Limit left"), limit),
    ]
    if said is None:
        return [*rows, (_("Last contact"), _("never"))]
    same = _("as head office's")
    return [
        *rows,
        (
            _("Last contact"),
            _("{age} ago; {count} events wait there").format(
                age=age_words(now - said.at), count=said.waiting
            ),
        ),
        (_("Clock, version"), f"{offset_words(said.clock_offset or 0) or same}, {said.program}"),
        (
            _("It says"),
            "; ".join(str(said.health[one]) for one in sorted(said.health) if said.health[one]),
        ),
    ]


def offset_words(milliseconds: int) -> str:
    """How far a clock is off, in its largest unit; empty below two seconds."""
    size = abs(milliseconds)
    if size < 2 * _SECOND:
        return ""
    sign = "+" if milliseconds > 0 else "-"
    for unit, least, name in (
        (_DAY, 2 * _DAY, _("{count} d")),
        (_HOUR, 2 * _HOUR, _("{count} h")),
        (_MINUTE, 2 * _MINUTE, _("{count} min")),
    ):
        if size >= least:
            return sign + name.format(count=size // unit)
    return sign + _("{count} s").format(count=size // _SECOND)


def _limit_column(words: Words, left: AllowanceLeft) -> str:
    return words.column(left.money).strip() if left.serial else _("none")
