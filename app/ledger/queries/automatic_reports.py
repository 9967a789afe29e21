"""Which reports are made by themselves, as set last or as set at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import msgspec
from peewee import Database

from app.domain.automatic_reports import AutomaticReport, Occasion
from app.domain.identity import EventId, Stamp
from app.domain.setting_kinds import SettingKind
from app.ledger.events.automatic_reports import AutomaticReportSet
from app.ledger.projection.statements import execute

_event = msgspec.json.Decoder(AutomaticReportSet)


class Which(NamedTuple):
    """A report at an occasion."""

    report: str
    occasion: Occasion


Chosen: TypeAlias = dict[Which, AutomaticReport]
"""Those that are made; all others are not."""


class Choice(NamedTuple):
    """One setting, with when it was made."""

    event: EventId
    at: Stamp
    which: Which
    choice: AutomaticReport


def choices(db: Database) -> list[Choice]:
    """Every setting there was, the oldest first."""
    rows = execute(
        db,
        "SELECT event, at, body FROM setting_change WHERE kind = ? ORDER BY at, event",
        (SettingKind.AUTOMATIC_REPORT.value,),
    )
    return [_choice(*row) for row in rows]


def _choice(key: int, at: Stamp, body: bytes) -> Choice:
    event = _event.decode(body)
    return Choice(EventId.from_key(key), at, Which(event.report, event.occasion), event.choice)


def chosen(made: Iterable[Choice]) -> Chosen:
    """What these settings, the oldest first, come to."""
    found = {one.which: one.choice for one in made}
    return {which: choice for which, choice in found.items() if choice.form is not None}


class ClosedShift(NamedTuple):
    """A shift of this counter that is over."""

    id: EventId
    closed_by: EventId
    opened_at: Stamp
    closed_at: Stamp
    accounting_date: str


_CLOSED = (
    "SELECT id, closed_by, opened_at, closed_at, accounting_date FROM shift "
    "WHERE id BETWEEN ? AND ? AND closed_by > ? AND opened_at IS NOT NULL ORDER BY closed_by"
)


def closed_after(db: Database, mark: EventId) -> Iterator[ClosedShift]:
    """Shifts of the node of ``mark`` that were closed after it, in that order."""
    first, last = EventId(mark.node, 0, 0).to_key(), EventId(mark.node + 1, 0, 0).to_key() - 1
    for id, closed_by, *rest in execute(db, _CLOSED, (first, last, mark.to_key())):
        yield ClosedShift(EventId.from_key(id), EventId.from_key(closed_by), *rest)
