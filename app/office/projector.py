"""Projectors of head office: events of all nodes, in whatever order they came, to the tables.

A worker claims nodes that have events behind its cursor, computes their rows and writes rows and
cursors in one transaction: killed anywhere, nothing is lost or taken twice. On PostgreSQL several
workers go on side by side; with SQLite one transaction comes after the other.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.errors import TapcardError
from app.domain.identity import EventId, Node
from app.ledger import journal
from app.ledger.events.codec import Entry
from app.ledger.projection.engine import gather
from app.ledger.queries.reading import value
from app.office.looking import note_changed
from app.office.people import people_in
from app.office.store.contract import Projecting, Store
from app.office.store.errors import RowsRefused
from app.office.store.rows import Quarantined, Waiting

_LOG = logging.getLogger(__name__)

BATCH = 2_000
"""Events of one transaction."""

Told = tuple[EventId, Entry]


class Lane(NamedTuple):
    """Which cursors move, and which tables get the rows."""

    name: str
    prefix: str = ""


IN_FORCE = Lane("tables")
"""The tables that everybody reads."""


class Done(NamedTuple):
    """What one round did."""

    applied: int = 0
    quarantined: int = 0
    """Events that this program cannot read or apply; they are kept."""

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to do, or others are at it."""
        return self == Done()


def project_once(store: Store, at: int, lane: Lane = IN_FORCE, most: int = BATCH) -> Done:
    """Takes up to ``most`` events of nodes that no other worker has; returns when it is durable.

    ``at``: wall time, milliseconds. Raises StoreUnavailable and the errors of a ledger's file:
    nothing is taken then.
    """
    waiting = store.waiting(lane.name)
    fresh = [(one.node, one.epoch) for one in waiting if one.after == 0]
    if fresh:
        store.project(lambda work: work.begin_cursors(lane.name, fresh))
    if not waiting:
        return Done()
    return store.project(lambda work: _Round(store, work, lane, at).take(waiting, most))


def taken_upto(store: Store, node: Node, epoch: int) -> int:
    """Last event of a node's epoch that stands in the tables; 0 for none."""
    with store.read_tables() as tables:
        seq = value(
            tables,
            "SELECT seq FROM projection_cursor WHERE node = ? AND epoch = ? AND lane = ?",
            (node, epoch, IN_FORCE.name),
        )
    return 0 if seq is None else int(seq)


def retry(store: Store, lane: Lane = IN_FORCE) -> Done:
    """Projects what stands in quarantine, as far as this program can; raises as project_once."""
    applied, left = 0, 0
    after = EventId(0, 0, 0)
    while some := store.quarantined_after(lane.name, after):
        after = some[-1]
        for id in some:
            body = store.body(id)
            told = None if body is None else _decoded(id, body)
            if isinstance(told, Entry) and _retried(store, lane, (id, told)):
                applied += 1
            else:
                left += 1
    return Done(applied, left)


def _retried(store: Store, lane: Lane, told: Told) -> bool:
    def work(tx: Projecting) -> bool:
        return tx.release(lane.name, told[0]) and _apply(tx, lane, [told])

    try:
        return store.project(work)
    except _Refused:
        return False


class _Refused(Exception):
    """What a single event says cannot be applied."""


class _Round:
    """One transaction of a worker."""

    def __init__(self, store: Store, work: Projecting, lane: Lane, at: int) -> None:
        self._store = store
        self._work = work
        self._lane = lane
        self._at = at
        self._quarantined = 0

    def take(self, waiting: Sequence[Waiting], most: int) -> Done:
        """Claims nodes until there are events enough."""
        taken = 0
        told: list[Told] = []
        for one in waiting:
            after = self._work.claim(self._lane.name, one.node, one.epoch)
            if after is None:
                continue
            page = self._store.page(one.node, one.epoch, after + 1, most - taken)
            if not page.events:
                continue
            for seq, body in page.events:
                self._read(EventId(one.node, one.epoch, seq), body, told)
            taken += len(page.events)
            self._work.move_cursor(self._lane.name, one.node, one.epoch, page.events[-1][0])
            if taken >= most:
                break
        self._take_in(told)
        return Done(taken - self._quarantined, self._quarantined)

    def _read(self, id: EventId, body: bytes, told: list[Told]) -> None:
        found = _decoded(id, body)
        if isinstance(found, Entry):
            told.append((id, found))
        else:
            self._put_aside(id, found)

    def _take_in(self, told: Sequence[Told]) -> None:
        """All at once; where that is refused, in halves, down to the events that are to blame."""
        if not told:
            return
        try:
            _apply(self._work, self._lane, told)
        except _Refused as refused:
            if len(told) == 1:
                self._put_aside(told[0][0], str(refused))
                return
            middle = len(told) // 2
            self._take_in(told[:middle])
            self._take_in(told[middle:])

    def _put_aside(self, id: EventId, reason: str) -> None:
        _LOG.warning("event %s goes to quarantine: %s", id, reason)
        self._work.quarantine(
            Quarantined(id=id, lane=self._lane.name, reason=reason, since=self._at)
        )
        self._quarantined += 1


def _apply(work: Projecting, lane: Lane, told: Sequence[Told]) -> bool:
    """Rows of all, or none. Raises _Refused."""
    try:
        rows = gather(told)
    except Exception as error:  # whatever a made-up event does to a rule
        raise _Refused(f"{type(error).__name__}: {error}") from error
    try:
        work.write(rows, lane.prefix)
    except RowsRefused as error:
        raise _Refused(error.message) from error
    work.people.told(people_in(told))
    if lane == IN_FORCE:
        note_changed(work, told)
    return True


def _decoded(id: EventId, body: bytes) -> Entry | str:
    """The event, or why it cannot be read."""
    try:
        return journal.decoded(id, body)
    except TapcardError as error:
        return error.message
