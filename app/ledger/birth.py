"""How a ledger comes into being: built beside its place, then moved there in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId
from app.ledger import journal, names, search_index
from app.ledger.connections import Writer
from app.ledger.database import connection_of
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.files import create_private, move_durably
from app.ledger.migrations.runner import migrate
from app.ledger.projection import engine
from app.ledger.transaction import Author, Projector, Transaction


@dataclass(frozen=True)
class Projection:
    """The projected tables: how they are made and how events change them."""

    project: Projector
    create_tables: Callable[[APSWDatabase], None]
    is_current: Callable[[APSWDatabase], bool]
    """Whether the tables there are those that ``project`` fills."""
    rebuild: Callable[[APSWDatabase, Iterable[Sequence[tuple[EventId, Entry]]]], None]
    """Makes the tables anew from all events, in transactions of its own."""


ENGINE = Projection(engine.project, engine.create_tables, engine.is_current, engine.rebuild)
"""The projection of this program."""


def bring_up_to_date(db: APSWDatabase, projection: Projection) -> None:
    """Brings journal, local and projected tables and the search index to this program's form.

    Raises LedgerNewer.
    """
    migrate(db)
    if not projection.is_current(db):
        projection.rebuild(
            db, ([(id, entry) for id, entry, _body in batch] for batch in journal.scan(db))
        )
    if not search_index.is_current(connection_of(db)):
        with db.atomic():
            names.build_index(db)


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
        create_private(part)
    writer = Writer(part, create=inherits is None)
    try:
        if inherits is None:
            writer.run(migrate)
        else:
            writer.run(lambda db: bring_up_to_date(db, projection))

        def begin(db: APSWDatabase) -> None:
            (inherits or projection.create_tables)(db)
            connection_of(db).execute(
                "INSERT INTO this_ledger (one, node, epoch) VALUES (1, ?, ?) "
                "ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch",
                (author.node, author.epoch),
            )
            _first_transaction(db, author).append(first, operator=operator)

        writer.transact(begin, committed=lambda _none: None)
    finally:
        writer.close()
    author.signer.save(author.path)
    move_durably(part, author.path)


def _first_transaction(db: APSWDatabase, author: Author) -> Transaction:
    connection = connection_of(db)
    observed = connection.execute("SELECT observed FROM this_ledger").get
    return Transaction(db, author, journal.head_of(connection, author.node, author.epoch, observed))
