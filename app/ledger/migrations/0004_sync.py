"""What a counter knows of its exchange with head office."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

TABLES = (
    # Of one epoch: the last event that stands in a bundle, and the last one that head office has.
    """CREATE TABLE sync_cursor (
        epoch INTEGER PRIMARY KEY CHECK (epoch BETWEEN 1 AND 65535),
        sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed BETWEEN 0 AND 4294967295),
        acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged BETWEEN 0 AND 4294967295)
    ) STRICT""",
    # trouble: what head office said that a person must know: fork, fenced, revoked.
    """CREATE TABLE sync_trouble (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        epoch INTEGER NOT NULL,
        code TEXT NOT NULL,
        seq INTEGER NOT NULL,
        count INTEGER NOT NULL
    ) STRICT""",
    # version: up to which the scope's events were taken in.
    """CREATE TABLE sync_scope (
        scope TEXT PRIMARY KEY,
        version INTEGER NOT NULL CHECK (version >= 0)
    ) STRICT, WITHOUT ROWID""",
    # The office identity's public halves, pinned at enrolment.
    """CREATE TABLE office_key (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        public BLOB NOT NULL CHECK (length(public) = 32),
        seal BLOB NOT NULL CHECK (length(seal) = 32)
    ) STRICT""",
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Makes the local tables."""
    for statement in TABLES:
        db.execute_sql(statement)
