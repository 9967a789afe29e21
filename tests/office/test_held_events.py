"""People can read what a bundle that is kept aside tells, event by event."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.sales import Tender, TenderKind
from app.office.held_events import events_of
from app.office.store.contract import Store
from tests.ledger.events import paid
from tests.office.nodes import KioskNode


def test_a_copys_sale_is_told_with_account_volume_and_money(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(2)
    kiosk.push(store)
    tender = Tender(kind=TenderKind.CASH, amount=150, tendered=200, change=50)
    sale = msgspec.structs.replace(paid(EventId(7, 1, 3), bytes(32)), tenders=(tender,))
    kiosk.back_to(2).write(sale).sell(1, "a newer program's").push(store)
    (held,) = store.held(7)
    told = events_of(store, held, 2)
    assert (told.node, told.digest, told.digits) == (7, held.digest, 2)
    sold, unread = told.events[-2:]
    assert (sold.event, sold.kind) == (EventId(7, 1, 3), "purchase_paid")
    assert (sold.accounts, sold.day) == ([sale.account], sale.date)
    assert sold.quantity == 1000
    assert sold.money == 150
    assert (unread.event, unread.kind) == (EventId(7, 1, 4), "")
