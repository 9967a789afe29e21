"""What was edited of accounts."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.ledger.projection.statements import execute
from app.ledger.projection.tables.accounts import AccountEditRecord
from app.ledger.queries.reading import select

_EDITS = select(
    "account_edit",
    AccountEditRecord,
    "WHERE account = ? AND (at, event, field) < (?, ?, ?) "
    "ORDER BY at DESC, event DESC, field DESC LIMIT ?",
)
_NEWEST = (1 << 63) - 1


class EditPlace(msgspec.Struct, frozen=True, kw_only=True):
    """An edit of a field in the order of stamps."""

    at: int = _NEWEST
    event: int = _NEWEST
    field: str = ""


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """A field that was edited once; its values sealed, a region's in decimal."""

    field: str
    old: bytes
    new: bytes
    date: date
    operator: int | None
    reason: str
    place: EditPlace


def edits_of(db: Database, account: str, most: int, after: EditPlace | None) -> list[Edit]:
    """Edits of an account, newest first, from a place on."""
    start = after or EditPlace()
    rows = execute(db, _EDITS, (account, start.at, start.event, start.field, most))
    found = []
    for row in rows:
        record = AccountEditRecord._make(row)
        found.append(
            Edit(
                field=record.field,
                old=bytes(record.old),
                new=bytes(record.new),
                date=date.fromisoformat(record.date),
                operator=record.operator,
                reason=record.reason,
                place=EditPlace(at=record.at, event=record.event, field=record.field),
            )
        )
    return found
