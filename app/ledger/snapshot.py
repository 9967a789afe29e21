"""A copy of a running ledger in one consistent state, without anything that must not leave it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw

from app.ledger.files import create_private, sync_directory, sync_file

LEFT_OUT = frozenset(
    {
        "personal_key",
        "clear_word",
        "clear_part",
        "clear_near",
        "clear_form",
        "print_job",
        "approval_key",
        "approval_asked",
    }
)
"""Tables copied without rows: keys of personal fields and of approvers, clear names, documents with
clear names, challenges.

Rows are chosen while copying and not removed afterwards, so that they never reach a medium from
which flash memory and file systems do not really erase.
"""


_STEPS = 2_000
"""SQLite's own steps between two questions whether to stop: a tenth of a millisecond, or more where
each step has to wait for a slow disk."""


def copy_ledger(ledger: Path, target: Path) -> None:
    """Writes what the ledger holds now to the new file ``target`` and forces it to the medium.

    Others may go on reading and writing ``ledger`` in this process. Raises ``apsw.Error`` and
    OSError; then ``target`` is worth nothing.
    """
    write_copy(ledger, target)
    sync_file(target)
    sync_directory(target.parent)


def write_copy(ledger: Path, target: Path, given_up: Callable[[], bool] = lambda: False) -> None:
    """Like :func:`copy_ledger`, for a copy that no power cut needs to outlive.

    ``given_up`` is asked now and then; once it says so, ``apsw.InterruptError`` is raised.
    """
    create_private(target)
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(target.absolute().as_uri(), flags=flags)
    ask_now_and_then(connection, given_up)
    try:
        # Torn, the copy is thrown away; whole, it is forced to the medium where it must last.
        connection.pragma("journal_mode", "OFF")
        connection.pragma("synchronous", "OFF")
        connection.execute("ATTACH ? AS live", (f"{ledger.absolute().as_uri()}?mode=ro",))
        with connection:
            _copy_schema_and_rows(connection)
        for name in ("application_id", "user_version"):
            connection.pragma(name, connection.pragma(name, schema="live"), schema="main")
    finally:
        connection.close()


def ask_now_and_then(connection: apsw.Connection, given_up: Callable[[], bool]) -> None:
    """Makes statements that last raise ``apsw.InterruptError`` once ``given_up`` says so."""
    connection.set_progress_handler(given_up, _STEPS)


def _copy_schema_and_rows(connection: apsw.Connection) -> None:
    schema = connection.execute(
        "SELECT type, name, sql FROM live.sqlite_schema "
        "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    ).fetchall()
    for kind, name, sql in schema:
        if kind == "table":
            connection.execute(str(sql))
            if name not in LEFT_OUT:
                quoted = apsw.format_sql_value(str(name)).replace("'", '"')
                connection.execute(f"INSERT INTO main.{quoted} SELECT * FROM live.{quoted}")  # noqa: S608 - the name stands in our own schema
    for kind, _name, sql in schema:
        if kind != "table":
            connection.execute(str(sql))
