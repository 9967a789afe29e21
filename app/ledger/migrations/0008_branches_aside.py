"""What another counter's journal held on a branch that head office does not go by any more."""

from playhouse.apsw_ext import APSWDatabase
from playhouse.migrate import SchemaMigrator

_TABLES = (
    # put_aside: wall time here, milliseconds.
    """CREATE TABLE branch_event (
        node INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        body BLOB NOT NULL,
        put_aside INTEGER NOT NULL,
        UNIQUE (node, epoch, seq, body)
    ) STRICT""",
    """CREATE TABLE branch_run (
        node INTEGER NOT NULL,
        epoch INTEGER NOT NULL,
        first_seq INTEGER NOT NULL,
        header BLOB NOT NULL,
        UNIQUE (node, epoch, first_seq, header)
    ) STRICT""",
    # Names whose personal key came with such a branch: head office's own key replaces it.
    "CREATE TABLE doubted_key (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    # office_time: of the newest feed that was taken in.
    """CREATE TABLE newest_feed (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        office_time INTEGER NOT NULL
    ) STRICT""",
)
_GUARDS = {
    "journal_event": (
        "OLD.node = (SELECT node FROM this_ledger) OR NOT EXISTS "
        "(SELECT 1 FROM branch_event b WHERE (b.node, b.epoch, b.seq, b.body) = "
        "(OLD.node, OLD.epoch, OLD.seq, OLD.body))"
    ),
    "journal_run": (
        "OLD.node = (SELECT node FROM this_ledger) OR NOT EXISTS "
        "(SELECT 1 FROM branch_run b WHERE (b.node, b.epoch, b.first_seq, b.header) = "
        "(OLD.node, OLD.epoch, OLD.first_seq, OLD.header))"
    ),
}


def up(_migrator: SchemaMigrator, db: APSWDatabase) -> None:
    """Lets another node's row leave the journal once its exact bytes are kept aside."""
    for statement in _TABLES:
        db.execute_sql(statement)
    for table in ("branch_event", "branch_run"):
        for verb in ("UPDATE", "DELETE"):
            db.execute_sql(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
    for table, guard in _GUARDS.items():
        db.execute_sql(f"DROP TRIGGER {table}_no_delete")
        db.execute_sql(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {guard} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
