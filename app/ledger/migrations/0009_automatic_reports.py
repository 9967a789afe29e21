"""Reports that are made by themselves: what is due, and what was written where."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

_TABLES = (
    # period: of a shift the event that opened it, of a month its first day. place: the folder, or
    # the stick. folder: where the file is; NULL while it is not written. written_at: wall time,
    # milliseconds. error: why it is not written so far; failed: there is no use in waiting.
    """CREATE TABLE automatic_file (
        id INTEGER PRIMARY KEY,
        occasion TEXT NOT NULL,
        period TEXT NOT NULL,
        report TEXT NOT NULL,
        place TEXT NOT NULL,
        form TEXT NOT NULL,
        grouping TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT NOT NULL,
        file TEXT NOT NULL,
        folder TEXT,
        written_at INTEGER,
        error TEXT NOT NULL DEFAULT '',
        failed INTEGER NOT NULL DEFAULT 0,
        UNIQUE (occasion, period, report, place)
    ) STRICT""",
    "CREATE INDEX automatic_file_waits ON automatic_file (id) WHERE written_at IS NULL",
    # Up to where everything was entered above: the close of a shift, the first day of a month.
    """CREATE TABLE automatic_mark (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        closed_by INTEGER,
        month TEXT
    ) STRICT""",
)


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Adds local tables."""
    for statement in _TABLES:
        db.execute_sql(statement)
