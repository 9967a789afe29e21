"""How a run hangs together with what head office has of a kiosk: in its journal or kept aside."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.events.ledger_life import EpochBegun, LedgerBegun
from app.office.push_answers import Fork, Gap
from app.office.store.contract import KioskTransaction
from app.office.store.rows import Kiosk, Parent
from app.sync.bundle import parse
from app.sync.run import Run


def next_of(kiosk: Kiosk, epoch: int) -> Gap:
    """What goes on from the last event of an epoch that is here."""
    row = kiosk.epochs.get(epoch)
    return Gap(epoch, 1, bytes(32)) if row is None else Gap(epoch, row.last_seq + 1, row.last_hash)


def beginning_of(run: Run) -> LedgerBegun | EpochBegun:
    """The first event of a run that begins an epoch, which was checked with its chain."""
    event = journal.decoded(EventId(run.node, run.epoch, 1), run.bodies[0]).event
    assert isinstance(event, LedgerBegun | EpochBegun)
    return event


def parent_of(begun: LedgerBegun | EpochBegun) -> Parent | None:
    """The event that an epoch goes on from."""
    if isinstance(begun, LedgerBegun):
        return None
    return Parent(begun.previous_epoch, begun.previous_seq, begun.previous_hash)


def without_parent(tx: KioskTransaction, kiosk: Kiosk, parent: Parent) -> Gap | Fork | None:
    """What must come before an epoch that goes on from ``parent``; None: it is here."""
    if reaches_down(tx, *parent):
        return None
    if tx.hash_at(parent.epoch, parent.seq) is not None:
        return Fork(parent.epoch, parent.seq)
    return next_of(kiosk, parent.epoch)


def reaches_down(tx: KioskTransaction, epoch: int, seq: int, hash: bytes) -> bool:
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
