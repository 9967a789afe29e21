"""Numbered changes of the store's schema, once for both databases.

Written as SQLite has it (BLOB, INTEGER); :func:`statements` says it for PostgreSQL. Only ever added
to: columns come with a default, and go in a release after the last program that reads them.
No foreign key crosses nodes' facts; every unique key holds its table's distribution column.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import NamedTuple


class Part(enum.StrEnum):
    """Which of the two databases; of PostgreSQL a schema, of SQLite a file."""

    JOURNAL = "journal"
    TABLES = "tables"


class Dialect(enum.StrEnum):
    """How a database says it."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


class Migration(NamedTuple):
    """One step; both parts in it, so that their numbers agree."""

    number: int
    journal: tuple[str, ...]
    tables: tuple[str, ...]


DISTRIBUTED_BY: Mapping[str, str] = {
    "journal.enrolment": "node",
    "journal.kiosk_epoch": "node",
    "journal.epoch_request": "node",
    "journal.journal_event": "node",
    "journal.journal_run": "node",
    "journal.plan_image": "node",
    "journal.sealed_keys": "node",
    "journal.held_bundle": "node",
    "journal.held_key": "node",
    "journal.refusal": "node",
    "journal.request_count": "node",
    "journal.contact": "node",
    "journal.personal_key": "name",
    "tables.projection_cursor": "node",
    "tables.quarantine": "node",
    "tables.scope_head": "scope",
    "tables.scope_change": "scope",
    "tables.personal_key": "account",
    "tables.person_change": "account",
    "tables.clear_word": "word",
    "tables.clear_part": "part",
    "tables.clear_near": "trimmed",
    "tables.found_exception": "account",
    "tables.found_exception_kiosk": "account",
    "tables.exception_note": "account",
}
"""Distribution column of each table that grows with the fleet."""

REFERENCE = (
    "journal.invitation",
    "tables.clear_form",
    "tables.projection_form",
    "tables.this_ledger",
    "tables.exception_day",
    "tables.exception_turn",
)
"""Small, on every machine."""

HISTORY = "schema_version"
"""Of each part: which steps were applied. Stays on the coordinator."""

_FIRST = Migration(
    1,
    journal=(
        """CREATE TABLE enrolment (
            node INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, region INTEGER NOT NULL,
            site TEXT NOT NULL, state TEXT NOT NULL, transport_key BLOB NOT NULL,
            enrolled_at INTEGER NOT NULL)""",
        """CREATE TABLE kiosk_epoch (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, public_key BLOB NOT NULL,
            seal_key BLOB NOT NULL, last_seq INTEGER NOT NULL, last_hash BLOB NOT NULL,
            fenced INTEGER NOT NULL, parent_epoch INTEGER, parent_seq INTEGER, parent_hash BLOB,
            PRIMARY KEY (node, epoch))""",
        """CREATE TABLE epoch_request (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, public_key BLOB NOT NULL,
            seal_key BLOB NOT NULL, parent_epoch INTEGER NOT NULL, parent_seq INTEGER NOT NULL,
            parent_hash BLOB NOT NULL, reason TEXT NOT NULL, asked_at INTEGER NOT NULL,
            PRIMARY KEY (node, epoch, public_key))""",
        """CREATE TABLE journal_event (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
            hash BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (node, epoch, seq))""",
        """CREATE TABLE journal_run (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, first_seq INTEGER NOT NULL,
            header BLOB NOT NULL, PRIMARY KEY (node, epoch, first_seq))""",
        """CREATE TABLE plan_image (
            node INTEGER NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (node, digest))""",
        """CREATE TABLE sealed_keys (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, first_seq INTEGER NOT NULL,
            count INTEGER NOT NULL, last_hash BLOB NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY (node, epoch, first_seq, count))""",
        """CREATE TABLE held_bundle (
            node INTEGER NOT NULL, digest BLOB NOT NULL, epoch INTEGER NOT NULL,
            first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, last_hash BLOB NOT NULL,
            reason TEXT NOT NULL, received_at INTEGER NOT NULL, file BLOB NOT NULL,
            PRIMARY KEY (node, digest))""",
        """CREATE TABLE refusal (
            node INTEGER NOT NULL, code TEXT NOT NULL, first_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL, times INTEGER NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (node, code))""",
        """CREATE TABLE request_count (
            node INTEGER NOT NULL PRIMARY KEY, last INTEGER NOT NULL)""",
        """CREATE TABLE contact (
            node INTEGER NOT NULL PRIMARY KEY, at INTEGER NOT NULL, said BLOB NOT NULL)""",
        """CREATE TABLE invitation (
            code_hash BLOB NOT NULL PRIMARY KEY, node INTEGER NOT NULL, name TEXT NOT NULL,
            region INTEGER NOT NULL, site TEXT NOT NULL, expires_at INTEGER NOT NULL)""",
    ),
    tables=(
        """CREATE TABLE projection_cursor (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, lane TEXT NOT NULL,
            seq INTEGER NOT NULL, PRIMARY KEY (node, epoch, lane))""",
        """CREATE TABLE quarantine (
            node INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
            lane TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL,
            PRIMARY KEY (node, epoch, seq, lane))""",
        """CREATE TABLE scope_head (
            scope TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL)""",
        """CREATE TABLE scope_change (
            scope TEXT NOT NULL, version INTEGER NOT NULL, node INTEGER NOT NULL,
            epoch INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (scope, version),
            UNIQUE (scope, node, epoch, seq))""",
    ),
)

_PERSONAL_KEYS = Migration(
    2,
    # An empty key: who it was of is erased. Beside the journal, for the tables can be made anew.
    journal=("CREATE TABLE personal_key (name TEXT NOT NULL PRIMARY KEY, key BLOB NOT NULL)",),
    tables=(),
)

_PROJECTIONS = Migration(
    3,
    journal=(),
    tables=(
        "CREATE TABLE projection_form (form TEXT NOT NULL)",
        "CREATE TABLE this_ledger (node INTEGER NOT NULL PRIMARY KEY)",
        """CREATE TABLE personal_key (
            account TEXT NOT NULL PRIMARY KEY, key BLOB NOT NULL)""",
        """CREATE TABLE person_change (
            account TEXT NOT NULL, node INTEGER NOT NULL, epoch INTEGER NOT NULL,
            seq INTEGER NOT NULL, PRIMARY KEY (account, node, epoch, seq))""",
        """CREATE TABLE clear_word (
            word TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (word, account))""",
        "CREATE INDEX clear_word_account ON clear_word (account)",
        """CREATE TABLE clear_part (
            part TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (part, word))""",
        """CREATE TABLE clear_near (
            trimmed TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (trimmed, word))""",
        """CREATE TABLE clear_form (
            one INTEGER NOT NULL PRIMARY KEY, form INTEGER NOT NULL)""",
        "INSERT INTO clear_form (one, form) VALUES (1, 0)",
    ),
)
"""What projectors need; personal keys and the index of clear names (app/ledger/personal.py)."""

_EXCEPTIONS = Migration(
    4,
    journal=(),
    tables=(
        """CREATE TABLE found_exception (
            account TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
            kiosks TEXT NOT NULL, amount INTEGER NOT NULL, quantity INTEGER NOT NULL,
            since TEXT NOT NULL, allocation INTEGER, is_open INTEGER NOT NULL,
            PRIMARY KEY (account, kind, subject))""",
        """CREATE INDEX found_exception_all ON found_exception
            (is_open, since, kind, subject, account)""",
        """CREATE INDEX found_exception_kind ON found_exception
            (is_open, kind, since, subject, account)""",
        "CREATE INDEX found_exception_one ON found_exception (kind, subject)",
        """CREATE TABLE found_exception_kiosk (
            account TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
            node INTEGER NOT NULL, since TEXT NOT NULL, is_open INTEGER NOT NULL,
            PRIMARY KEY (account, kind, subject, node))""",
        """CREATE INDEX found_exception_kiosk_all ON found_exception_kiosk
            (node, is_open, since, kind, subject, account)""",
        """CREATE INDEX found_exception_kiosk_kind ON found_exception_kiosk
            (node, is_open, kind, since, subject, account)""",
        """CREATE TABLE exception_note (
            account TEXT NOT NULL, node INTEGER NOT NULL, epoch INTEGER NOT NULL,
            seq INTEGER NOT NULL, PRIMARY KEY (account, node, epoch, seq))""",
        """CREATE TABLE exception_day (
            since TEXT NOT NULL, node INTEGER NOT NULL, epoch INTEGER NOT NULL,
            seq INTEGER NOT NULL, PRIMARY KEY (since, node, epoch, seq))""",
        "CREATE TABLE exception_turn (one INTEGER NOT NULL PRIMARY KEY, turn INTEGER NOT NULL)",
        "INSERT INTO exception_turn (one, turn) VALUES (1, 0)",
        # A store of an earlier release: everybody is to be looked at once.
        "INSERT INTO exception_day (since, node, epoch, seq) VALUES ('', 0, 0, 0)",
    ),
)
"""The list of exceptions, and whom to look at again for it (app/office/looking.py)."""

_RIVALS = Migration(
    5,
    journal=(
        # 1: another copy was granted the epoch; the key stays known, what it signs is kept aside.
        "ALTER TABLE epoch_request ADD COLUMN decided INTEGER NOT NULL DEFAULT 0",
        # Personal keys of bundles kept aside, opened: erasing must find them. keys_out: 1 where
        # they stand here and no more in the file.
        "ALTER TABLE held_bundle ADD COLUMN keys_out INTEGER NOT NULL DEFAULT 0",
        # What its events took in, for the people who decide.
        "ALTER TABLE held_bundle ADD COLUMN cash INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE held_bundle ADD COLUMN sales INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE held_key (
            node INTEGER NOT NULL, digest BLOB NOT NULL, name TEXT NOT NULL, key BLOB NOT NULL,
            PRIMARY KEY (node, digest, name))""",
    ),
    tables=(),
)

_FLEET = Migration(
    6,
    # What lists of kiosks are sorted and filtered by; the rest of what a kiosk said stands in said.
    journal=(
        "ALTER TABLE contact ADD COLUMN program TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE contact ADD COLUMN clock_offset INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE contact ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE contact ADD COLUMN unwell INTEGER NOT NULL DEFAULT 0",
    ),
    tables=(),
)

MIGRATIONS = (_FIRST, _PERSONAL_KEYS, _PROJECTIONS, _EXCEPTIONS, _RIVALS, _FLEET)

_AS_POSTGRES = {"BLOB": "BYTEA", "INTEGER": "BIGINT", "TEXT": 'TEXT COLLATE "C"'}
_TYPES = re.compile(r"\b(BLOB|INTEGER|TEXT)\b")


def history(dialect: Dialect) -> str:
    """The table of what was applied, where it is not there yet."""
    return said(
        dialect, f"CREATE TABLE IF NOT EXISTS {HISTORY} (number INTEGER NOT NULL PRIMARY KEY)"
    )


def statements(migration: Migration, part: Part, dialect: Dialect) -> list[str]:
    """What one step does to one part."""
    written = migration.journal if part is Part.JOURNAL else migration.tables
    return [said(dialect, statement) for statement in written]


def said(dialect: Dialect, statement: str) -> str:
    """A statement as the database says it."""
    if dialect is Dialect.POSTGRES:
        return _TYPES.sub(lambda found: _AS_POSTGRES[found[0]], statement)
    return f"{statement} STRICT" if statement.startswith("CREATE TABLE") else statement
