"""What a counter is given when it pulls: a signed file with what came into its scopes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile

from app.domain.identity import EventId
from app.kiosk import Randomness
from app.ledger.checkpoint import Signer
from app.ledger.stretches import image_digests, key_names
from app.office.store.contract import Store
from app.office.store.rows import Kiosk
from app.sync.errors import BundleTooLarge
from app.sync.feed import FeedPart, ScopeStep, seal_feed
from app.sync.scopes import kiosk_scope, scopes_of_kiosk


@dataclass
class _Found:
    """What goes into a feed."""

    steps: list[ScopeStep] = field(default_factory=list)
    ids: dict[EventId, None] = field(default_factory=dict)
    passed: int = 0
    """Changes that were looked at."""


def next_feed(
    store: Store,
    office: Signer,
    kiosk: Kiosk,
    after: Mapping[str, int],
    *,
    limit: int,
    at: int,
    random: Randomness,
) -> bytes | None:
    """The next file for a counter; None where it has everything.

    ``after``: versions that it has taken in, by scope; what is not named begins at 0, what is not
    the counter's own scope is passed over. ``limit``: changes in one file, at least 1. ``at``:
    wall time of head office, milliseconds. The counter's own events are left out but for
    those that it lost with a restore; a file without any event only brings it past many of them.

    Raises BundleTooLarge for a single event that no file can hold, StoreUnavailable.
    """
    found = _look(store, kiosk, after, limit)
    if not found.ids and found.passed < limit:
        return None
    try:
        return _sealed(store, office, kiosk, found, at, random)
    except BundleTooLarge:
        if limit == 1:
            raise
        return next_feed(store, office, kiosk, after, limit=limit // 2, at=at, random=random)


def _look(store: Store, kiosk: Kiosk, after: Mapping[str, int], limit: int) -> _Found:
    found = _Found()
    node = kiosk.enrolment.node
    own_scope = kiosk_scope(node) if _is_on_its_branch(store, kiosk) else ""
    for scope in scopes_of_kiosk(kiosk.enrolment.node, kiosk.enrolment.region):
        room = limit - found.passed
        start = after.get(scope, 0)
        changes = store.scope_changes(scope, start, room) if room else ()
        if scope == kiosk_scope(node) and _is_to_begin(kiosk):
            changes = list(takewhile(lambda one: one.id.node != node, changes))
        if not changes:
            continue
        found.passed += len(changes)
        found.steps.append(ScopeStep(scope, start, changes[-1].version))
        with_own = scope == own_scope
        found.ids |= {one.id: None for one in changes if with_own or one.id.node != node}
    return found


def _is_to_begin(kiosk: Kiosk) -> bool:
    """Whether nothing of its new epoch is here yet, so that nobody knows on which branch it is.

    Its own events wait until then: passed over now, they would never be given.
    """
    return kiosk.in_force.parent is not None and kiosk.in_force.last_seq == 0


def _is_on_its_branch(store: Store, kiosk: Kiosk) -> bool:
    """Whether a kiosk's older events are those that its epoch in force goes on from.

    Of two copies that both sold, one is here; the other, whose new epoch was granted, has other
    events under the same numbers and must not be given these.
    """
    parent = kiosk.in_force.parent
    while parent is not None:
        if store.hash_at(EventId(kiosk.enrolment.node, parent.epoch, parent.seq)) != parent.hash:
            return False
        row = kiosk.epochs.get(parent.epoch)
        parent = None if row is None else row.parent
    return True


def _sealed(
    store: Store, office: Signer, kiosk: Kiosk, found: _Found, at: int, random: Randomness
) -> bytes:
    parts = list(_parts(store, found.ids))
    names = {name: None for part in parts for name in _names(part)}
    return seal_feed(
        parts,
        office,
        random,
        kiosk=kiosk.enrolment.node,
        epoch=kiosk.in_force.epoch,
        office_time=at,
        scopes=found.steps,
        images=list(_images(store, parts)),
        keys=store.personal_keys(list(names)),
        receiver=kiosk.in_force.seal_key,
    )


def _parts(store: Store, ids: Iterable[EventId]) -> Iterator[FeedPart]:
    for (node, epoch), group in groupby(sorted(ids), lambda id: (id.node, id.epoch)):
        page = store.events(node, epoch, [id.seq for id in group])
        yield FeedPart(node, epoch, list(page.headers.values()), list(page.events))


def _names(part: FeedPart) -> Iterator[str]:
    for seq, body in part.events:
        yield from key_names(EventId(part.node, part.epoch, seq), body)


def _images(store: Store, parts: Sequence[FeedPart]) -> Iterator[bytes]:
    for part in parts:
        digests = image_digests([body for _seq, body in part.events])
        yield from store.images(part.node, digests).values()
