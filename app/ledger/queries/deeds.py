"""Everything that was done, newest first: to an account, card or meter, by an operator, on days.

Pages go by key: a page says where the next one begins, and none reads what lies before it.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.identity import EventId, Operator, Stamp
from app.ledger.events.subjects import SubjectKind, name_of_event
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import LARGEST_KEY, first


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """An event as a line in a list."""

    event: EventId
    at: Stamp
    kind: str
    """Tag of the event."""
    account: str
    """Empty where it names none."""
    operator: Operator | None
    second: Operator | None
    reason: str


class DeedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which events; all where nothing is said."""

    account: str | None = None
    card: bytes | None = None
    meter: str | None = None
    operator: Operator | None = None
    since: Stamp = 0
    until: Stamp | None = None
    """First stamp that does not count any more."""


class DeedPlace(NamedTuple):
    """Where a page begins: before this event, in the order of time."""

    at: Stamp
    event: int


_END = DeedPlace(LARGEST_KEY, 0)
_COLUMNS = "deed.event, deed.at, deed.kind, deed.account, deed.operator, deed.second, deed.reason"
_ORDER = "ORDER BY {0}.at DESC, {0}.event DESC LIMIT ?"
_WITHIN = "({0}.at, {0}.event) < (?, ?) AND {0}.at >= ?"

_ALL = f"SELECT {_COLUMNS} FROM deed WHERE {_WITHIN.format('deed')} {_ORDER.format('deed')}"  # noqa: S608  constants of this module
_TOUCHING = (
    f"SELECT {_COLUMNS} FROM touch JOIN deed ON deed.event = touch.event "  # noqa: S608  constants of this module
    f"WHERE touch.kind = ? AND touch.subject = ? AND {_WITHIN.format('touch')}"
)
# What goes on with an event that names the card touches the card too: it names only its plan.
_OF_CARD = (
    "WITH direct AS (SELECT at, event FROM touch WHERE kind = 'card' AND subject = ?), "  # noqa: S608  constants of this module
    "found AS (SELECT at, event FROM direct UNION SELECT touch.at, touch.event FROM touch "
    "WHERE kind = 'event' AND subject IN (SELECT CAST(event AS TEXT) FROM direct)) "
    f"SELECT {_COLUMNS} FROM found JOIN deed ON deed.event = found.event "
    f"WHERE {_WITHIN.format('found')}"
)
# An event names a meter by its number, or the allocation that the meter had at the time.
_OF_METER = (
    "WITH named AS (SELECT id FROM allocation WHERE meter = ? UNION "  # noqa: S608  constants of this module
    "SELECT allocation FROM allocation_field WHERE value = ? AND field = 'meter'), "
    "found AS (SELECT at, event FROM touch WHERE kind = 'meter' AND subject = ? UNION "
    "SELECT at, event FROM touch WHERE kind = 'allocation' "
    "AND subject IN (SELECT CAST(id AS TEXT) FROM named)) "
    f"SELECT {_COLUMNS} FROM found JOIN deed ON deed.event = found.event "
    f"WHERE {_WITHIN.format('found')}"
)
_ALSO = (
    " AND EXISTS (SELECT 1 FROM touch other WHERE other.kind = ? AND other.subject = ? "
    "AND other.at = deed.at AND other.event = deed.event)"
)
_BY_ID = f"SELECT {_COLUMNS} FROM deed WHERE event = ?"  # noqa: S608  constants of this module
_FOLLOWING = (
    f"SELECT {_COLUMNS} FROM touch JOIN deed ON deed.event = touch.event "  # noqa: S608  constants of this module
    "WHERE touch.kind = 'event' AND touch.subject = ? ORDER BY touch.at, touch.event LIMIT ?"
)


def deeds(
    db: Database, which: DeedFilter, most: int, before: DeedPlace | None = None
) -> list[Deed]:
    """Events, newest first, at most ``most``; ``before``: the place of the last one told."""
    sql, params = statement(which, most, before)
    return [_deed(*row) for row in execute(db, sql, params)]


def statement(
    which: DeedFilter, most: int, before: DeedPlace | None = None
) -> tuple[str, list[object]]:
    """The statement behind :func:`deeds`, with its parameters."""
    start = before or _END
    if which.until is not None:
        start = min(start, DeedPlace(which.until, 0))
    within: list[object] = [*start, which.since]
    if which.card is not None:
        sql, params, table = _OF_CARD, [which.card.hex(), *within], "found"
    elif which.meter is not None:
        sql, params, table = _OF_METER, [*[which.meter] * 3, *within], "found"
    elif which.account is not None:
        sql, params, table = _TOUCHING, [SubjectKind.ACCOUNT.value, which.account, *within], "touch"
    elif which.operator is not None:
        person = str(which.operator)
        return (
            f"{_TOUCHING} {_ORDER.format('touch')}",
            [SubjectKind.OPERATOR.value, person, *within, most],
        )
    else:
        return _ALL, [*within, most]
    also = _also(which, table)
    for kind, name in also:
        sql += _ALSO
        params += [kind, name]
    return f"{sql} {_ORDER.format(table)}", [*params, most]


def _also(which: DeedFilter, table: str) -> list[tuple[str, str]]:
    """Subjects that an event must have besides the one by which it is found."""
    also = []
    if which.account is not None and table == "found":
        also.append((SubjectKind.ACCOUNT.value, which.account))
    if which.operator is not None:
        also.append((SubjectKind.OPERATOR.value, str(which.operator)))
    return also


def deed(db: Database, event: EventId) -> Deed | None:
    """One event; None if it is not here."""
    row = first(db, _BY_ID, (event.to_key(),))
    return None if row is None else _deed(*row)


def going_on_with(db: Database, event: EventId, most: int) -> list[Deed]:
    """Events that name this one, oldest first: what became of a plan, a purchase, a shift."""
    return [_deed(*row) for row in execute(db, _FOLLOWING, (name_of_event(event), most))]


def _deed(
    event: int,
    at: Stamp,
    kind: str,
    account: str,
    operator: Operator | None,
    second: Operator | None,
    reason: str,
) -> Deed:
    return Deed(
        event=EventId.from_key(event),
        at=at,
        kind=kind,
        account=account,
        operator=operator,
        second=second,
        reason=reason,
    )
