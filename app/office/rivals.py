"""A copy of a kiosk in an epoch that another copy was granted: all that it sold is kept aside.

Its key stands in the first event of its epoch, which goes on from an event that is here. Nothing of
it comes into the journal: under its numbers stand the other copy's events.
"""

from __future__ import annotations

from app.ledger.events.ledger_life import EpochBegun
from app.office.chains import beginning_of, parent_of, reaches_down, without_parent
from app.office.holding import REQUESTS, hold
from app.office.proving import Proven
from app.office.push_answers import Acked, Fork, Full, Gap, Pushed
from app.office.store.contract import KioskTransaction
from app.office.store.rows import EpochRequest, HoldReason, Kiosk


def keep_rival(tx: KioskTransaction, kiosk: Kiosk, proven: Proven, at: int) -> Pushed:
    """Keeps a bundle of a copy that was not granted; its key is known from now on.

    ``fork`` about its own epoch means: kept, and stop selling. What it goes on from comes first.
    """
    run = proven.opened.run
    if run.first == 1 and run.epoch == proven.sealed_by:
        answer = _begin(tx, kiosk, proven, at)
        if answer is not None:
            return answer
    if not hold(tx, proven, HoldReason.RIVAL, at):
        return Full()
    anchored = reaches_down(tx, run.epoch, run.first - 1, run.previous)
    if run.epoch == proven.sealed_by:
        return Fork(run.epoch, run.first) if anchored else Gap(run.epoch, 1, bytes(32))
    if not anchored:
        return Fork(run.epoch, run.first - 1)
    return Acked(run.epoch, run.last, run.last_hash)


def _begin(tx: KioskTransaction, kiosk: Kiosk, proven: Proven, at: int) -> Pushed | None:
    """Notes the key; what is lacking before the epoch, None: nothing."""
    begun = beginning_of(proven.opened.run)
    assert isinstance(begun, EpochBegun)
    request = request_of(proven, begun, at, decided=True)
    if not note(tx, request):
        return Full()
    return without_parent(tx, kiosk, request.parent)


def note(tx: KioskTransaction, request: EpochRequest) -> bool:
    """Keeps the key of an epoch, once; False where no more may be kept of this kiosk."""
    known = tx.epoch_requests()
    if any((one.epoch, one.public_key) == (request.epoch, request.public_key) for one in known):
        return True
    if len(known) >= REQUESTS:
        return False
    tx.ask_epoch(request)
    return True


def request_of(
    proven: Proven, begun: EpochBegun, at: int, *, decided: bool = False
) -> EpochRequest:
    """What the first bundle of an epoch asks for."""
    header, parent = proven.opened.header, parent_of(begun)
    assert parent is not None
    return EpochRequest(
        node=header.node,
        epoch=header.epoch,
        public_key=begun.public_key,
        seal_key=header.seal_key,
        parent=parent,
        reason=begun.reason,
        asked_at=at,
        decided=decided,
    )
