"""Puts aside what this ledger holds of another node, where head office goes by another branch.

After head office was put back to a backup, another copy of that node may have written other events
under the same numbers. What was here stays, byte for byte, beside the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, Node
from app.ledger import personal, search_index
from app.ledger.database import connection_of
from app.ledger.rebuild import rebuild_within
from app.ledger.stretches import key_names


class Aside(NamedTuple):
    """What is kept of a node's losing branches."""

    node: Node
    events: int


def put_aside(db: APSWDatabase, node: Node, at: int) -> None:
    """Moves all events of another node aside and computes the tables without them.

    All of them, for only what head office gives from now on says which ones both branches have.
    ``at``: wall time, milliseconds. Within the caller's transaction.
    """
    connection = connection_of(db)
    connection.execute(
        "INSERT OR IGNORE INTO branch_event (node, epoch, seq, body, put_aside) "
        "SELECT node, epoch, seq, body, ? FROM journal_event WHERE node = ?",
        (at, node),
    )
    connection.execute(
        "INSERT OR IGNORE INTO branch_run (node, epoch, first_seq, header) "
        "SELECT node, epoch, first_seq, header FROM journal_run WHERE node = ?",
        (node,),
    )
    _doubt_names(db, node)
    for table in ("journal_event", "journal_run"):
        connection.execute(f"DELETE FROM {table} WHERE node = ?", (node,))  # noqa: S608  ours
    rebuild_within(db)


def replace_doubted(db: APSWDatabase, names: Iterable[str]) -> None:
    """Gives way to the keys that head office gives now, under names that both branches used."""
    connection = connection_of(db)
    for name in names:
        connection.execute("DELETE FROM doubted_key WHERE name = ?", (name,))
        if connection.changes():
            personal.drop_key(connection, name)


def kept_aside(db: Database) -> list[Aside]:
    """How many events of each node are kept so."""
    rows = connection_of(db).execute(
        "SELECT node, count(*) FROM branch_event GROUP BY node ORDER BY node"
    )
    return [Aside(*row) for row in rows]


def _doubt_names(db: APSWDatabase, node: Node) -> None:
    """Nobody is found by a name of this branch; a key stays until head office gives another."""
    connection = connection_of(db)
    rows: list[Any] = connection.execute(
        "SELECT epoch, seq, body FROM journal_event WHERE node = ?", (node,)
    ).fetchall()
    for epoch, seq, body in rows:
        for name in key_names(EventId(node, epoch, seq), body):
            connection.execute("INSERT OR IGNORE INTO doubted_key (name) VALUES (?)", (name,))
            search_index.purge(connection, name)
