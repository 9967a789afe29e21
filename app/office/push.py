"""The rules of a push: what is believed, what is added to a kiosk's journal, what is answered.

Signatures, decoding and the chain are checked before the kiosk's row is locked; what stands in the
store is compared under the lock. docs/sync.md, "Requests".
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from hashlib import sha256

import msgspec

from app.domain.errors import TapcardError
from app.domain.identity import EventId, Node
from app.ledger import journal
from app.ledger.events.ledger_life import EpochBegun, LedgerBegun
from app.office.proving import Proven, bundles_of, portions, prove
from app.office.push_answers import Acked, Fenced, Fork, Gap, Pushed, Revoked, Ungranted
from app.office.store.contract import KioskTransaction, Store
from app.office.store.errors import (
    AnothersBundle,
    ForeignBeginning,
    NotEnrolled,
    StoreError,
)
from app.office.store.rows import Held, HoldReason, Kiosk, KioskEpoch, Parent, SealedKeys
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
        NotEnrolled, AnothersBundle, ForeignBeginning: of a bundle that is not what it should be.
        SyncError: of one that does not hold together, or is not signed by the kiosk's key.
        LedgerError, StoreUnavailable: the database failed; the kiosk sends it again.
    """
    return push_from(store, _known(store, sender), data, at)


def push_from(store: Store, kiosk: Kiosk, data: bytes, at: int) -> Pushed:
    """Likewise, of a kiosk as it was found a moment ago."""
    sender = kiosk.enrolment.node
    if kiosk.revoked:
        _refuse(store, sender, "revoked", "", at)
        return Revoked()
    try:
        return _take_portions(store, kiosk, data, at)
    except (SyncError, StoreError) as error:
        _refuse_error(store, sender, error, at)
        raise


def admit(store: Store, held: Held, at: int) -> Pushed:
    """Takes a bundle that was held because its epoch is fenced: people decided that it happened.

    Only what goes on from the events that are here; anything else stays held. Raises as push.
    """
    kiosk = _known(store, held.node)
    proven = prove(kiosk, parse(held.file), held.file)

    def take(tx: KioskTransaction) -> Pushed:
        answer = _take(tx, proven, at, fence=False)
        if isinstance(answer, Acked):
            tx.drop_held(held.digest)
        return answer

    return store.change(held.node, take)


def wanted(kiosk: Kiosk) -> Gap:
    """From where on head office lacks events: what it tells a kiosk that says hello."""
    row = kiosk.in_force
    parent = row.parent
    if parent is not None and row.last_seq == 0:
        older = next_of(kiosk, parent.epoch)
        if older.next <= parent.seq:
            return older
    return next_of(kiosk, row.epoch)


def next_of(kiosk: Kiosk, epoch: int) -> Gap:
    """What goes on from the last event of an epoch that is here."""
    row = kiosk.epochs.get(epoch)
    return Gap(epoch, 1, bytes(32)) if row is None else Gap(epoch, row.last_seq + 1, row.last_hash)


def _known(store: Store, node: Node) -> Kiosk:
    kiosk = store.kiosk(node)
    if kiosk is None:
        raise NotEnrolled(node)
    return kiosk


def _refuse_error(store: Store, sender: Node, error: TapcardError, at: int) -> None:
    if isinstance(error, SyncError | AnothersBundle | ForeignBeginning):
        _refuse(store, sender, error.code, error.message, at)


def _refuse(store: Store, sender: Node, code: str, detail: str, at: int) -> None:
    _LOG.warning("refused a push of node %d: %s %s", sender, code, detail)
    store.refused(sender, code, detail, at)


def _take_portions(store: Store, kiosk: Kiosk, data: bytes, at: int) -> Pushed:
    bundles = bundles_of(kiosk.enrolment.node, data)
    answer: Pushed = Ungranted(kiosk.in_force.epoch)
    for some in portions(kiosk, bundles, data):
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
    if kiosk is None or kiosk.revoked:
        return Revoked()
    header, run = proven.opened.header, proven.opened.run
    row = kiosk.epochs.get(header.epoch) or _adopted(tx, kiosk, proven)
    if row is None:
        return next_of(kiosk, header.epoch)
    if fence and header.last > _reach(kiosk, row, proven.sealed_by):
        tx.hold(_held(proven, HoldReason.FENCED, at))
        return Fenced(kiosk.in_force.epoch)
    missing = _missing(tx, kiosk, row, run)
    if missing is not None:
        return missing
    known = min(run.last, row.last_seq)
    fork = _fork(tx, row, run, known)
    if fork is None and fence:
        fork = _other_than_vouched(kiosk, run, known)
    if fork is not None:
        tx.hold(_held(proven, HoldReason.FORK, at))
        return _branch_kept(tx, proven) or fork
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


def beginning_of(run: Run) -> LedgerBegun | EpochBegun:
    """The first event of a run that begins an epoch, which was checked with its chain."""
    event = journal.decoded(EventId(run.node, run.epoch, 1), run.bodies[0]).event
    assert isinstance(event, LedgerBegun | EpochBegun)
    return event


def _require_beginning(row: KioskEpoch, run: Run) -> None:
    """Raises ForeignBeginning."""
    begun = beginning_of(run)
    parent = None
    if isinstance(begun, EpochBegun):
        parent = Parent(begun.previous_epoch, begun.previous_seq, begun.previous_hash)
    if (begun.public_key, parent) != (row.public_key, row.parent):
        raise ForeignBeginning(row.node, row.epoch)


def _missing(tx: KioskTransaction, kiosk: Kiosk, row: KioskEpoch, run: Run) -> Gap | Fork | None:
    """What must be here before this run: the event before it, or the one its epoch goes on from.

    Raises ForeignBeginning.
    """
    if run.first > row.last_seq + 1:
        return next_of(kiosk, row.epoch)
    if run.first > 1:
        return None
    _require_beginning(row, run)
    return _without_parent(tx, kiosk, row.parent) if row.parent else None


def _without_parent(tx: KioskTransaction, kiosk: Kiosk, parent: Parent) -> Gap | Fork | None:
    if _reaches_down(tx, *parent):
        return None
    if tx.hash_at(parent.epoch, parent.seq) is not None:
        return Fork(parent.epoch, parent.seq)
    return next_of(kiosk, parent.epoch)


def _reaches_down(tx: KioskTransaction, epoch: int, seq: int, hash: bytes) -> bool:
    """Whether an event is here with all before it, in the journal or, above a fork, kept aside."""
    ends, seen = [(seq, hash)], {(seq, hash)}
    while ends:
        seq, hash = ends.pop()
        if seq == 0 or tx.hash_at(epoch, seq) == hash:
            return True
        for file in tx.held_ending(epoch, seq, hash):
            header = parse(file).header
            before = (header.first - 1, header.previous)
            if before not in seen:
                seen.add(before)
                ends.append(before)
    return False


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


def _branch_kept(tx: KioskTransaction, proven: Proven) -> Pushed | None:
    """The other branch of an older epoch, sealed by the epoch that was granted: kept aside is all.

    It must reach down to events that head office has, with what was kept aside before: told to fork
    one before its first, the kiosk sends earlier ones too.
    """
    run = proven.opened.run
    if proven.sealed_by == run.epoch:
        return None
    if not _reaches_down(tx, run.epoch, run.first - 1, run.previous):
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


def _held(proven: Proven, reason: HoldReason, at: int) -> Held:
    run = proven.opened.run
    return Held(
        node=run.node,
        digest=sha256(proven.file).digest(),
        epoch=run.epoch,
        first=run.first,
        last=run.last,
        last_hash=run.last_hash,
        reason=reason,
        received_at=at,
        file=proven.file,
    )
