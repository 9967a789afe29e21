"""The append-only, hash-chained list of events: of this node, and of others as they arrive.

A run begins whenever a process opens the ledger and appends its first event. Its header says node,
epoch and boot, which the events of the run do not repeat, and is a link of the chain itself::

    hash(header) = SHA-256(hash before || header bytes)
    hash(event)  = SHA-256(hash before || event bytes)

The first run of an epoch goes on from the last event that the restored ledger had of the epoch
before. Other nodes' events are kept as the exact bytes that came, in any order; their chain is
computed as far as they are there without a gap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, Node, kiosk_name
from app.domain.text import _
from app.ledger.clock_guard import Reference
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.events.ledger_life import LedgerBegun

if TYPE_CHECKING:
    import apsw

GENESIS = bytes(32)
"""What the chain of a node's first epoch starts from."""

_TAIL = (
    "SELECT seq, body, hash FROM journal_event WHERE node = ? AND epoch = ? "
    "ORDER BY seq DESC LIMIT ?"
)


class ForkDetected(LedgerDamaged):
    """Two different events claim one identity: a copy of a ledger is in use."""

    code = "fork_detected"

    def __init__(self, id: EventId) -> None:
        super().__init__(
            _("Two different events claim to be {id}: {kiosk} runs from two copies.").format(
                id=id, kiosk=kiosk_name(id.node)
            ),
            _("Nothing of it was kept. Head office must find and stop one of the copies."),
        )
        self.id = id


class RunHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What stands once before the events of a run."""

    node: Node
    epoch: int
    boot: str
    first_seq: int
    previous: bytes
    """Hash of the event before, 32 bytes; :data:`GENESIS` before the first."""


@dataclass(frozen=True)
class Head:
    """Where a node's chain stands."""

    seq: int
    hash: bytes
    stamp: int
    """Highest hybrid stamp given or followed."""
    reference: Reference | None
    """Wall clock at the last event at which it was believed."""
    in_run: bool = False
    """Whether this process has begun its run."""


def encode_header(header: RunHeader) -> bytes:
    """The stored and hashed bytes of a run's header."""
    return msgspec.json.encode(header)


def decode_header(data: bytes) -> RunHeader:
    """Inverse of :func:`encode_header`. Raises LedgerDamaged."""
    try:
        return msgspec.json.decode(data, type=RunHeader)
    except msgspec.DecodeError as error:
        raise LedgerDamaged(
            _("A run of the journal has no readable header: {error}").format(error=error),
            _("No sales until the ledger is restored from a backup: `tapcard restore`."),
        ) from error


def link(previous: bytes, data: bytes) -> bytes:
    """The chain's next hash, 32 bytes."""
    return hashlib.sha256(previous + data).digest()


def add_run(connection: apsw.Connection, data: bytes) -> None:
    """Stores a run's header by its exact bytes. Raises LedgerDamaged if it is none."""
    header = decode_header(data)
    connection.execute(
        "INSERT INTO journal_run (node, epoch, first_seq, boot, previous_hash, header) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (header.node, header.epoch, header.first_seq, header.boot, header.previous, data),
    )


def add_event(
    connection: apsw.Connection, id: EventId, body: bytes, hash: bytes | None, wall: int | None
) -> None:
    """Stores an event's exact bytes at the end, in order of arrival."""
    connection.execute(
        "INSERT INTO journal_event (node, epoch, seq, body, hash, wall) VALUES (?, ?, ?, ?, ?, ?)",
        (*id, body, hash, wall),
    )


def body_of(connection: apsw.Connection, id: EventId) -> bytes | None:
    """The exact bytes of an event; None if it is not here."""
    row = connection.execute(
        "SELECT body FROM journal_event WHERE (node, epoch, seq) = (?, ?, ?)", id
    ).fetchone()
    return None if row is None else bytes(row[0])


def new_events(
    connection: apsw.Connection, events: Iterable[tuple[EventId, bytes]]
) -> dict[EventId, bytes]:
    """Those that are not stored yet, in order of arrival. Raises ForkDetected on other bytes."""
    return _unknown(events, lambda id: body_of(connection, id))


def new_runs(connection: apsw.Connection, headers: Iterable[bytes]) -> dict[EventId, bytes]:
    """Headers that are not stored yet, by their first event. Raises ForkDetected, LedgerDamaged."""
    return _unknown(
        ((_first_of(data), data) for data in headers), lambda id: _header_at(connection, id)
    )


def _unknown(
    found: Iterable[tuple[EventId, bytes]], stored: Callable[[EventId], bytes | None]
) -> dict[EventId, bytes]:
    new: dict[EventId, bytes] = {}
    for id, data in found:
        known = new[id] if id in new else stored(id)
        if known is None:
            new[id] = data
        elif known != data:
            raise ForkDetected(id)
    return new


def _first_of(data: bytes) -> EventId:
    header = decode_header(data)
    return EventId(header.node, header.epoch, header.first_seq)


def _header_at(connection: apsw.Connection, id: EventId) -> bytes | None:
    row = connection.execute(
        "SELECT header FROM journal_run WHERE (node, epoch, first_seq) = (?, ?, ?)", id
    ).fetchone()
    return None if row is None else bytes(row[0])


def head_of(connection: apsw.Connection, node: Node, epoch: int, observed: int) -> Head:
    """Head of this node's chain in ``epoch``, before it has begun a run.

    An epoch without events goes on from the one before. Raises LedgerDamaged, LedgerNewer.
    """
    row = connection.execute(_TAIL, (node, epoch, 1)).fetchone()
    if row is not None:
        seq, body, hash = row
        stamp = max(observed, decoded(EventId(node, epoch, seq), body).at)
        return Head(seq, hash, stamp, _reference(connection, node, epoch))
    older_epoch = connection.execute(
        "SELECT max(epoch) FROM journal_event WHERE node = ? AND epoch < ?", (node, epoch)
    ).get
    if older_epoch is None:
        return Head(0, GENESIS, observed, None)
    older = head_of(connection, node, older_epoch, observed)
    return Head(0, older.hash, older.stamp, older.reference)


def _reference(connection: apsw.Connection, node: Node, epoch: int) -> Reference | None:
    row = connection.execute(
        "SELECT wall, (SELECT boot FROM journal_run r WHERE (r.node, r.epoch) = (e.node, e.epoch) "
        "AND r.first_seq <= e.seq ORDER BY r.first_seq DESC LIMIT 1) FROM journal_event e "
        "WHERE node = ? AND epoch <= ? AND wall IS NOT NULL ORDER BY epoch DESC, seq DESC LIMIT 1",
        (node, epoch),
    ).fetchone()
    return None if row is None else Reference(int(row[0]), row[1] or "")


def decoded(id: EventId, body: bytes) -> Entry:
    """The event in these bytes. Raises LedgerDamaged when they are no event, LedgerNewer."""
    try:
        return decode_entry(body)
    except msgspec.DecodeError as error:
        raise broken(id) from error


def entry(db: APSWDatabase, id: EventId) -> Entry | None:
    """An event as it stands in the journal; None if it is not here."""
    body = body_of(connection_of(db), id)
    return None if body is None else decoded(id, body)


def is_head_office(connection: apsw.Connection, node: Node) -> bool:
    """Whether the genesis of a node says that it is head office. Raises LedgerNewer."""
    id = EventId(node, 1, 1)
    body = body_of(connection, id)
    begun = None if body is None else decoded(id, body).event
    return isinstance(begun, LedgerBegun) and begun.office


def scan(db: APSWDatabase, batch: int = 5000) -> Iterator[list[tuple[EventId, Entry, bytes]]]:
    """All events in order of arrival: identity, decoded, exact bytes; ``batch`` at a time.

    Reads by key, so that the same connection may write and commit between batches.
    """
    connection = connection_of(db)
    position = 0
    while True:
        rows: list[Any] = connection.execute(
            "SELECT position, node, epoch, seq, body FROM journal_event "
            "WHERE position > ? ORDER BY position LIMIT ?",
            (position, batch),
        ).fetchall()
        if not rows:
            return
        position = rows[-1][0]
        yield [(id, decoded(id, row[4]), row[4]) for row in rows for id in (EventId(*row[1:4]),)]


def runs(connection: apsw.Connection) -> dict[EventId, bytes]:
    """Header bytes of all runs, by the identity of their first event."""
    rows = connection.execute("SELECT node, epoch, first_seq, header FROM journal_run")
    return {EventId(node, epoch, seq): header for node, epoch, seq, header in rows}


def rows_in_order(
    connection: apsw.Connection, batch: int = 5000
) -> Iterator[tuple[int, int, int, bytes, bytes | None]]:
    """``(node, epoch, seq, body, hash)`` of all events, in order of identity."""
    last: tuple[int, int, int] = (0, 0, 0)
    while True:
        rows: list[Any] = connection.execute(
            "SELECT node, epoch, seq, body, hash FROM journal_event "
            "WHERE (node, epoch, seq) > (?, ?, ?) ORDER BY node, epoch, seq LIMIT ?",
            (*last, batch),
        ).fetchall()
        if not rows:
            return
        last = rows[-1][:3]
        yield from rows


def bodies_backwards(
    connection: apsw.Connection, node: Node, epoch: int, batch: int = 500
) -> Iterator[tuple[EventId, bytes]]:
    """A node's events in one epoch, the last one first."""
    before = 1 << 32
    while True:
        rows: list[Any] = connection.execute(
            "SELECT seq, body FROM journal_event WHERE node = ? AND epoch = ? AND seq < ? "
            "ORDER BY seq DESC LIMIT ?",
            (node, epoch, before, batch),
        ).fetchall()
        if not rows:
            return
        for seq, body in rows:
            yield EventId(node, epoch, seq), body
        before = rows[-1][0]


def check_tail(connection: apsw.Connection, node: Node, epoch: int, count: int = 1000) -> None:
    """Recomputes the last ``count`` links of this node's chain. Raises LedgerDamaged."""
    rows: list[Any] = connection.execute(_TAIL, (node, epoch, count + 1)).fetchall()
    found = connection.execute(
        "SELECT first_seq, header FROM journal_run WHERE (node, epoch) = (?, ?) AND first_seq >= ?",
        (node, epoch, rows[-1][0] if rows else 0),
    )
    headers: dict[int, bytes] = dict(found)
    previous: bytes | None = None
    for expected, (seq, body, hash) in enumerate(reversed(rows), rows[-1][0] if rows else 0):
        if seq != expected:
            raise broken(EventId(node, epoch, seq))
        header = headers.get(seq)
        if header is not None:
            before = decode_header(header).previous
            if previous not in (None, before):
                raise broken(EventId(node, epoch, seq))
            previous = link(before, header)
        if previous is not None and link(previous, body) != hash:
            raise broken(EventId(node, epoch, seq))
        previous = hash


def broken(id: EventId) -> LedgerDamaged:
    """The error for a link of the chain that does not hold."""
    return LedgerDamaged(
        _("The journal was altered or damaged at event {id}.").format(id=id),
        _("No sales until the ledger is restored from a backup: `tapcard restore`."),
    )
