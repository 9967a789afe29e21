"""The rules of a push: what is believed, what is added to a kiosk's journal, what is answered.

Signatures, decoding and the chain are checked before the kiosk's row is locked; what stands in the
store is compared under the lock. docs/sync.md, "Requests".
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import partial

import msgspec

from app.domain.errors import TapcardError
from app.domain.identity import Node
from app.ledger.events.ledger_life import EpochBegun
from app.office.barred import keep_of_barred
from app.office.chains import (
    beginning_of,
    next_of,
    parent_of,
    reaches_down,
    without_parent,
)
from app.office.holding import hold
from app.office.proving import KeyNotYetKnown, Proven, bundles_of, portions, prove
from app.office.push_answers import Acked, Fenced, Fork, Full, Gap, Pushed, Revoked, Ungranted
from app.office.rivals import keep_rival
from app.office.store.contract import KioskTransaction, Projecting, Store
from app.office.store.errors import AnothersBundle, NotEnrolled, StoreError
from app.office.store.rows import (
    Held,
    HoldReason,
    Kiosk,
    KioskEpoch,
    Parent,
    PersonChange,
    SealedKeys,
)
from app.sync.bundle import Opened, parse
from app.sync.errors import SyncError
from app.sync.run import Run

_LOG = logging.getLogger(__name__)
_NO_END = 1 << 32


def push(store: Store, sender: Node, data: bytes, at: int) -> Pushed:
    """Takes one bundle or several joined, all of ``sender``; answers about the last one taken.

    Taking ends at the first that is not acknowledged or does not hold together; what stands before
    it is taken all the same. Returned means durable.

    Raises:
        NotEnrolled, AnothersBundle: of a bundle that is not what it should be.
        SyncError: of one that does not hold together, or is not signed by the kiosk's key.
        LedgerError, StoreUnavailable: the database failed; the kiosk sends it again.
    """
    return push_from(store, _known(store, sender), data, at)


def push_from(store: Store, kiosk: Kiosk, data: bytes, at: int) -> Pushed:
    """Likewise, of a kiosk as it was found a moment ago."""
    sender = kiosk.enrolment.node
    if kiosk.revoked:
        wrong = keep_of_barred(store, kiosk, data, at)
        _refuse(store, sender, "revoked", "" if wrong is None else wrong.message, at)
        return Revoked()
    try:
        answer = _take_portions(store, kiosk, data, at)
    except KeyNotYetKnown as error:
        _refuse_error(store, sender, error, at)
        return Ungranted(kiosk.in_force.epoch) if error.waits else Gap(error.epoch, 1, bytes(32))
    except (SyncError, StoreError) as error:
        _refuse_error(store, sender, error, at)
        raise
    if isinstance(answer, Full):
        _refuse(store, sender, "kept_aside_full", "", at)
    return answer


def admit(store: Store, held: Held, at: int, *, trial: bool = False) -> Pushed:
    """Takes a bundle that was held because its epoch is fenced, or its kiosk barred: people decided
    that it happened.

    Only what goes on from the events that are here; anything else stays held. Raises as push.
    ``trial``: keeps nothing, and only says what would be answered.
    """
    kiosk = _known(store, held.node)
    rivals = partial(store.rivals, held.node)
    proven = prove(kiosk, parse(held.file), held.file, rivals, keys_out=held.keys_out)
    proven = proven._replace(held_as=held.digest)

    def take(tx: KioskTransaction) -> Pushed:
        answer = _take(tx, proven, at, fence=False)
        if trial:
            raise _Tried(answer)
        return answer

    try:
        answer = store.change(held.node, take)
    except _Tried as tried:
        return tried.answer
    if isinstance(answer, Acked):
        keys = store.held_keys(held.node, held.digest)
        store.keep_keys(keys)
        store.project(partial(_tell_of, keys))
        store.change(held.node, lambda tx: tx.drop_held(held.digest))
    return answer


class _Tried(Exception):
    """Undoes what was only tried."""

    def __init__(self, answer: Pushed) -> None:
        self.answer = answer


def _tell_of(names: Iterable[str], tx: Projecting) -> None:
    tx.people.told(PersonChange(name, 0, 0, 0) for name in names)


def wanted(kiosk: Kiosk) -> Gap:
    """From where on head office lacks events: what it tells a kiosk that says hello."""
    row = kiosk.in_force
    parent = row.parent
    if parent is not None and row.last_seq == 0:
        older = next_of(kiosk, parent.epoch)
        if older.next <= parent.seq:
            return older
    return next_of(kiosk, row.epoch)


def _known(store: Store, node: Node) -> Kiosk:
    kiosk = store.kiosk(node)
    if kiosk is None:
        raise NotEnrolled(node)
    return kiosk


def _refuse_error(store: Store, sender: Node, error: TapcardError, at: int) -> None:
    if isinstance(error, SyncError | AnothersBundle):
        _refuse(store, sender, error.code, error.message, at)


def _refuse(store: Store, sender: Node, code: str, detail: str, at: int) -> None:
    _LOG.warning("refused a push of node %d: %s %s", sender, code, detail)
    store.refused(sender, code, detail, at)


def _take_portions(store: Store, kiosk: Kiosk, data: bytes, at: int) -> Pushed:
    bundles = bundles_of(kiosk.enrolment.node, data)
    answer: Pushed = Ungranted(kiosk.in_force.epoch)
    for some in portions(kiosk, bundles, data, partial(store.rivals, kiosk.enrolment.node)):
        taken = partial(_take_all, proven=some, at=at)
        answer = store.change(kiosk.enrolment.node, taken)
        if not isinstance(answer, Acked):
            return answer
    # The first epoch that nobody granted ended the portions, if there is one.
    ungranted = any(bundle.header.epoch > kiosk.in_force.epoch for bundle in bundles)
    return Ungranted(kiosk.in_force.epoch) if ungranted else answer


def _take_all(tx: KioskTransaction, proven: Sequence[Proven], at: int) -> Pushed:
    for one in proven:
        answer = _take(tx, one, at, fence=True)
        if not isinstance(answer, Acked):
            break
    return answer


def _take(tx: KioskTransaction, proven: Proven, at: int, *, fence: bool) -> Pushed:
    kiosk = tx.kiosk
    if kiosk is None or (kiosk.revoked and fence):
        return Revoked()
    if proven.is_rival:
        run = proven.opened.run
        return keep_rival(tx, kiosk, proven, at) if fence else Fork(run.epoch, run.first)
    header, run = proven.opened.header, proven.opened.run
    row = kiosk.epochs.get(header.epoch) or _adopted(tx, kiosk, proven)
    if row is None:
        return next_of(kiosk, header.epoch)
    if fence and header.last > _reach(kiosk, row, proven.sealed_by):
        kept = hold(tx, proven, HoldReason.FENCED, at)
        return Fenced(kiosk.in_force.epoch) if kept else Full()
    missing = _missing(tx, kiosk, row, run)
    if missing is not None:
        return missing
    known = min(run.last, row.last_seq)
    fork = _other_beginning(row, run) or _fork(tx, row, run, known)
    if fork is None and fence:
        fork = _other_than_vouched(kiosk, run, known)
    if fork is not None and not fence:
        return fork
    if fork is not None:
        if not hold(tx, proven, HoldReason.FORK, at):
            return Full()
        return _branch_kept(tx, proven, fork)
    return _add(tx, row, proven, known)


def _adopted(tx: KioskTransaction, kiosk: Kiosk, proven: Proven) -> KioskEpoch | None:
    """An epoch that head office never saw, told by a later one that it granted."""
    run = proven.opened.run
    begun = beginning_of(run) if run.first == 1 else None
    if not isinstance(begun, EpochBegun):
        return None
    row = KioskEpoch(
        node=run.node,
        epoch=run.epoch,
        public_key=begun.public_key,
        seal_key=kiosk.epochs[proven.sealed_by].seal_key,
        last_hash=begun.previous_hash,
        fenced=True,
        parent=Parent(begun.previous_epoch, begun.previous_seq, begun.previous_hash),
    )
    tx.put_epoch(row)
    return row


def _reach(kiosk: Kiosk, row: KioskEpoch, sealed_by: int) -> int:
    """Last event of an epoch that may be added: of a fenced one, what a later one goes on from."""
    if not row.fenced and sealed_by == row.epoch:
        return _NO_END
    parents = [one.parent for one in kiosk.epochs.values() if one.parent]
    return max((parent.seq for parent in parents if parent.epoch == row.epoch), default=0)


def _missing(tx: KioskTransaction, kiosk: Kiosk, row: KioskEpoch, run: Run) -> Gap | Fork | None:
    """What must be here before this run: the event before it, or the one its epoch goes on from."""
    if run.first > row.last_seq + 1:
        return next_of(kiosk, row.epoch)
    if run.first > 1:
        return None
    parent = parent_of(beginning_of(run))
    return without_parent(tx, kiosk, parent) if parent else None


def _other_beginning(row: KioskEpoch, run: Run) -> Fork | None:
    """An epoch begins with the key and the parent that were enrolled or granted."""
    if run.first > 1:
        return None
    begun = beginning_of(run)
    if (begun.public_key, parent_of(begun)) == (row.public_key, row.parent):
        return None
    return Fork(row.epoch, 1)


def _fork(tx: KioskTransaction, row: KioskEpoch, run: Run, known: int) -> Fork | None:
    """The chain makes it enough to compare the last event that both have."""
    if known < run.first:
        same = run.previous == row.last_hash
        return None if same else Fork(row.epoch, run.first - 1)
    if tx.hash_at(row.epoch, known) == run.hashes[known - run.first]:
        return None
    if run.first > 1 and tx.hash_at(row.epoch, run.first - 1) != run.previous:
        return Fork(row.epoch, run.first - 1)
    pairs = zip(tx.hashes(row.epoch, run.first, known), run.hashes, strict=False)
    same_ones = (seq for seq, (here, sent) in enumerate(pairs, run.first) if here != sent)
    return Fork(row.epoch, next(same_ones))


def _other_than_vouched(kiosk: Kiosk, run: Run, known: int) -> Fork | None:
    """Of an older epoch, only the events that the granted one goes on from."""
    for row in kiosk.epochs.values():
        parent = row.parent
        if parent is None or parent.epoch != run.epoch or not known < parent.seq <= run.last:
            continue
        if run.hashes[parent.seq - run.first] != parent.hash:
            return Fork(run.epoch, parent.seq)
    return None


def _branch_kept(tx: KioskTransaction, proven: Proven, fork: Fork) -> Pushed:
    """A branch was kept aside. It must reach down to events that head office has, with what was
    kept aside before: told to fork one before its first, the kiosk sends earlier ones too.

    Of an older epoch, sealed by the one that was granted, that is all.
    """
    run = proven.opened.run
    anchored = reaches_down(tx, run.epoch, run.first - 1, run.previous)
    if proven.sealed_by == run.epoch:
        return Fork(run.epoch, run.first) if anchored and fork.at < run.first else fork
    if not anchored:
        return Fork(run.epoch, run.first - 1)
    return Acked(run.epoch, run.last, run.last_hash)


def _add(tx: KioskTransaction, row: KioskEpoch, proven: Proven, known: int) -> Acked:
    """Adds what goes on from the last event that is here."""
    opened, run = proven.opened, proven.opened.run
    tx.keep_images(opened.images)
    if run.last <= known:
        # Under a newer epoch's key no further than it sent: the rest may be another copy's.
        if proven.sealed_by != row.epoch:
            return Acked(row.epoch, run.last, run.last_hash)
        return Acked(row.epoch, row.last_seq, row.last_hash)
    tx.append(run.since(known + 1) if known >= run.first else run)
    tx.put_epoch(msgspec.structs.replace(row, last_seq=run.last, last_hash=run.last_hash))
    if opened.sealed_keys:
        tx.keep_sealed(_sealed(opened))
    return Acked(row.epoch, run.last, run.last_hash)


def _sealed(opened: Opened) -> SealedKeys:
    header = opened.header
    return SealedKeys(
        node=header.node,
        epoch=header.epoch,
        first=header.first,
        count=header.count,
        last_hash=header.last_hash,
        sealed=opened.sealed_keys,
    )
