"""Cursors, scopes and quarantine in one transaction with the projected rows, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger.projection.table import Table
from app.office.store.contract import People
from app.office.store.rows import Quarantined
from app.office.store.session import Row, Session
from app.office.store.sql_people import SqlPeople

_CURSOR = "SELECT seq FROM projection_cursor WHERE node = ? AND epoch = ? AND lane = ?"


class SqlProjecting:
    """See :class:`app.office.store.contract.Projecting`."""

    def __init__(self, database: Database, session: Session) -> None:
        """``session``: the transaction that is open in ``database``."""
        self._database = database
        self._session = session
        self._rows = session.rows
        self._locking = session.locking

    @property
    def database(self) -> Database:
        """For ``ledger/projection``."""
        return self._database

    @property
    def people(self) -> People:
        """Personal keys and index."""
        return SqlPeople(self._session)

    def cursor(self, lane: str, node: Node, epoch: int) -> int:
        """Last event that the projector took."""
        self.begin_cursors(lane, [(node, epoch)])
        found = self._rows(_CURSOR + self._locking, (node, epoch, lane))
        return int(found[0][0])

    def begin_cursors(self, lane: str, which: Sequence[tuple[Node, int]]) -> None:
        """Makes rows where there are none."""
        for node, epoch in sorted(which):
            self._rows(
                "INSERT INTO projection_cursor (node, epoch, lane, seq) VALUES (?, ?, ?, 0) "
                "ON CONFLICT (node, epoch, lane) DO NOTHING",
                (node, epoch, lane),
            )

    def claim(self, lane: str, node: Node, epoch: int) -> int | None:
        """None where another worker has it."""
        found = self._rows(_CURSOR + self._session.skipping, (node, epoch, lane))
        return int(found[0][0]) if found else None

    def move_cursor(self, lane: str, node: Node, epoch: int, seq: int) -> None:
        """The projector took everything up to ``seq``."""
        self._rows(
            "INSERT INTO projection_cursor (node, epoch, lane, seq) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (node, epoch, lane) DO UPDATE SET seq = excluded.seq",
            (node, epoch, lane, seq),
        )

    def forget_cursors(self, lane: str) -> None:
        """The projector begins anew."""
        for table in ("projection_cursor", "quarantine"):
            self._rows(f"DELETE FROM {table} WHERE lane = ?", (lane,))

    def lock_cursors(self) -> None:
        """Of all workers."""
        self._session.lock_table("projection_cursor")

    def adopt_cursors(self, lane: str, of: str) -> None:
        """``lane`` stands where ``of`` stood."""
        self.lock_cursors()
        for table in ("projection_cursor", "quarantine"):
            self._rows(f"DELETE FROM {table} WHERE lane = ?", (lane,))
            self._rows(f"UPDATE {table} SET lane = ? WHERE lane = ?", (lane, of))

    def write(self, rows: Mapping[Table, Sequence[Row]], prefix: str = "") -> None:
        """All or nothing, in one order."""
        self._session.write_rows(rows, prefix)

    def add_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Notes beside the tables."""
        self._session.add_new(table, columns, rows)

    def add_to_scope(self, scope: str, ids: Sequence[EventId], at: int) -> int:
        """Each once; the head's row is locked first, so versions become visible in order."""
        self._rows(
            "INSERT INTO scope_head (scope, version) VALUES (?, 0) ON CONFLICT (scope) DO NOTHING",
            (scope,),
        )
        head = self._rows(
            "SELECT version FROM scope_head WHERE scope = ?" + self._locking, (scope,)
        )
        new = self._not_in(scope, ids)
        if not new:
            return int(head[0][0])
        version = max(int(head[0][0]), at)
        self._session.many(
            "INSERT INTO scope_change (scope, version, node, epoch, seq) VALUES (?, ?, ?, ?, ?)",
            [(scope, number, *id) for number, id in enumerate(new, version + 1)],
        )
        version += len(new)
        self._rows("UPDATE scope_head SET version = ? WHERE scope = ?", (version, scope))
        return version

    def raise_scope(self, scope: str, version: int) -> None:
        """Never down."""
        self._rows(
            "INSERT INTO scope_head (scope, version) VALUES (?, ?) ON CONFLICT (scope) "
            "DO UPDATE SET version = excluded.version "
            "WHERE scope_head.version < excluded.version",
            (scope, version),
        )

    def _not_in(self, scope: str, ids: Sequence[EventId]) -> list[EventId]:
        """Each once, in their order. Nobody else adds to the scope: its head's row is locked."""
        there: set[EventId] = set()
        for node, epoch in {(id.node, id.epoch) for id in ids}:
            seqs = [id.seq for id in ids if (id.node, id.epoch) == (node, epoch)]
            found = self._rows(
                "SELECT seq FROM scope_change "
                "WHERE scope = ? AND node = ? AND epoch = ? AND seq BETWEEN ? AND ?",
                (scope, node, epoch, min(seqs), max(seqs)),
            )
            there |= {EventId(node, epoch, int(row[0])) for row in found}
        return [id for id in dict.fromkeys(ids) if id not in there]

    def quarantine(self, found: Quarantined) -> None:
        """Once for each lane."""
        self._rows(
            "INSERT INTO quarantine (node, epoch, seq, lane, reason, since) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (node, epoch, seq, lane) DO NOTHING",
            (*found.id, found.lane, found.reason, found.since),
        )

    def release(self, lane: str, id: EventId) -> bool:
        """Whether it was still there."""
        gone = self._rows(
            "DELETE FROM quarantine WHERE node = ? AND epoch = ? AND seq = ? AND lane = ? "
            "RETURNING seq",
            (*id, lane),
        )
        return bool(gone)
