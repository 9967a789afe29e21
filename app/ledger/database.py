"""The database under a ledger, opened so that an acknowledged sale survives a power cut.

Settings and their order were measured by crash images: ``synchronous=EXTRA`` before
``journal_mode=WAL`` lost nothing in any of them, SQLite's defaults lose acknowledged commits.
Source: notes/reliability.md 0 and 1.2.
"""

from __future__ import annotations

import os
from pathlib import Path

import apsw
from playhouse.apsw_ext import APSWDatabase

from app.domain.text import _
from app.ledger.errors import DiskFull, LedgerDamaged, LedgerError, LedgerUnsafe

APPLICATION_ID = 0x54415043
"""``TAPC`` in the file's header: tells a ledger from any other SQLite file."""

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL that several connections use (fixed 2026-03-13, sqlite.org)."""

COMMIT_ROOM = 8 << 20
"""Bytes that must be free for any commit: the WAL's usual size and a checkpoint's growth, twice."""

SALE_ROOM = 64 << 20
"""Bytes that must be free to open a new plan, so that open ones can always be closed."""

_BEFORE_SWITCH = (("synchronous", "EXTRA", 3),)
_SETTINGS = (
    ("journal_mode", "WAL", "wal"),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("recursive_triggers", "ON", 1),  # else INSERT OR REPLACE would slip past "only grows"
    ("wal_autocheckpoint", "1000", 1000),
)
_READER_SETTINGS = (
    ("query_only", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
)


def open_writer(path: Path, *, create: bool = False) -> APSWDatabase:
    """The one writing connection, open in the calling thread only.

    Raises:
        LedgerDamaged: the file is no ledger, or its first pages cannot be read.
        LedgerUnsafe: a setting could not be put in force, or SQLite is too old.
    """
    _require_sqlite()
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    # Without autoconnect, use from another thread is an error instead of a second connection.
    database = APSWDatabase(str(path), autoconnect=False, flags=flags)
    try:
        database.connect()
        connection = connection_of(database)
        connection.convert_binding = _as_text
        if not create:
            _require_ledger(connection, path)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        _put_in_force(connection, _BEFORE_SWITCH + _SETTINGS)
        if create:
            connection.pragma("application_id", APPLICATION_ID)
    except Exception as error:
        database.close()
        raise_translated(error)
        raise
    return database


def open_reader(path: Path) -> APSWDatabase:
    """A connection that can only query; may move between threads, one at a time.

    Raises LedgerDamaged, LedgerUnsafe.
    """
    database = APSWDatabase(
        str(path), autoconnect=False, thread_safe=False, flags=apsw.SQLITE_OPEN_READWRITE
    )
    try:
        database.connect()
        _put_in_force(connection_of(database), _READER_SETTINGS)
    except Exception as error:
        database.close()
        raise_translated(error)
        raise
    return database


def open_copy(path: Path) -> apsw.Connection:
    """A file that nobody writes any more (a backup), read without touching it.

    Raises LedgerDamaged when it is no ledger.
    """
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    try:
        connection = apsw.Connection(_untouched(path), flags=flags)
        _require_ledger(connection, path)
    except apsw.Error as error:
        raise_translated(error)
        raise
    return connection


def open_snapshot(path: Path) -> APSWDatabase:
    """Like :func:`open_copy`, for queries. Raises LedgerDamaged, LedgerUnsafe."""
    database = APSWDatabase(
        _untouched(path),
        autoconnect=False,
        thread_safe=False,
        flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
    )
    try:
        database.connect()
        _require_ledger(connection_of(database), path)
    except Exception as error:
        database.close()
        raise_translated(error)
        raise
    return database


def connection_of(database: APSWDatabase) -> apsw.Connection:
    """The driver's connection under a peewee database, for statements on hot paths."""
    connection: apsw.Connection = database.connection()
    return connection


def _untouched(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def check_pages(connection: apsw.Connection, pragma: str) -> None:
    """Runs ``quick_check`` or ``integrity_check``. Raises LedgerDamaged with what it found."""
    try:
        found = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}(3)")]
    except apsw.Error as error:
        raise_translated(error)
        raise
    if found != ["ok"]:
        raise LedgerDamaged(
            _("The ledger file is damaged: {found}").format(found="; ".join(found)),
            _("No sales until the ledger is restored from a backup: `tapcard restore`."),
        )


def require_room(path: Path, bytes_needed: int) -> None:
    """Raises DiskFull while fewer than ``bytes_needed`` bytes are free beside ``path``."""
    if free_bytes(path.parent) < bytes_needed:
        raise _disk_full()


def free_bytes(directory: Path) -> int:
    """Bytes that this process may still write on the file system of ``directory``."""
    found = os.statvfs(directory)
    return found.f_bavail * found.f_frsize


def raise_translated(error: BaseException) -> None:
    """Raises the ledger's own error for one of SQLite; returns if ``error`` is none of SQLite's."""
    cause = _cause(error)
    if isinstance(cause, apsw.FullError):
        raise _disk_full() from error
    if isinstance(cause, apsw.CorruptError | apsw.NotADBError | apsw.FormatError):
        raise LedgerDamaged(
            _("The ledger file is damaged or is no ledger: {cause}").format(cause=cause),
            _("No sales until the ledger is restored from a backup: `tapcard restore`."),
        ) from error
    if isinstance(cause, apsw.IOError | apsw.CantOpenError | apsw.ReadOnlyError):
        raise unsafe_disk(cause) from error


def unsafe_disk(cause: object) -> LedgerError:
    """The storage failed; what was not committed is not there."""
    return LedgerUnsafe(
        _("The storage under the ledger failed: {cause}").format(cause=cause),
        _("Nothing new was recorded. Check card or disk, then start Tapcard again."),
    )


def _disk_full() -> LedgerError:
    return DiskFull(
        _("No room is left on the disk for the ledger."),
        _("Nothing was recorded. Free some space, then try again."),
    )


def _cause(error: BaseException) -> BaseException:
    """The driver's error inside peewee's, which carries it as its first argument."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, apsw.Error) else error


def _put_in_force(
    connection: apsw.Connection, settings: tuple[tuple[str, str, int | str], ...]
) -> None:
    for name, value, expected in settings:
        connection.pragma(name, value)
        actual = connection.pragma(name)
        if actual != expected:
            raise LedgerUnsafe(
                _("The ledger's setting {name} is {actual} instead of {expected}.").format(
                    name=name, actual=actual, expected=expected
                ),
                _("No sales. The ledger must lie on a local disk with file locks and room."),
            )


def _require_sqlite() -> None:
    version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if version < OLDEST_SQLITE:
        raise LedgerUnsafe(
            _("SQLite {version} can corrupt ledgers.").format(version=apsw.sqlite_lib_version()),
            _("No sales. Install apsw 3.54.1 or newer."),
        )


def _require_ledger(connection: apsw.Connection, path: Path) -> None:
    if connection.pragma("application_id") != APPLICATION_ID:
        raise LedgerDamaged(
            _("{path} is not a Tapcard ledger.").format(path=path),
            _("Nothing was changed. Check the path, or restore from a backup: `tapcard restore`."),
        )


def _as_text(_cursor: object, _number: int, value: object) -> str:
    """What the driver cannot bind: the migration history's dates, as ISO text."""
    return str(value)
