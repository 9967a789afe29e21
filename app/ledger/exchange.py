"""Local rows about the exchange with head office: cursors, scopes, pinned keys, what it said.

Not projected. They are backed up with the ledger; :func:`begin_anew` after a restore: only the
pinned keys stay true in the new epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.ledger.database import connection_of

_LAST = "SELECT max(seq) FROM journal_event WHERE (node, epoch) = (?, ?)"


class Cursor(NamedTuple):
    """How far a journal was given on, in one epoch; 0 for nothing."""

    sealed: int
    """Last event that stands in a bundle."""
    acknowledged: int
    """Last event of which head office has said that it has it."""


class Trouble(NamedTuple):
    """Something that head office said of this counter."""

    code: str
    """``fork``, ``fenced`` or ``revoked``."""
    seq: int
    """Event or epoch that it is about; 0 for none."""


class OfficeKeys(NamedTuple):
    """Public halves of the office identity, 32 bytes each."""

    public: bytes
    """Signs feeds and answers."""
    seal: bytes
    """Personal keys are sealed to it."""


def cursor(db: APSWDatabase, epoch: int) -> Cursor:
    """Of an epoch."""
    row = (
        connection_of(db)
        .execute("SELECT sealed, acknowledged FROM sync_cursor WHERE epoch = ?", (epoch,))
        .fetchone()
    )
    return Cursor(0, 0) if row is None else Cursor(*row)


def move_cursor(db: APSWDatabase, epoch: int, *, sealed: int = 0, acknowledged: int = 0) -> None:
    """Moves it forward; it never goes back."""
    connection_of(db).execute(
        "INSERT INTO sync_cursor (epoch, sealed, acknowledged) VALUES (?, ?, ?) "
        "ON CONFLICT (epoch) DO UPDATE SET sealed = max(sealed, excluded.sealed), "
        "acknowledged = max(acknowledged, excluded.acknowledged)",
        (epoch, sealed, acknowledged),
    )


def last_event(db: APSWDatabase, node: int, epoch: int) -> int:
    """Number of the last event of a node's epoch that is here; 0 for none."""
    return int(connection_of(db).execute(_LAST, (node, epoch)).get or 0)


def hash_at(db: APSWDatabase, node: int, epoch: int, seq: int) -> bytes | None:
    """Hash of an event in its chain; None where the event or its hash is not here."""
    row = (
        connection_of(db)
        .execute(
            "SELECT hash FROM journal_event WHERE (node, epoch, seq) = (?, ?, ?)",
            (node, epoch, seq),
        )
        .fetchone()
    )
    return None if row is None or row[0] is None else bytes(row[0])


def closes_a_shift(db: APSWDatabase, node: int, epoch: int, after: int) -> bool:
    """Whether a shift was closed behind event ``after``."""
    row = connection_of(db).execute(
        "SELECT 1 FROM journal_event WHERE (node, epoch) = (?, ?) AND seq > ? "
        'AND instr(body, CAST(\'"type":"shift_closed"\' AS BLOB)) LIMIT 1',
        (node, epoch, after),
    )
    return row.fetchone() is not None


def scopes(db: APSWDatabase) -> dict[str, int]:
    """Versions that were taken in."""
    return dict(connection_of(db).execute("SELECT scope, version FROM sync_scope"))


def move_scopes(db: APSWDatabase, versions: Mapping[str, int]) -> None:
    """Notes that these were taken in."""
    connection_of(db).executemany(
        "INSERT INTO sync_scope (scope, version) VALUES (?, ?) "
        "ON CONFLICT (scope) DO UPDATE SET version = excluded.version",
        list(versions.items()),
    )


def begin_scopes_anew(db: APSWDatabase) -> None:
    """Head office gives everything again; what is here is passed over."""
    connection_of(db).execute("DELETE FROM sync_scope")


def newest_feed(db: APSWDatabase) -> int:
    """Head office's time of the newest feed that was taken in; 0 before the first."""
    return int(connection_of(db).execute("SELECT office_time FROM newest_feed").get or 0)


def note_feed(db: APSWDatabase, office_time: int) -> None:
    """Keeps the later one."""
    connection_of(db).execute(
        "INSERT INTO newest_feed (one, office_time) VALUES (1, ?) ON CONFLICT (one) "
        "DO UPDATE SET office_time = max(office_time, excluded.office_time)",
        (office_time,),
    )


def office_keys(db: Database) -> OfficeKeys | None:
    """The pinned ones; None before enrolment."""
    row = connection_of(db).execute("SELECT public, seal FROM office_key").fetchone()
    return None if row is None else OfficeKeys(bytes(row[0]), bytes(row[1]))


def pin_office(db: APSWDatabase, keys: OfficeKeys) -> None:
    """Believes this head office from now on, and begins the exchange anew where it is another."""
    if office_keys(db) == keys:
        return
    begin_anew(db)
    connection_of(db).execute(
        "INSERT INTO office_key (one, public, seal) VALUES (1, ?, ?) "
        "ON CONFLICT (one) DO UPDATE SET public = excluded.public, seal = excluded.seal",
        keys,
    )


def trouble(db: Database, epoch: int) -> Trouble | None:
    """What head office said last of this epoch; None while all is well."""
    row = (
        connection_of(db)
        .execute("SELECT code, seq FROM sync_trouble WHERE epoch = ?", (epoch,))
        .fetchone()
    )
    return None if row is None else Trouble(*row)


def note_trouble(db: APSWDatabase, epoch: int, found: Trouble, count: int) -> None:
    """Keeps what an answer said; ``count``: its number, so that an older one changes nothing."""
    connection_of(db).execute(
        "INSERT INTO sync_trouble (one, epoch, code, seq, count) VALUES (1, ?, ?, ?, ?) "
        "ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch, code = excluded.code, "
        "seq = excluded.seq, count = excluded.count WHERE excluded.count >= count",
        (epoch, found.code, found.seq, count),
    )


def clear_trouble(db: APSWDatabase, count: int) -> None:
    """After answer ``count`` took events in: the counter is not barred any more.

    That it is one of two copies stays true in its epoch, whatever else is acknowledged.
    """
    connection_of(db).execute(
        "DELETE FROM sync_trouble WHERE count <= ? AND code = 'revoked'", (count,)
    )


def begin_anew(db: APSWDatabase) -> None:
    """Forgets everything but the pinned keys."""
    for table in ("sync_cursor", "sync_scope", "sync_trouble", "newest_feed"):
        connection_of(db).execute(f"DELETE FROM {table}")  # noqa: S608  names of our tables
