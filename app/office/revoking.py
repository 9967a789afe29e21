"""Barring a kiosk: in force at its next request; what it sent before stays."""

from __future__ import annotations

import msgspec

from app.domain.identity import Node
from app.office.store.contract import KioskTransaction, Store
from app.office.store.errors import NotEnrolled
from app.office.store.rows import EnrolmentState


def revoke(store: Store, node: Node) -> None:
    """Repeatable. Raises NotEnrolled."""

    def work(tx: KioskTransaction) -> None:
        if tx.kiosk is None or not tx.kiosk.enrolment.transport_key:
            raise NotEnrolled(node)
        tx.set_enrolment(msgspec.structs.replace(tx.kiosk.enrolment, state=EnrolmentState.REVOKED))

    store.change(node, work)
