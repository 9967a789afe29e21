"""The journal, card images and local tables of the first release.

Frozen: a released script is never edited, a later one changes what it made.
"""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

TABLES = (
    # The chain goes through a run's header before its first event.
    """CREATE TABLE journal_run (
        node INTEGER NOT NULL CHECK (node BETWEEN 1 AND 32767),
        epoch INTEGER NOT NULL CHECK (epoch BETWEEN 1 AND 65535),
        first_seq INTEGER NOT NULL CHECK (first_seq >= 1),
        boot TEXT NOT NULL,
        previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
        header BLOB NOT NULL,
        PRIMARY KEY (node, epoch, first_seq)
    ) STRICT, WITHOUT ROWID""",
    # position: order of arrival here. wall: our wall clock then, milliseconds; NULL when it was
    # not believed. hash: NULL for events of other nodes, whose chain is computed when verified.
    """CREATE TABLE journal_event (
        position INTEGER PRIMARY KEY,
        node INTEGER NOT NULL CHECK (node BETWEEN 1 AND 32767),
        epoch INTEGER NOT NULL CHECK (epoch BETWEEN 1 AND 65535),
        seq INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 4294967295),
        wall INTEGER,
        body BLOB NOT NULL,
        hash BLOB CHECK (length(hash) = 32),
        UNIQUE (node, epoch, seq)
    ) STRICT""",
    """CREATE TABLE plan_images (
        digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
        body BLOB NOT NULL
    ) STRICT""",
    # observed: highest hybrid stamp seen in other nodes' events and followed.
    """CREATE TABLE this_ledger (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        node INTEGER NOT NULL CHECK (node BETWEEN 1 AND 32767),
        epoch INTEGER NOT NULL CHECK (epoch BETWEEN 1 AND 65535),
        observed INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE series (
        epoch INTEGER NOT NULL,
        name TEXT NOT NULL CHECK (name IN ('receipt', 'slip', 'account')),
        last INTEGER NOT NULL CHECK (last >= 1),
        PRIMARY KEY (epoch, name)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE personal_key (
        account TEXT PRIMARY KEY,
        key BLOB NOT NULL CHECK (length(key) = 32)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE clear_word (
        word TEXT NOT NULL,
        account TEXT NOT NULL,
        PRIMARY KEY (word, account)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX clear_word_account ON clear_word (account)",
    """CREATE TABLE pin (
        operator INTEGER PRIMARY KEY,
        verifier TEXT NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
        locked_until INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE print_job (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        number TEXT NOT NULL,
        copy INTEGER NOT NULL CHECK (copy >= 0),
        document BLOB NOT NULL,
        state TEXT NOT NULL DEFAULT 'queued'
            CHECK (state IN ('queued', 'sent', 'done', 'abandoned')),
        attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        error TEXT NOT NULL DEFAULT '',
        UNIQUE (kind, number, copy)
    ) STRICT""",
    "CREATE INDEX print_job_pending ON print_job (id) WHERE state IN ('queued', 'sent')",
)

ONLY_GROWING = ("journal_run", "journal_event", "plan_images")


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Makes the tables and the triggers that let the journal only grow."""
    for statement in TABLES:
        db.execute_sql(statement)
    for table in ONLY_GROWING:
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
