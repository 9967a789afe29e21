"""Wrong codes for a vending limit that were typed, counted."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

TABLES = (
    # locked_until: wall clock, milliseconds.
    """CREATE TABLE allowance_try (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        failures INTEGER NOT NULL CHECK (failures >= 0),
        locked_until INTEGER NOT NULL
    ) STRICT""",
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Makes the local table."""
    for statement in TABLES:
        db.execute_sql(statement)
