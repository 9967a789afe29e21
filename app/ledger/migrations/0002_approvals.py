"""Approval keys of people who sign from elsewhere, and the challenges that they were asked."""

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
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Makes the two local tables."""
    for statement in TABLES:
        db.execute_sql(statement)
