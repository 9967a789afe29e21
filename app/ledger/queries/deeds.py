"""Everything that was done, newest first: to an account, card or meter, by an operator, on days.

Pages go by key: a page says where the next one begins, and none reads what lies before it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.identity import EventId, Operator, Stamp
from app.ledger.events.subjects import SubjectKind, name_of_event
from app.ledger.projection.statements import all_rows
from app.ledger.queries.reading import LARGEST_KEY, first


class DeedPlace(NamedTuple):
    """Where a page begins: before this event, in the order of time."""

    at: Stamp
    event: int


class Deed(msgspec.Struct, frozen=True, gc=False):
    """An event as a line in a list: a row of the statement, fields in the order of its columns."""

    key: int
    at: Stamp
    kind: str
    """Tag of the event."""
    account: str
    """Empty where it names none."""
    operator: Operator | None
    second: Operator | None
    reason: str

    @property
    def event(self) -> EventId:
        """Which event it is."""
        return EventId.from_key(self.key)

    @property
    def place(self) -> DeedPlace:
        """Where the next page begins when it is the last of one."""
        return DeedPlace(self.at, self.key)


class DeedFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which events; all where nothing is said."""

    account: str | None = None
    card: bytes | None = None
    meter: str | None = None
    operator: Operator | None = None
    since: Stamp = 0
    until: Stamp | None = None
    """First stamp that does not count any more."""


_END = DeedPlace(LARGEST_KEY, 0)
_COLUMNS = "deed.event, deed.at, deed.kind, deed.account, deed.operator, deed.second, deed.reason"
_ORDER = "ORDER BY {0}.at DESC, {0}.event DESC LIMIT {1}"
_WITHIN = "({0}.at, {0}.event) < (?, ?) AND {0}.at >= ?"

_ALL = f"SELECT {_COLUMNS} FROM deed WHERE {_WITHIN.format('deed')}"  # noqa: S608  constants of this module
_TOUCHING = (
    f"SELECT {_COLUMNS} FROM touch JOIN deed ON deed.event = touch.event "  # noqa: S608  constants of this module
    f"WHERE touch.kind = +? AND touch.subject = +? AND {_WITHIN.format('touch')}"
)
# What goes on with an event that names the card touches the card too: it names only its plan.
_OF_CARD = (
    "WITH direct AS (SELECT at, event FROM touch WHERE kind = 'card' AND subject = +?), "  # noqa: S608  constants of this module
    "found AS (SELECT at, event FROM direct UNION SELECT touch.at, touch.event FROM touch "
    "WHERE kind = 'event' AND subject IN (SELECT CAST(event AS TEXT) FROM direct)) "
    f"SELECT {_COLUMNS} FROM found JOIN deed ON deed.event = found.event "
    f"WHERE {_WITHIN.format('found')}"
)
# An event names a meter by its number, or the allocation that the meter had at the time.
_OF_METER = (
    "WITH named AS (SELECT id FROM allocation WHERE meter = +? UNION "  # noqa: S608  constants of this module
    "SELECT allocation FROM allocation_field WHERE value = +? AND field = 'meter'), "
    "found AS (SELECT at, event FROM touch WHERE kind = 'meter' AND subject = +? UNION "
    "SELECT at, event FROM touch WHERE kind = 'allocation' "
    "AND subject IN (SELECT CAST(id AS TEXT) FROM named)) "
    f"SELECT {_COLUMNS} FROM found JOIN deed ON deed.event = found.event "
    f"WHERE {_WITHIN.format('found')}"
)
_ALSO = (
    " AND EXISTS (SELECT 1 FROM touch other WHERE other.kind = +? AND other.subject = +? "
    "AND other.at = deed.at AND other.event = deed.event)"
)
# Each way with the table whose order it goes by.
_DAYS, _SUBJECT = (_ALL, "deed"), (_TOUCHING, "touch")
_CARD, _METER = (_OF_CARD, "found"), (_OF_METER, "found")
_ACCOUNT, _OPERATOR = SubjectKind.ACCOUNT.value, SubjectKind.OPERATOR.value
_BY_ID = f"SELECT {_COLUMNS} FROM deed WHERE event = +?"  # noqa: S608  constants of this module
_FOLLOWING = (
    f"SELECT {_COLUMNS} FROM touch JOIN deed ON deed.event = touch.event "  # noqa: S608  constants of this module
    "WHERE touch.kind = 'event' AND touch.subject = +? ORDER BY touch.at, touch.event LIMIT ?"
)


def deeds(
    db: Database, which: DeedFilter, most: int, before: DeedPlace | None = None
) -> list[Deed]:
    """Events, newest first, at most ``most``; ``before``: the place of the last one told."""
    return [Deed(*row) for row in all_rows(db, *statement(which, most, before))]


def statement(
    which: DeedFilter, most: int, before: DeedPlace | None = None
) -> tuple[str, list[object]]:
    """The statement behind :func:`deeds`, with its parameters."""
    start: tuple[Stamp, int] = before or _END
    if which.until is not None:
        start = min(start, (which.until, 0))
    also: list[str] = []
    if which.card is not None:
        way, params = _CARD, [which.card.hex()]
        also += _account_and_operator(which)
    elif which.meter is not None:
        way, params = _METER, [which.meter] * 3
        also += _account_and_operator(which)
    elif which.account is not None:
        way, params = _SUBJECT, [_ACCOUNT, which.account]
        also += _operator(which)
    elif which.operator is not None:
        way, params = _SUBJECT, _operator(which)
    else:
        way, params = _DAYS, []
    return _text(way, len(also) // 2, most), [*params, *start, which.since, *also]


def _account_and_operator(which: DeedFilter) -> list[str]:
    """Kinds and names of what an event must have besides the card or meter it is found by."""
    account = [] if which.account is None else [_ACCOUNT, which.account]
    return account + _operator(which)


def _operator(which: DeedFilter) -> list[str]:
    """Kind and name of the one who did it, where one is asked for."""
    return [] if which.operator is None else [_OPERATOR, str(which.operator)]


@lru_cache(maxsize=256)
def _text(way: tuple[str, str], others: int, most: int) -> str:
    """The statement that finds events one way, with so many other subjects that they must have."""
    sql, table = way
    return f"{sql}{_ALSO * others} {_ORDER.format(table, most)}"


def deed(db: Database, event: EventId) -> Deed | None:
    """One event; None if it is not here."""
    row = first(db, _BY_ID, (event.to_key(),))
    return None if row is None else Deed(*row)


def going_on_with(db: Database, event: EventId, most: int) -> list[Deed]:
    """Events that name this one, oldest first: what became of a plan, a purchase, a shift."""
    return [Deed(*row) for row in all_rows(db, _FOLLOWING, (name_of_event(event), most))]
