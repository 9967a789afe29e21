"""Which transport key speaks for a kiosk: the last one that it was given, alone."""

from __future__ import annotations

import msgspec

from app.domain.identity import Node
from app.office.store.contract import KioskTransaction, Store
from app.office.store.errors import NotEnrolled
from app.office.store.rows import Enrolment


def give_key(store: Store, node: Node, key: bytes) -> Enrolment:
    """From now on this key speaks for the kiosk, and no other. Raises NotEnrolled."""

    def work(tx: KioskTransaction) -> Enrolment:
        if tx.kiosk is None:
            raise NotEnrolled(node)
        row = msgspec.structs.replace(tx.kiosk.enrolment, transport_key=key)
        tx.set_enrolment(row)
        return row

    return store.change(node, work)
