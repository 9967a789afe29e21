"""The rows of one kiosk in one transaction: what :class:`KioskTransaction` promises, in SQL.

Every statement names the node, so that a database distributed by kiosk runs it in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.domain.identity import Node
from app.office.store.rows import (
    Enrolment,
    EnrolmentState,
    EpochRequest,
    Held,
    HeldSize,
    Kiosk,
    KioskEpoch,
    Parent,
    SealedKeys,
)
from app.office.store.session import Row, Session
from app.sync.run import Run


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column}" for column in columns.split(", "))


ENROLMENT = "node, name, region, site, state, transport_key, enrolled_at"
EPOCH = (
    "node, epoch, public_key, seal_key, last_seq, last_hash, fenced, "
    "parent_epoch, parent_seq, parent_hash"
)
REQUEST = (
    "node, epoch, public_key, seal_key, parent_epoch, parent_seq, parent_hash, reason, asked_at, "
    "decided"
)
KIOSK = (
    f"SELECT {_of('enrolment', ENROLMENT)}, {_of('kiosk_epoch', EPOCH)} FROM enrolment "
    "JOIN kiosk_epoch ON kiosk_epoch.node = enrolment.node WHERE enrolment.node = ?"
)
"""A node has its first epoch from the moment when it is enrolled."""


class SqlKiosk:
    """See :class:`app.office.store.contract.KioskTransaction`."""

    def __init__(self, session: Session, node: Node) -> None:
        """Locks the kiosk's row."""
        self._session = session
        self._node = node
        self._kiosk = _locked(session, node)

    @property
    def kiosk(self) -> Kiosk | None:
        """As it stands in this transaction."""
        return self._kiosk

    def hash_at(self, epoch: int, seq: int) -> bytes | None:
        """Hash of an event."""
        found = self.hashes(epoch, seq, seq)
        return found[0] if found else None

    def hashes(self, epoch: int, first: int, last: int) -> Sequence[bytes]:
        """Hashes in order."""
        found = self._session.rows(
            "SELECT hash FROM journal_event WHERE node = ? AND epoch = ? "
            "AND seq BETWEEN ? AND ? ORDER BY seq",
            (self._node, epoch, first, last),
        )
        return [row[0] for row in found]

    def append(self, run: Run) -> None:
        """Adds events and headers."""
        self._session.add_events(self._node, run.epoch, run.first, run.bodies, run.hashes)
        if run.headers:
            self._session.many(
                "INSERT INTO journal_run (node, epoch, first_seq, header) VALUES (?, ?, ?, ?)",
                [(self._node, run.epoch, seq, data) for seq, data in run.headers.items()],
            )

    def put_epoch(self, row: KioskEpoch) -> None:
        """Adds or replaces."""
        self._session.rows(
            f"INSERT INTO kiosk_epoch ({EPOCH}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (node, epoch) DO UPDATE SET public_key = excluded.public_key, "
            "seal_key = excluded.seal_key, last_seq = excluded.last_seq, "
            "last_hash = excluded.last_hash, fenced = excluded.fenced, "
            "parent_epoch = excluded.parent_epoch, parent_seq = excluded.parent_seq, "
            "parent_hash = excluded.parent_hash",
            epoch_row(row),
        )
        if self._kiosk is not None:
            self._kiosk = Kiosk(self._kiosk.enrolment, {**self._kiosk.epochs, row.epoch: row})

    def set_enrolment(self, row: Enrolment) -> None:
        """Replaces the kiosk's row."""
        self._session.rows(
            "UPDATE enrolment SET name = ?, region = ?, site = ?, state = ?, transport_key = ?, "
            "enrolled_at = ? WHERE node = ?",
            (*enrolment_row(row)[1:], self._node),
        )
        if self._kiosk is not None:
            self._kiosk = Kiosk(row, self._kiosk.epochs)

    def keep_images(self, images: Mapping[bytes, bytes]) -> None:
        """Each once."""
        if images:
            self._session.add_images(self._node, images)

    def keep_sealed(self, keys: SealedKeys) -> None:
        """Once for each range."""
        self._session.rows(
            "INSERT INTO sealed_keys (node, epoch, first_seq, count, last_hash, sealed) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (node, epoch, first_seq, count) DO NOTHING",
            (self._node, keys.epoch, keys.first, keys.count, keys.last_hash, keys.sealed),
        )

    def hold(self, held: Held) -> None:
        """Once for each file."""
        self._session.rows(
            "INSERT INTO held_bundle (node, digest, epoch, first_seq, last_seq, last_hash, reason, "
            "received_at, file, cash, sales) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (node, digest) DO NOTHING",
            (
                *(self._node, held.digest, held.epoch, held.first, held.last, held.last_hash),
                *(str(held.reason), held.received_at, held.file, held.cash, held.sales),
            ),
        )

    def drop_held(self, digest: bytes) -> None:
        """It was decided."""
        for table in ("held_bundle", "held_key"):
            self._session.rows(
                f"DELETE FROM {table} WHERE node = ? AND digest = ?", (self._node, digest)
            )

    def holds(self, digest: bytes) -> bool:
        """By its digest."""
        found = self._session.rows(
            "SELECT 1 FROM held_bundle WHERE node = ? AND digest = ?", (self._node, digest)
        )
        return bool(found)

    def held_size(self) -> HeldSize:
        """Of all files."""
        found = self._session.rows(
            "SELECT count(*), coalesce(sum(length(file)), 0) FROM held_bundle WHERE node = ?",
            (self._node,),
        )
        return HeldSize(*map(int, found[0]))

    def held_ending(self, epoch: int, seq: int, hash: bytes) -> Sequence[bytes]:
        """Their files."""
        found = self._session.rows(
            "SELECT file FROM held_bundle WHERE node = ? AND epoch = ? AND last_seq = ? "
            "AND last_hash = ?",
            (self._node, epoch, seq, hash),
        )
        return [bytes(file) for (file,) in found]

    def ask_epoch(self, request: EpochRequest) -> None:
        """Once for each key."""
        self._session.rows(
            f"INSERT INTO epoch_request ({REQUEST}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (node, epoch, public_key) DO NOTHING",
            (
                *(self._node, request.epoch, request.public_key, request.seal_key),
                *(*request.parent, request.reason, request.asked_at, int(request.decided)),
            ),
        )

    def epoch_requests(self) -> Sequence[EpochRequest]:
        """By time."""
        return requests(
            self._session.rows(
                f"SELECT {REQUEST} FROM epoch_request WHERE node = ? ORDER BY asked_at",
                (self._node,),
            )
        )

    def decide_epoch_requests(self, upto: int, granted: bytes) -> None:
        """One is granted, the others stay known."""
        self._session.rows(
            "DELETE FROM epoch_request WHERE node = ? AND epoch <= ? AND public_key = ?",
            (self._node, upto, granted),
        )
        self._session.rows(
            "UPDATE epoch_request SET decided = 1 WHERE node = ? AND epoch <= ?",
            (self._node, upto),
        )


def kiosk_in(rows: Sequence[Row]) -> Kiosk | None:
    """A node with its epochs, from the rows of KIOSK."""
    if not rows:
        return None
    width = ENROLMENT.count(",") + 1
    return Kiosk(enrolment_of(rows[0][:width]), by_epoch(epoch_of(row[width:]) for row in rows))


def _locked(session: Session, node: Node) -> Kiosk | None:
    """Its epochs are read once nobody else changes them."""
    found = session.rows(
        f"SELECT {ENROLMENT} FROM enrolment WHERE node = ?{session.locking}", (node,)
    )
    if not found:
        return None
    epochs = session.rows(f"SELECT {EPOCH} FROM kiosk_epoch WHERE node = ?", (node,))
    return Kiosk(enrolment_of(found[0]), by_epoch(map(epoch_of, epochs)))


def by_epoch(rows: Iterable[KioskEpoch]) -> dict[int, KioskEpoch]:
    """Epochs of one node, by number."""
    return {row.epoch: row for row in rows}


def enrolment_of(row: Row) -> Enrolment:
    """From the columns of ENROLMENT."""
    node, name, region, site, state, transport_key, enrolled_at = row
    return Enrolment(
        node=node,
        name=name,
        region=region,
        site=site,
        state=EnrolmentState(state),
        transport_key=transport_key,
        enrolled_at=enrolled_at,
    )


def enrolment_row(row: Enrolment) -> Row:
    """Inverse of :func:`enrolment_of`."""
    return (
        *(row.node, row.name, row.region, row.site),
        *(str(row.state), row.transport_key, row.enrolled_at),
    )


def epoch_of(row: Row) -> KioskEpoch:
    """From the columns of EPOCH."""
    node, epoch, public_key, seal_key, last_seq, last_hash, fenced, *parent = row
    return KioskEpoch(
        node=node,
        epoch=epoch,
        public_key=public_key,
        seal_key=seal_key,
        last_seq=last_seq,
        last_hash=last_hash,
        fenced=bool(fenced),
        parent=None if parent[0] is None else Parent(*parent),
    )


def epoch_row(row: KioskEpoch) -> Row:
    """Inverse of :func:`epoch_of`."""
    return (
        *(row.node, row.epoch, row.public_key, row.seal_key, row.last_seq, row.last_hash),
        *(int(row.fenced), *(row.parent or (None, None, None))),
    )


def requests(rows: Iterable[Row]) -> list[EpochRequest]:
    """From the columns of REQUEST."""
    return [
        EpochRequest(
            node=row[0],
            epoch=row[1],
            public_key=row[2],
            seal_key=row[3],
            parent=Parent(*row[4:7]),
            reason=row[7],
            asked_at=row[8],
            decided=bool(row[9]),
        )
        for row in rows
    ]
