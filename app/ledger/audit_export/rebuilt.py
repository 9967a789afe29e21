"""A ledger made from an exported journal, for the time of its check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.identity import Node
from app.ledger import journal
from app.ledger.audit_export.lines import RUN, Line
from app.ledger.audit_export.manifest import LastNumber
from app.ledger.database import connection_of, open_writer, raise_translated
from app.ledger.files import create_private
from app.ledger.migrations.runner import migrate
from app.ledger.projection import engine
from app.ledger.proof import prove
from app.ledger.transaction import Reader

if TYPE_CHECKING:
    from playhouse.apsw_ext import APSWDatabase

    from app.ledger.checkpoint import JournalReport


class Rebuilt:
    """See :class:`app.ledger.readable.Readable`; nothing is in it at first."""

    def __init__(self, database: APSWDatabase, node: Node, epoch: int) -> None:
        self._database = database
        self._node = node
        self._epoch = epoch

    @property
    def node(self) -> Node:
        """The node that made the export."""
        return self._node

    @property
    def epoch(self) -> int:
        """Its life at that time."""
        return self._epoch

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """All tables, to query. Raises LedgerDamaged, LedgerUnsafe, DiskFull."""
        try:
            yield Reader(self._database)
        except Exception as error:
            raise_translated(error)
            raise

    def verify(self) -> JournalReport:
        """Full check of pages, chain, signatures and number series. Raises LedgerDamaged."""
        with self.read() as reader:
            return prove(connection_of(reader.db), self._node, self._epoch)

    def take(self, lines: Iterable[Line]) -> None:
        """Adds runs and events. Raises LedgerDamaged, DiskFull, ``apsw.ConstraintError``."""
        with self.read() as reader, reader.db.atomic():
            connection = connection_of(reader.db)
            for line in lines:
                if line.kind == RUN:
                    journal.add_run(connection, line.data)
                else:
                    journal.add_event(connection, line.id, line.data, line.hash, None)

    def take_series(self, series: Iterable[LastNumber]) -> None:
        """Adds the last numbers that were given out."""
        rows = [(one.epoch, one.series, one.last) for one in series]
        with self.read() as reader, reader.db.atomic():
            connection_of(reader.db).executemany(
                "INSERT INTO series (epoch, name, last) VALUES (?, ?, ?)", rows
            )

    def project(self) -> None:
        """Computes the tables. Raises LedgerNewer, LedgerDamaged."""
        with self.read() as reader:
            for batch in journal.scan(reader.db):
                with reader.db.atomic():
                    engine.project(reader.db, [(id, entry) for id, entry, _body in batch])


@contextmanager
def rebuilt(path: Path, node: Node, epoch: int) -> Iterator[Rebuilt]:
    """An empty one in the new file ``path``."""
    create_private(path)
    database = open_writer(path, create=True)
    try:
        migrate(database)
        with database.atomic():
            engine.create_tables(database)
            connection_of(database).execute(
                "INSERT INTO this_ledger (one, node, epoch) VALUES (1, ?, ?)", (node, epoch)
            )
        yield Rebuilt(database, node, epoch)
    finally:
        database.close()
