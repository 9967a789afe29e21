"""Cursors, scopes and quarantine in one transaction with the projected rows, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Database

from app.domain.identity import EventId, Node
from app.office.store.rows import Quarantined
from app.office.store.session import Session


class SqlProjecting:
    """See :class:`app.office.store.contract.Projecting`."""

    def __init__(self, database: Database, session: Session) -> None:
        """``session``: the transaction that is open in ``database``."""
        self._database = database
        self._rows = session.rows
        self._locking = session.locking

    @property
    def database(self) -> Database:
        """For ``ledger/projection``."""
        return self._database

    def cursor(self, lane: str, node: Node, epoch: int) -> int:
        """Last event that the projector took."""
        self._rows(
            "INSERT INTO projection_cursor (node, epoch, lane, seq) VALUES (?, ?, ?, 0) "
            "ON CONFLICT (node, epoch, lane) DO NOTHING",
            (node, epoch, lane),
        )
        found = self._rows(
            "SELECT seq FROM projection_cursor WHERE node = ? AND epoch = ? AND lane = ?"
            + self._locking,
            (node, epoch, lane),
        )
        return int(found[0][0])

    def move_cursor(self, lane: str, node: Node, epoch: int, seq: int) -> None:
        """The projector took everything up to ``seq``."""
        self._rows(
            "INSERT INTO projection_cursor (node, epoch, lane, seq) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (node, epoch, lane) DO UPDATE SET seq = excluded.seq",
            (node, epoch, lane, seq),
        )

    def forget_cursors(self, lane: str) -> None:
        """The projector begins anew."""
        self._rows("DELETE FROM projection_cursor WHERE lane = ?", (lane,))

    def add_to_scope(self, scope: str, ids: Sequence[EventId], at: int) -> int:
        """Each once; the head's row is locked first, so versions become visible in order."""
        self._rows(
            "INSERT INTO scope_head (scope, version) VALUES (?, 0) ON CONFLICT (scope) DO NOTHING",
            (scope,),
        )
        head = self._rows(
            "SELECT version FROM scope_head WHERE scope = ?" + self._locking, (scope,)
        )
        version = max(int(head[0][0]), at)
        for id in ids:
            added = self._rows(
                "INSERT INTO scope_change (scope, version, node, epoch, seq) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, node, epoch, seq) DO NOTHING "
                "RETURNING version",
                (scope, version + 1, *id),
            )
            version += len(added)
        if version == at:
            return int(head[0][0])  # all were there
        self._rows("UPDATE scope_head SET version = ? WHERE scope = ?", (version, scope))
        return version

    def quarantine(self, found: Quarantined) -> None:
        """Once for each lane."""
        self._rows(
            "INSERT INTO quarantine (node, epoch, seq, lane, reason, since) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (node, epoch, seq, lane) DO NOTHING",
            (*found.id, found.lane, found.reason, found.since),
        )

    def release(self, lane: str, id: EventId) -> None:
        """It was applied after all."""
        self._rows(
            "DELETE FROM quarantine WHERE node = ? AND epoch = ? AND seq = ? AND lane = ?",
            (*id, lane),
        )
