"""What happened to the cash of drawers beside sales."""

from __future__ import annotations

from app.domain.cash_moves import CashMove
from app.domain.identity import EventId
from app.ledger.events import cash
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, add_entries, key_of, text_of
from app.ledger.projection.projectors.safe import add_bag
from app.ledger.projection.tables.cash import CashMoveRecord, DrawerCountRecord


def _dropped(out: Rows, id: EventId, entry: Entry, event: cash.CashDropped) -> None:
    shift = key_of(event.shift)
    out.add(CashMoveRecord(key_of(id), shift, CashMove.DROP.value, event.amount))
    add_bag(out, id, entry, number=event.bag, amount=event.amount, day=event.date)
    add_entries(out, key_of(id), entry, event.entries, text_of(event.date), shift)


def _moved(what: CashMove) -> Projector:
    def project(
        out: Rows,
        id: EventId,
        entry: Entry,
        event: cash.CashPaidIn | cash.CashPaidOut | cash.CounterfeitFound,
    ) -> None:
        shift = key_of(event.shift)
        out.add(CashMoveRecord(key_of(id), shift, what.value, event.amount))
        add_entries(out, key_of(id), entry, event.entries, text_of(event.date), shift)

    return project


def _opened(out: Rows, id: EventId, _entry: Entry, event: cash.DrawerOpened) -> None:
    out.add(CashMoveRecord(key_of(id), key_of(event.shift), CashMove.NO_SALE.value, 0))


def _counted(out: Rows, id: EventId, _entry: Entry, event: cash.DrawerCounted) -> None:
    out.add(DrawerCountRecord(key_of(id), key_of(event.shift), event.total))


PROJECTORS: dict[type[Event], Projector] = {
    cash.CashDropped: _dropped,
    cash.CashPaidIn: _moved(CashMove.PAID_IN),
    cash.CashPaidOut: _moved(CashMove.PAID_OUT),
    cash.CounterfeitFound: _moved(CashMove.COUNTERFEIT),
    cash.DrawerOpened: _opened,
    cash.DrawerCounted: _counted,
}
