"""Approval keys, challenges that approvers were asked, and the PINs that people had."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

TABLES = (
    # key: sealed under the node's signing key.
    """CREATE TABLE approval_key (
        operator INTEGER PRIMARY KEY,
        key BLOB NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
        locked_until INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # asked: wall clock, milliseconds. particulars: SHA-256 of all that is signed for.
    """CREATE TABLE approval_asked (
        challenge TEXT PRIMARY KEY,
        operator INTEGER NOT NULL,
        approver INTEGER NOT NULL,
        particulars BLOB NOT NULL CHECK (length(particulars) = 32),
        asked INTEGER NOT NULL,
        answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
        spent INTEGER NOT NULL DEFAULT 0 CHECK (spent IN (0, 1))
    ) STRICT, WITHOUT ROWID""",
    # since: wall clock, milliseconds.
    """CREATE TABLE pin_given (
        id INTEGER PRIMARY KEY,
        operator INTEGER NOT NULL,
        since INTEGER NOT NULL,
        verifier TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX pin_given_operator ON pin_given (operator, id)",
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Makes the local tables."""
    for statement in TABLES:
        db.execute_sql(statement)
