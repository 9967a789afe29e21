"""How a ledger comes into being: built beside its place, then moved there in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playhouse.apsw_ext import APSWDatabase

from app.ledger import journal
from app.ledger.connections import Writer
from app.ledger.database import connection_of
from app.ledger.events.base import Event
from app.ledger.files import move_durably
from app.ledger.migrations.runner import migrate
from app.ledger.transaction import Author, Projector, Transaction


@dataclass(frozen=True)
class Projection:
    """The projected tables: how they are made and how events change them."""

    project: Projector
    create_tables: Callable[[APSWDatabase], None]


def engine() -> Projection:
    """The projection of this program."""
    from app.ledger.projection import engine

    return Projection(engine.project, engine.create_tables)


def part_path(path: Path) -> Path:
    """Where a ledger is built before it is moved to ``path``."""
    return path.with_name(path.name + ".part")


def discard_part(path: Path) -> None:
    """Removes what a birth that was cut short left behind."""
    part = part_path(path)
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def give_birth(
    author: Author,
    projection: Projection,
    first: Event,
    operator: int | None,
    *,
    inherits: Callable[[APSWDatabase], None] | None = None,
) -> None:
    """Makes ``author.path`` with ``first`` as first event of the author's epoch.

    ``inherits``: the part file is there already, copied from a backup; called with its database
    before the event is appended. The caller owns the lock. On any error nothing is at the path.
    """
    part = part_path(author.path)
    if inherits is None:
        discard_part(author.path)
    writer = Writer(part, create=inherits is None)
    try:
        writer.run(migrate)
        writer.run(lambda db: _begin(db, author, projection, inherits))
        writer.transact(
            lambda db: _first_transaction(db, author).append(first, operator=operator),
            committed=lambda _id: None,
        )
    finally:
        writer.close()
    author.signer.save(author.path)
    move_durably(part, author.path)


def _begin(
    db: APSWDatabase,
    author: Author,
    projection: Projection,
    inherits: Callable[[APSWDatabase], None] | None,
) -> None:
    if inherits is None:
        projection.create_tables(db)
    else:
        inherits(db)
    connection_of(db).execute(
        "INSERT INTO this_ledger (one, node, epoch) VALUES (1, ?, ?) "
        "ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch",
        (author.node, author.epoch),
    )


def _first_transaction(db: APSWDatabase, author: Author) -> Transaction:
    connection = connection_of(db)
    observed = connection.execute("SELECT observed FROM this_ledger").get
    return Transaction(db, author, journal.head_of(connection, author.node, author.epoch, observed))
