"""What kiosks pushed comes into the scopes from which others are fed.

A worker with a cursor for each kiosk and epoch: the versions that events get and the cursor are
one transaction, so it may end anywhere, and several may work on PostgreSQL.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

from app.domain.identity import EventId, Node
from app.ledger import journal
from app.ledger.checkpoint import Signer
from app.ledger.errors import LedgerError
from app.ledger.events.accounts import AccountErased
from app.ledger.events.base import Event
from app.office.known_fleet import KnownFleet, fleet_of
from app.office.people import open_sealed
from app.office.store.contract import Projecting, Store
from app.office.store.errors import NotEnrolled
from app.office.store.rows import Kiosk, Quarantined, Waiting
from app.sync.scopes import Fleet, kiosk_scope, scopes_of

LANE = "feeding"
PORTION = 500
"""Events of a kiosk in one transaction."""
_LOG = logging.getLogger(__name__)
_UNREADABLE = (LedgerError, UnicodeError, RecursionError)
"""What reading an event of a newer program, or what is none, may end in."""


def feed_scopes(store: Store, office: Signer, at: int, known: KnownFleet | None = None) -> int:
    """Takes a portion of everything that waits; returns how many events that were.

    0: there is nothing to do, or another worker does it. ``at``: wall time of head office,
    milliseconds. ``known``: kept from one time to the next. Raises StoreUnavailable, and what its
    database raises.
    """
    waiting = store.waiting(LANE)
    if not waiting:
        return 0
    fleet = (known or KnownFleet(store)).now()
    return sum(_take(store, office, fleet, one, at) for one in waiting)


def retry_quarantined(store: Store, at: int) -> int:
    """Gives on what this program can read by now; returns how many events that were."""
    found = [one.id for one in store.quarantined() if one.lane == LANE]
    if not found:
        return 0
    fleet = fleet_of(store)
    return sum(_retry(store, fleet, id, at) for id in found)


def _take(store: Store, office: Signer, fleet: Fleet, waiting: Waiting, at: int) -> int:
    node, epoch = waiting.node, waiting.epoch
    open_sealed(store, office)
    bodies = store.page(node, epoch, waiting.after + 1, PORTION).events
    read = {EventId(node, epoch, seq): _read(node, epoch, seq, body) for seq, body in bodies}
    # Before the versions: once a feed has what says that somebody is erased, their key is gone.
    _forget_erased(store, read.values())

    def work(tx: Projecting) -> int:
        tx.cursor(LANE, node, 1)  # one worker at a time has a node, with all of its epochs
        kiosk = _known(store, node)
        begun = {one: tx.cursor(LANE, node, one) for one in sorted(kiosk.epochs)}
        if begun[epoch] != waiting.after:
            return 0  # another worker was here
        _add(tx, _by_scope(read, fleet), at)
        _add(tx, {kiosk_scope(node): _lost(kiosk, begun, read)}, at)
        for id, event in read.items():
            if isinstance(event, Exception):
                tx.quarantine(Quarantined(id=id, lane=LANE, reason=str(event), since=at))
        tx.move_cursor(LANE, node, epoch, waiting.after + len(read))
        return len(read)

    return store.project(work)


def _known(store: Store, node: Node) -> Kiosk:
    kiosk = store.kiosk(node)
    if kiosk is None:
        raise NotEnrolled(node)
    return kiosk


def _read(node: Node, epoch: int, seq: int, body: bytes) -> Event | Exception:
    try:
        return journal.decoded(EventId(node, epoch, seq), body).event
    except _UNREADABLE as error:
        _LOG.warning("event %s waits in quarantine: %s", EventId(node, epoch, seq), error)
        return error


def _by_scope(read: Mapping[EventId, Event | Exception], fleet: Fleet) -> dict[str, list[EventId]]:
    found: dict[str, list[EventId]] = {}
    for id, event in read.items():
        if isinstance(event, Event):
            for scope in scopes_of(id, event, fleet):
                found.setdefault(scope, []).append(id)
    return found


def _add(tx: Projecting, found: Mapping[str, Sequence[EventId]], at: int) -> None:
    for scope in sorted(found):  # one order for all workers: none waits for another in a circle
        if found[scope]:
            tx.add_to_scope(scope, found[scope], at)


def _lost(
    kiosk: Kiosk, begun: Mapping[int, int], read: Mapping[EventId, Event | Exception]
) -> list[EventId]:
    """What a kiosk wrote itself and lost with a restore: it gets that back.

    ``begun``: how far each of its epochs was taken. Either an older epoch's events come now, behind
    what a later epoch goes on from; or a later one begins now, and they were there before.
    """
    node = kiosk.enrolment.node
    first = next(iter(read), None)
    if first is None:
        return []
    later = [one for one, seq in begun.items() if one > first.epoch and seq]
    kept = min((_kept(kiosk, one, first.epoch) for one in later), default=None)
    lost = [] if kept is None else [id for id in read if id.seq > kept]
    if first.seq == 1:
        for older, taken in begun.items():
            if older < first.epoch:
                start = _kept(kiosk, first.epoch, older) + 1
                lost += [EventId(node, older, seq) for seq in range(start, taken + 1)]
    return lost


def _kept(kiosk: Kiosk, epoch: int, older: int) -> int:
    """The last event of an older epoch that a later one went on with."""
    parent = kiosk.epochs[epoch].parent
    while parent is not None and parent.epoch > older:
        parent = kiosk.epochs[parent.epoch].parent if parent.epoch in kiosk.epochs else None
    return parent.seq if parent is not None and parent.epoch == older else 0


def _retry(store: Store, fleet: Fleet, id: EventId, at: int) -> int:
    body = store.body(id)
    event = None if body is None else _read(*id, body)
    if not isinstance(event, Event):
        return 0
    _forget_erased(store, [event])

    def work(tx: Projecting) -> None:
        _add(tx, {scope: [id] for scope in scopes_of(id, event, fleet)}, at)
        tx.release(LANE, id)

    store.project(work)
    return 1


def _forget_erased(store: Store, events: Iterable[Event | Exception]) -> None:
    for event in events:
        if isinstance(event, AccountErased):
            store.forget_key(event.account)
