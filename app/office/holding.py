"""What is kept aside of a kiosk: signed bytes, until people decide; never more than fits.

A copy that was cloned, or went mad, must not fill head office's disk: beyond the limits it is told
so, keeps its files, and the refusal is counted for people to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.errors import LedgerError
from app.ledger.events.base import Event
from app.ledger.events.takings import takings_of
from app.office.proving import Proven
from app.office.store.contract import KioskTransaction
from app.office.store.rows import Held, HoldReason
from app.sync.run import Run

HELD_BYTES = 64 << 20
"""Of one kiosk: what it sells in some ten years."""
HELD_FILES = 4_000
REQUESTS = 16
"""Keys that say that they begin an epoch of one kiosk."""


def hold(tx: KioskTransaction, proven: Proven, reason: HoldReason, at: int) -> bool:
    """Keeps a bundle aside, once; False where no more may be kept of this kiosk."""
    row = held_of(proven, reason, at)
    if tx.holds(row.digest):
        return True
    size = tx.held_size()
    if size.files >= HELD_FILES or size.bytes + len(row.file) > HELD_BYTES:
        return False
    tx.hold(row)
    return True


def held_of(proven: Proven, reason: HoldReason, at: int) -> Held:
    """A bundle as it is kept aside."""
    run = proven.opened.run
    taken = [takings_of(event) for event in _readable(run)]
    return Held(
        node=run.node,
        digest=proven.held_as or sha256(proven.file).digest(),
        epoch=run.epoch,
        first=run.first,
        last=run.last,
        last_hash=run.last_hash,
        reason=reason,
        received_at=at,
        file=proven.file,
        cash=sum(one.cash for one in taken),
        sales=sum(one.sales for one in taken),
    )


def _readable(run: Run) -> Iterator[Event]:
    for seq, body in enumerate(run.bodies, run.first):
        with suppress(LedgerError, UnicodeError, RecursionError):
            yield journal.decoded(EventId(run.node, run.epoch, seq), body).event
