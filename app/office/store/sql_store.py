"""Everything of the store that both databases say in the same words."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from typing import TypeVar

import msgspec

from app.domain.identity import EventId, Node
from app.office.store.contract import KioskTransaction
from app.office.store.errors import AlreadyEnrolled
from app.office.store.rows import (
    Contact,
    Enrolment,
    EpochRequest,
    Invitation,
    Kiosk,
    KioskEpoch,
    Page,
    Quarantined,
    Refusal,
    ScopeChange,
    SealedKeys,
)
from app.office.store.session import Row, Session
from app.office.store.sql_held import SqlHeld, of_node
from app.office.store.sql_kiosk import (
    ENROLMENT,
    EPOCH,
    KIOSK,
    REQUEST,
    SqlKiosk,
    by_epoch,
    enrolment_of,
    enrolment_row,
    epoch_of,
    kiosk_in,
    requests,
)

T = TypeVar("T")

_INVITATION = "code_hash, node, name, region, site, expires_at"
_MARKS = 500
"""Values asked for in one statement."""


class SqlStore(SqlHeld):
    """See :class:`app.office.store.contract.Store`."""

    @abstractmethod
    def _read_tables(self) -> AbstractContextManager[Session]:
        """One view of the tables."""

    @abstractmethod
    def _look_at_tables(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        """One statement that only reads the tables."""

    @abstractmethod
    def _note(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        """One statement that writes what may be lost when the machine fails in the next second."""

    # Enrolment

    def invite(self, invitation: Invitation) -> None:
        """Keeps a one-time code; one for the same node before it is void."""

        def work(session: Session) -> None:
            session.rows("DELETE FROM invitation WHERE node = ?", (invitation.node,))
            session.rows(
                f"INSERT INTO invitation ({_INVITATION}) VALUES (?, ?, ?, ?, ?, ?)",
                msgspec.structs.astuple(invitation),
            )

        self._write(work)

    def invitations(self) -> Sequence[Invitation]:
        """Codes that nobody has used."""
        with self._read() as session:
            rows = session.rows(f"SELECT {_INVITATION} FROM invitation ORDER BY node")
        return [_invitation(row) for row in rows]

    def redeem(self, code_hash: bytes, at: int) -> Invitation | None:
        """Takes a code, once."""

        def work(session: Session) -> Invitation | None:
            found = session.rows(
                f"DELETE FROM invitation WHERE code_hash = ? RETURNING {_INVITATION}", (code_hash,)
            )
            return _invitation(found[0]) if found else None

        taken = self._write(work)
        return taken if taken is not None and at <= taken.expires_at else None

    def enrol(self, enrolment: Enrolment, first: KioskEpoch) -> None:
        """A kiosk and the key of its first epoch. Raises AlreadyEnrolled."""

        def work(session: Session) -> None:
            added = session.rows(
                f"INSERT INTO enrolment ({ENROLMENT}) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (node) DO NOTHING RETURNING node",
                enrolment_row(enrolment),
            )
            if not added:
                raise AlreadyEnrolled(enrolment.node)
            SqlKiosk(session, enrolment.node).put_epoch(first)

        self._write(work)

    def kiosk(self, node: Node) -> Kiosk | None:
        """A node with its epochs."""
        return kiosk_in(self._look(KIOSK, (node,)))

    def kiosks(self, after: Node = 0, limit: int = 500) -> Sequence[Kiosk]:
        """A page of all nodes above ``after``, by number."""
        with self._read() as session:
            found = session.rows(
                f"SELECT {ENROLMENT} FROM enrolment WHERE node > ? ORDER BY node LIMIT ?",
                (after, limit),
            )
            if not found:
                return []
            rows = session.rows(
                f"SELECT {EPOCH} FROM kiosk_epoch WHERE node BETWEEN ? AND ? ORDER BY node",
                (found[0][0], found[-1][0]),
            )
        groups = groupby(map(epoch_of, rows), lambda row: row.node)
        epochs = {node: by_epoch(group) for node, group in groups}
        return [Kiosk(enrolment_of(row), epochs[row[0]]) for row in found]

    def count_kiosks(self) -> int:
        """How many nodes there are."""
        return int(self._look("SELECT count(*) FROM enrolment", ())[0][0])

    def change(self, node: Node, work: Callable[[KioskTransaction], T]) -> T:
        """Runs ``work`` in one transaction with the kiosk's row locked; returned means durable."""
        return self._write(lambda session: work(SqlKiosk(session, node)))

    # Requests

    def take_count(self, node: Node, count: int) -> int | None:
        """Takes a request's count; the last one taken where ``count`` is not greater."""
        taken = self._note(
            "INSERT INTO request_count (node, last) VALUES (?, ?) ON CONFLICT (node) "
            "DO UPDATE SET last = excluded.last WHERE request_count.last < excluded.last "
            "RETURNING last",
            (node, count),
        )
        if taken:
            return None
        # It only ever grows: what is read later is not below what was in the way.
        found = self._look("SELECT last FROM request_count WHERE node = ?", (node,))
        return int(found[0][0])

    def touch(self, contact: Contact) -> None:
        """What a kiosk said of itself."""
        self._note(
            "INSERT INTO contact (node, at, said, program, clock_offset, waiting, unwell) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (node) "
            "DO UPDATE SET at = excluded.at, said = excluded.said, "
            "program = excluded.program, clock_offset = excluded.clock_offset, "
            "waiting = excluded.waiting, unwell = excluded.unwell",
            (
                *(contact.node, contact.at, msgspec.json.encode(contact), contact.program),
                *(contact.clock_offset or 0, contact.waiting, int(contact.unwell)),
            ),
        )

    def contacts(self, nodes: Sequence[Node]) -> Mapping[Node, Contact]:
        """What they last said."""
        found: list[Row] = []
        with self._read() as session:
            for start in range(0, len(nodes), _MARKS):
                some = nodes[start : start + _MARKS]
                marks = ", ".join("?" * len(some))
                found += session.rows(f"SELECT said FROM contact WHERE node IN ({marks})", some)
        said = [msgspec.json.decode(row[0], type=Contact) for row in found]
        return {one.node: one for one in said}

    def refused(self, node: Node, code: str, detail: str, at: int) -> None:
        """Counts a refusal."""
        self._do(
            "INSERT INTO refusal (node, code, first_at, last_at, times, detail) "
            "VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (node, code) DO UPDATE "
            "SET last_at = excluded.last_at, times = refusal.times + 1, "
            "detail = excluded.detail",
            (node, code, at, at, detail),
        )

    def refusals(self, node: Node | None = None) -> Sequence[Refusal]:
        """What was refused, the last one first."""
        which, of = of_node(node)
        with self._read() as session:
            rows = session.rows(
                "SELECT node, code, first_at, last_at, times, detail FROM refusal "
                f"{which} ORDER BY last_at DESC",
                of,
            )
        return [
            Refusal(node=a, code=b, first_at=c, last_at=d, times=e, detail=f)
            for a, b, c, d, e, f in rows
        ]

    def epoch_requests(self) -> Sequence[EpochRequest]:
        """All that wait, by time."""
        with self._read() as session:
            return requests(
                session.rows(
                    f"SELECT {REQUEST} FROM epoch_request WHERE decided = 0 ORDER BY asked_at, node"
                )
            )

    def rivals(self, node: Node) -> Sequence[EpochRequest]:
        """What it asked for and was not granted."""
        with self._read() as session:
            return requests(
                session.rows(
                    f"SELECT {REQUEST} FROM epoch_request WHERE node = ? ORDER BY asked_at", (node,)
                )
            )

    # The journal

    def page(self, node: Node, epoch: int, first: int, limit: int) -> Page:
        """Events from ``first`` on."""
        of = (node, epoch, first, first + limit - 1)
        with self._read() as session:
            events = session.rows(
                "SELECT seq, body FROM journal_event WHERE node = ? AND epoch = ? "
                "AND seq BETWEEN ? AND ? ORDER BY seq",
                of,
            )
            headers = session.rows(
                "SELECT first_seq, header FROM journal_run WHERE node = ? AND epoch = ? "
                "AND first_seq BETWEEN ? AND ? ORDER BY first_seq",
                of,
            )
        return Page(dict(headers), events)

    def events(self, node: Node, epoch: int, seqs: Sequence[int]) -> Page:
        """These events, with the headers of their runs."""
        events: list[Row] = []
        headers: dict[int, bytes] = {}
        with self._read() as session:
            for start in range(0, len(seqs), _MARKS):
                some = seqs[start : start + _MARKS]
                marks = ", ".join("?" * len(some))
                events += session.rows(
                    "SELECT seq, body FROM journal_event WHERE node = ? AND epoch = ? "
                    f"AND seq IN ({marks}) ORDER BY seq",
                    (node, epoch, *some),
                )
            of = (node, epoch)
            runs = session.rows(
                "SELECT first_seq, header FROM journal_run WHERE node = ? AND epoch = ? "
                "AND first_seq <= ? AND first_seq >= (SELECT coalesce(max(first_seq), 0) "
                "FROM journal_run WHERE node = ? AND epoch = ? AND first_seq <= ?) "
                "ORDER BY first_seq",
                (*of, max(seqs, default=0), *of, min(seqs, default=0)),
            )
        firsts = [first for first, _header in runs]
        for seq, _body in events:
            found = bisect_right(firsts, seq)
            if found:
                headers[firsts[found - 1]] = runs[found - 1][1]
        return Page(headers, events)

    def body(self, id: EventId) -> bytes | None:
        """One event."""
        return self._of_event("body", id)

    def hash_at(self, id: EventId) -> bytes | None:
        """Hash of one event."""
        return self._of_event("hash", id)

    def images(self, node: Node, digests: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Card images that this kiosk sent."""
        found: dict[bytes, bytes] = {}
        with self._read() as session:
            for digest in digests:
                rows = session.rows(
                    "SELECT body FROM plan_image WHERE node = ? AND digest = ?", (node, digest)
                )
                if rows:
                    found[digest] = rows[0][0]
        return found

    def sealed_keys(
        self, after: tuple[Node, int, int, int] = (0, 0, 0, 0), limit: int = 100
    ) -> Sequence[SealedKeys]:
        """Personal keys that nobody has opened yet."""
        with self._read() as session:
            rows = session.rows(
                "SELECT node, epoch, first_seq, count, last_hash, sealed FROM sealed_keys "
                "WHERE (node, epoch, first_seq, count) > (?, ?, ?, ?) "
                "ORDER BY node, epoch, first_seq, count LIMIT ?",
                (*after, limit),
            )
        return [
            SealedKeys(node=a, epoch=b, first=c, count=d, last_hash=e, sealed=f)
            for a, b, c, d, e, f in rows
        ]

    def drop_sealed(self, keys: SealedKeys) -> None:
        """They were opened and kept elsewhere."""
        which = (keys.node, keys.epoch, keys.first, keys.count)
        self._do(
            "DELETE FROM sealed_keys WHERE node = ? AND epoch = ? AND first_seq = ? AND count = ?",
            which,
        )

    # The tables

    def scope_heads(self, scopes: Sequence[str]) -> Mapping[str, int]:
        """Version of each."""
        marks = ", ".join("?" * len(scopes)) or "NULL"
        found = self._look_at_tables(
            f"SELECT scope, version FROM scope_head WHERE scope IN ({marks})", scopes
        )
        return dict.fromkeys(scopes, 0) | dict(found)

    def scope_changes(self, scope: str, after: int, limit: int) -> Sequence[ScopeChange]:
        """What came into a scope after a version."""
        rows = self._look_at_tables(
            "SELECT version, node, epoch, seq FROM scope_change WHERE scope = ? "
            "AND version > ? ORDER BY version LIMIT ?",
            (scope, after, limit),
        )
        return [ScopeChange(version, EventId(*id)) for version, *id in rows]

    def quarantined(self, limit: int = 500) -> Sequence[Quarantined]:
        """Events that wait for a program that can read them."""
        with self._read_tables() as session:
            rows = session.rows(
                "SELECT node, epoch, seq, lane, reason, since FROM quarantine "
                "ORDER BY since, node, epoch, seq LIMIT ?",
                (limit,),
            )
        return [
            Quarantined(id=EventId(*row[:3]), lane=row[3], reason=row[4], since=row[5])
            for row in rows
        ]

    def quarantined_after(self, lane: str, after: EventId, limit: int = 500) -> Sequence[EventId]:
        """A page of those of one lane."""
        with self._read_tables() as session:
            rows = session.rows(
                "SELECT node, epoch, seq FROM quarantine WHERE lane = ? "
                "AND (node, epoch, seq) > (?, ?, ?) ORDER BY node, epoch, seq LIMIT ?",
                (lane, *after, limit),
            )
        return [EventId(*row) for row in rows]

    def _of_event(self, column: str, id: EventId) -> bytes | None:
        found = self._look(
            f"SELECT {column} FROM journal_event WHERE node = ? AND epoch = ? AND seq = ?", id
        )
        return found[0][0] if found else None


def _invitation(row: Row) -> Invitation:
    code_hash, node, name, region, site, expires_at = row
    return Invitation(
        code_hash=code_hash,
        node=node,
        name=name,
        region=region,
        site=site,
        expires_at=expires_at,
    )
