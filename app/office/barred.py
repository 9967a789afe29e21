"""What a barred kiosk had not sent when it was barred: a stick may still bring it.

It is kept aside, signed, until people admit it: the machine may have been stolen with its keys.
Over the network nobody who is barred gets this far (``gate.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.domain.errors import TapcardError
from app.office.holding import hold
from app.office.proving import Proven, bundles_of, portions
from app.office.store.contract import KioskTransaction, Store
from app.office.store.errors import StoreError
from app.office.store.rows import HoldReason, Kiosk
from app.sync.errors import SyncError


def keep_of_barred(store: Store, kiosk: Kiosk, data: bytes, at: int) -> TapcardError | None:
    """Keeps aside what is signed and not here; returns what was wrong with the rest."""
    node = kiosk.enrolment.node
    try:
        for some in portions(kiosk, bundles_of(node, data), data, partial(store.rivals, node)):
            store.change(node, partial(_hold_all, proven=some, at=at))
    except (SyncError, StoreError) as error:
        return error
    return None


def _hold_all(tx: KioskTransaction, proven: Sequence[Proven], at: int) -> None:
    for one in proven:
        run = one.opened.run
        if tx.hash_at(run.epoch, run.last) != run.last_hash:
            hold(tx, one, HoldReason.REVOKED, at)
