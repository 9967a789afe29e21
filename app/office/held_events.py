"""What the events of a bundle that is kept aside tell, so that people can enter it at a counter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial

import msgspec

from app.domain.identity import EventId, Node
from app.domain.quantity import Money, Quantity
from app.ledger import journal
from app.ledger.errors import LedgerError
from app.ledger.events.base import Event
from app.ledger.events.sales import PurchasePaid
from app.ledger.events.subjects import SubjectKind, subjects_function
from app.ledger.events.takings import takings_of
from app.office.proving import prove
from app.office.store.contract import Store
from app.office.store.errors import NotEnrolled
from app.office.store.rows import Held
from app.sync.bundle import parse

_UNREADABLE = (LedgerError, UnicodeError, RecursionError)


class HeldEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event of it. What is kept aside stands in no table and in no sum."""

    event: EventId
    kind: str
    """Its type; empty where this program cannot read it."""
    operator: int | None = None
    day: date | None = None
    accounts: Sequence[str] = ()
    receipt: int | None = None
    quantity: Quantity = 0
    """Of all its loads."""
    money: Money = 0
    """How much the sale cost, by all its tenders."""
    cash: Money = 0
    """Into the drawer less what went out of it."""


class HeldEvents(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle, event by event."""

    node: Node
    digest: bytes
    events: Sequence[HeldEvent]
    digits: int
    """Of the currency."""


def events_of(store: Store, held: Held, digits: int) -> HeldEvents:
    """Proven as when it came. Raises NotEnrolled, SyncError."""
    kiosk = store.kiosk(held.node)
    if kiosk is None:
        raise NotEnrolled(held.node)
    rivals = partial(store.rivals, held.node)
    proven = prove(kiosk, parse(held.file), held.file, rivals, keys_out=held.keys_out)
    run = proven.opened.run
    found = [
        _told(EventId(run.node, run.epoch, seq), body)
        for seq, body in enumerate(run.bodies, run.first)
    ]
    return HeldEvents(node=held.node, digest=held.digest, events=found, digits=digits)


def _told(id: EventId, body: bytes) -> HeldEvent:
    with suppress(*_UNREADABLE):
        entry = journal.decoded(id, body)
        event = entry.event
        sale = event if isinstance(event, PurchasePaid) else None
        return HeldEvent(
            event=id,
            kind=str(event.__struct_config__.tag),
            operator=entry.operator,
            day=getattr(event, "date", None),
            accounts=list(_accounts(event)),
            receipt=getattr(event, "receipt", None),
            quantity=sum(load.quantity for load in sale.loads) if sale else 0,
            money=sum(tender.amount for tender in sale.tenders) if sale else 0,
            cash=takings_of(event).cash,
        )
    return HeldEvent(event=id, kind="")


def _accounts(event: Event) -> Iterator[str]:
    for kind, name in subjects_function(type(event))(event):
        if kind == SubjectKind.ACCOUNT:
            yield name
