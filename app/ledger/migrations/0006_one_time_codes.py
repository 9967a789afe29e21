"""Codes with which operators choose their first PIN here."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

TABLES = (
    # one_time: the verifier is of a code that lets nobody in but to choose a PIN.
    "ALTER TABLE pin ADD COLUMN one_time INTEGER NOT NULL DEFAULT 0 CHECK (one_time IN (0, 1))",
    # event: key of an invitation whose code was taken in, for it counts once.
    "CREATE TABLE pin_invitation (event INTEGER PRIMARY KEY) STRICT",
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Changes the local tables."""
    for statement in TABLES:
        db.execute_sql(statement)
