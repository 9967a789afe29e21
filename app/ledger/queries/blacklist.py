"""The blacklist: what stands on it now, and the register of all entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from peewee import Database

from app.domain.blacklist import BlacklistEntry, EntryState, Listed, Subject
from app.ledger.projection.statements import all_rows, execute
from app.ledger.projection.tables.blacklist import BlacklistRecord
from app.ledger.queries.reading import day_of, first, marks_for, select, value

_ONE = select("blacklist", BlacklistRecord, "WHERE what = ? AND number = ?")
_ALL = select("blacklist", BlacklistRecord)
_OF_ONE_KIND = select("blacklist", BlacklistRecord, "WHERE what = ? AND number IN ({marks})")
_COUNT = "SELECT COUNT(*) FROM blacklist"
_IN_STATE = {
    EntryState.IN_FORCE: "NOT lifted AND (until IS NULL OR until > ?)",
    EntryState.EXPIRED: "NOT lifted AND until <= ?",
    EntryState.LIFTED: "lifted",
}
_BY_THE_DAY = (EntryState.IN_FORCE, EntryState.EXPIRED)
_SEARCHED = " OR ".join(
    f"LOWER({column}) LIKE ? ESCAPE '\\'" for column in ("number", "account", "reason")
)
_COLUMNS_SEARCHED = 3


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; all where nothing is said."""

    today: date
    state: EntryState | None = None
    what: Listed | None = None
    text: str = ""
    """A part of the number, of the account or of the reason."""


def entry(db: Database, subject: Subject) -> BlacklistEntry | None:
    """The last word on a subject; None where it never stood on the list."""
    row = first(db, _ONE, (subject.what.value, subject.number))
    return None if row is None else _entry(row)


def in_force(db: Database, subjects: Iterable[Subject], day: date) -> list[BlacklistEntry]:
    """Of these the ones that stand on the list on a day, in the order given."""
    found = (entry(db, subject) for subject in subjects)
    return [one for one in found if one is not None and one.state(day) is EntryState.IN_FORCE]


def numbers_in_force(
    db: Database, what: Listed, numbers: Sequence[str], day: date
) -> dict[str, BlacklistEntry]:
    """Of these numbers the ones that stand on the list on a day, in one query."""
    sql = _OF_ONE_KIND.format(marks=marks_for(numbers))
    found = [_entry(row) for row in all_rows(db, sql, (what.value, *numbers))]
    return {one.subject.number: one for one in found if one.state(day) is EntryState.IN_FORCE}


def count(db: Database, which: Filter) -> int:
    """How many entries fit."""
    where, params = _conditions(which)
    return int(value(db, f"{_COUNT}{where}", params))


def entries(db: Database, which: Filter, *, skip: int, most: int) -> list[BlacklistEntry]:
    """A page of the entries that fit, newest first."""
    where, params = _conditions(which)
    query = f"{_ALL}{where} ORDER BY at DESC, event DESC LIMIT ? OFFSET ?"
    return [_entry(row) for row in execute(db, query, (*params, most, skip))]


def _conditions(which: Filter) -> tuple[str, list[object]]:
    """What a filter adds to a query, with its parameters."""
    conditions, params = list[str](), list[object]()
    if which.state is not None:
        conditions.append(_IN_STATE[which.state])
        params += [which.today.isoformat()] if which.state in _BY_THE_DAY else []
    if which.what is not None:
        conditions.append("what = ?")
        params.append(which.what.value)
    if which.text:
        conditions.append(f"({_SEARCHED})")
        params += [_part(which.text)] * _COLUMNS_SEARCHED
    return f" WHERE {' AND '.join(conditions)}" if conditions else "", params


def _part(text: str) -> str:
    """A pattern that a text fits which has this in it, whatever signs it has."""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"%{text.lower()}%"


def _entry(row: tuple[Any, ...]) -> BlacklistEntry:
    record = BlacklistRecord._make(row)
    return BlacklistEntry(
        subject=Subject(what=Listed(record.what), number=record.number),
        account=record.account,
        lifted=bool(record.lifted),
        on=date.fromisoformat(record.day),
        until=day_of(record.until),
        reason=record.reason,
        by=record.operator,
        second=record.second,
    )
