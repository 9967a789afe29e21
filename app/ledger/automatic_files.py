"""The local table of reports that are made by themselves: what is due, what was written where.

A file is entered once, before anybody makes it, and marked once it is in its place; so whatever
happens in between is known at the next start. Every function takes the database of a reader or,
where it writes, of a transaction.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date

import msgspec
from peewee import Database

from app.domain.automatic_reports import Occasion
from app.domain.file_forms import FileForm
from app.domain.identity import EventId
from app.ledger.projection.statements import execute

_COLUMNS = (
    "occasion, period, report, place, form, grouping, since, until, file, "
    "id, folder, written_at, error, failed"
)


class Place(enum.StrEnum):
    """Where a file belongs."""

    FOLDER = "folder"
    STICK = "stick"


class DueFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that there has to be."""

    occasion: Occasion
    period: str
    """Of a shift the event that opened it, of a month its first day."""
    report: str
    place: Place
    form: FileForm
    by: str
    """By what it is grouped; empty: the usual."""
    since: date
    until: date
    file: str
    """Its name."""


class AutomaticFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and what became of it."""

    id: int
    due: DueFile
    folder: str | None
    """Where it is; None: it is not written."""
    written_at: int | None
    """Wall time, milliseconds since 1970 UTC."""
    error: str
    """Why it is not written so far; empty: nobody tried."""
    failed: bool
    """Whether there is no use in waiting: the report cannot be made."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Up to where all that is due was entered."""

    closed_by: EventId | None = None
    """The close of a shift."""
    month: date | None = None
    """The first day of a month."""


def mark(db: Database) -> Mark:
    """Where it stands."""
    for closed_by, month in execute(db, "SELECT closed_by, month FROM automatic_mark"):
        return Mark(
            closed_by=None if closed_by is None else EventId.from_key(closed_by),
            month=None if month is None else date.fromisoformat(month),
        )
    return Mark()


def enter(db: Database, files: Iterable[DueFile], until: Mark) -> None:
    """Enters what is due, each once, and moves the mark."""
    for one in files:
        execute(
            db,
            "INSERT INTO automatic_file (occasion, period, report, place, form, grouping, since, "
            "until, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                *(one.occasion.value, one.period, one.report, one.place.value, one.form.value),
                *(one.by, one.since.isoformat(), one.until.isoformat(), one.file),
            ),
        )
    values = (
        None if until.closed_by is None else until.closed_by.to_key(),
        None if until.month is None else until.month.isoformat(),
    )
    execute(
        db,
        "INSERT INTO automatic_mark (one, closed_by, month) VALUES (1, ?, ?) ON CONFLICT (one) "
        "DO UPDATE SET closed_by = excluded.closed_by, month = excluded.month",
        values,
    )


def waiting(db: Database) -> list[AutomaticFile]:
    """Files that are not written, those of the folder before those of the stick."""
    rows = execute(
        db,
        f"SELECT {_COLUMNS} FROM automatic_file WHERE written_at IS NULL ORDER BY place, id",  # noqa: S608  names of our table
    )
    return [_file(row) for row in rows]


def newest(db: Database, most: int, skip: int = 0) -> list[AutomaticFile]:
    """Files in any state, those that were due last first."""
    rows = execute(
        db,
        f"SELECT {_COLUMNS} FROM automatic_file ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608  names of our table
        (most, skip),
    )
    return [_file(row) for row in rows]


def count(db: Database) -> int:
    """Files in any state."""
    return sum(number for (number,) in execute(db, "SELECT COUNT(*) FROM automatic_file"))


def beside(db: Database, due: DueFile) -> AutomaticFile | None:
    """The same file in the folder."""
    rows = execute(
        db,
        f"SELECT {_COLUMNS} FROM automatic_file "  # noqa: S608  names of our table
        "WHERE (occasion, period, report, place) = (?, ?, ?, ?)",
        (due.occasion.value, due.period, due.report, Place.FOLDER.value),
    )
    return next((_file(row) for row in rows), None)


def written(db: Database, id: int, folder: str, at: int) -> None:
    """It is in its place."""
    execute(
        db,
        "UPDATE automatic_file SET folder = ?, written_at = ?, error = '', failed = 0 WHERE id = ?",
        (folder, at, id),
    )


def not_written(db: Database, id: int, error: str, *, failed: bool) -> None:
    """It is not, and why."""
    execute(
        db,
        "UPDATE automatic_file SET error = ?, failed = ? WHERE id = ?",
        (error, int(failed), id),
    )


def strike_off(db: Database, id: int) -> None:
    """Nobody wants it any more, and it is not written."""
    execute(db, "DELETE FROM automatic_file WHERE id = ? AND written_at IS NULL", (id,))


def _file(row: tuple[object, ...]) -> AutomaticFile:
    names = ("occasion", "period", "report", "place", "form", "by", "since", "until", "file")
    due = dict(zip(names, row[: len(names)], strict=True))
    id, folder, written_at, error, failed = row[len(names) :]
    facts = {
        "id": id,
        "due": due,
        "folder": folder,
        "written_at": written_at,
        "error": error,
        "failed": bool(failed),
    }
    return msgspec.convert(facts, AutomaticFile)
