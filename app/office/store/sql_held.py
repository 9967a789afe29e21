"""Bundles that are kept aside until people decide, with their personal keys beside them, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.identity import Node
from app.office.store.rows import Held, HoldReason
from app.office.store.session import Row, Session
from app.office.store.sql_personal_keys import SqlPersonalKeys

_HELD_BUT_FILE = (
    "node, digest, epoch, first_seq, last_seq, last_hash, reason, received_at, keys_out, cash, "
    "sales"
)


class SqlHeld(SqlPersonalKeys):
    """What of the store is about them, beside what a kiosk's transaction does."""

    def held(self, node: Node | None = None, limit: int = 100) -> Sequence[Held]:
        """Bundles that wait for a decision, by time."""
        which, of = of_node(node)
        return self._held(
            f"{which} ORDER BY received_at, node, epoch, first_seq LIMIT ?", of, limit
        )

    def held_sealed(self, limit: int = 20) -> Sequence[Held]:
        """Those whose personal keys are in them."""
        return self._held("WHERE keys_out = 0 ORDER BY node, digest LIMIT ?", (), limit)

    def held_from(self, low: bytes, high: bytes) -> Sequence[Held]:
        """By their digests."""
        return self._held("WHERE digest BETWEEN ? AND ? LIMIT ?", (low, high), 2)

    def held_listed(self, of_each: int) -> Sequence[Held]:
        """Without their files, so many of each kiosk."""
        with self._read() as session:
            rows = session.rows(
                f"SELECT {_HELD_BUT_FILE}, ? FROM (SELECT {_HELD_BUT_FILE}, row_number() OVER "
                "(PARTITION BY node ORDER BY received_at, epoch, first_seq) AS place "
                "FROM held_bundle) listed WHERE place <= ? ORDER BY node, place",
                (b"", of_each),
            )
        return [_held(row) for row in rows]

    def _held(self, which: str, of: Sequence[object], limit: int) -> Sequence[Held]:
        with self._read() as session:
            rows = session.rows(
                f"SELECT {_HELD_BUT_FILE}, file FROM held_bundle {which}", (*of, limit)
            )
        return [_held(row) for row in rows]

    def take_keys_out(self, held: Held, keys: Mapping[str, bytes], file: bytes) -> None:
        """Beside the bundle, of who was erased none."""

        def work(session: Session) -> None:
            session.many(
                "INSERT INTO held_key (node, digest, name, key) SELECT ?, ?, ?, ? "
                "WHERE NOT EXISTS (SELECT 1 FROM personal_key WHERE name = ? AND length(key) = 0) "
                "ON CONFLICT (node, digest, name) DO NOTHING",
                [(held.node, held.digest, name, key, name) for name, key in keys.items()],
            )
            session.rows(
                "UPDATE held_bundle SET file = ?, keys_out = 1 WHERE node = ? AND digest = ?",
                (file, held.node, held.digest),
            )

        self._write(work)

    def held_keys(self, node: Node, digest: bytes) -> Mapping[str, bytes]:
        """Of a bundle kept aside."""
        with self._read() as session:
            rows = session.rows(
                "SELECT name, key FROM held_key WHERE node = ? AND digest = ?", (node, digest)
            )
        return dict(rows)


def of_node(node: Node | None) -> tuple[str, tuple[int, ...]]:
    """What narrows rows to a node; nothing for all."""
    return ("", ()) if node is None else ("WHERE node = ?", (node,))


def _held(row: Row) -> Held:
    node, digest, epoch, first, last, last_hash, reason, received_at, *rest = row
    keys_out, cash, sales, file = rest
    return Held(
        node=node,
        digest=digest,
        epoch=epoch,
        first=first,
        last=last,
        last_hash=last_hash,
        reason=HoldReason(reason),
        received_at=received_at,
        file=file,
        keys_out=bool(keys_out),
        cash=cash,
        sales=sales,
    )
