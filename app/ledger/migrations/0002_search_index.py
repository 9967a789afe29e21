"""Ends of words and words with a letter left out, beside the words that accounts are found under.

They are filled when the ledger is opened: no form is written down yet.
"""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

TABLES = (
    """CREATE TABLE clear_part (
        part TEXT NOT NULL,
        word TEXT NOT NULL,
        PRIMARY KEY (part, word)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE clear_near (
        trimmed TEXT NOT NULL,
        word TEXT NOT NULL,
        PRIMARY KEY (trimmed, word)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE clear_form (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        form INTEGER NOT NULL
    ) STRICT""",
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Makes the tables."""
    for statement in TABLES:
        db.execute_sql(statement)
