"""Pre-printed numbers: received, assigned, used, spoiled, void."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import invoice_stock
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, set_at, text_of
from app.ledger.projection.tables.invoice_stock import (
    InvoiceDeed,
    InvoiceLeftRecord,
    InvoiceRangeRecord,
    InvoiceRuleRecord,
    InvoiceUseRecord,
)
from app.ledger.projection.tables.meter_stock import ONLY

_RECEIVED, _ASSIGNED = InvoiceDeed.RECEIVED.value, InvoiceDeed.ASSIGNED.value
_SPOILED, _VOID = InvoiceDeed.SPOILED.value, InvoiceDeed.VOID.value


def _rule_set(out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoiceRuleSet) -> None:
    out.add(InvoiceRuleRecord(ONLY, set_at(entry), key_of(id), event.preprinted))


def _received(out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoicesReceived) -> None:
    day, key = text_of(event.received), key_of(id)
    out.add(InvoiceRangeRecord(key, entry.at, _RECEIVED, event.first, event.last, None, None, day))


def _taken_back(
    out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoicesTakenBack
) -> None:
    delivery = key_of(event.replaces)
    out.add(InvoiceLeftRecord(delivery, entry.at, key_of(id), event.left_first, event.left_last))


def _assigned(out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoicesAssigned) -> None:
    key, kiosk, operator = key_of(id), event.kiosk, event.operator
    record = InvoiceRangeRecord(
        key, entry.at, _ASSIGNED, event.first, event.last, kiosk, operator, None
    )
    out.add(record)


def _spoiled(out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoicesSpoiled) -> None:
    key, operator = key_of(id), event.operator
    record = InvoiceRangeRecord(
        key, entry.at, _SPOILED, event.first, event.last, id.node, operator, None
    )
    out.add(record)


def _voided(out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoicesVoided) -> None:
    key = key_of(id)
    out.add(InvoiceRangeRecord(key, entry.at, _VOID, event.first, event.last, None, None, None))


def _used(out: Rows, id: EventId, entry: Entry, event: invoice_stock.InvoiceUsed) -> None:
    shift = None if event.shift is None else key_of(event.shift)
    record = InvoiceUseRecord(
        event=key_of(id),
        at=entry.at,
        number=event.number,
        kiosk=id.node,
        operator=event.operator,
        shift=shift,
        of=key_of(event.of),
        copy=event.copy,
        further=event.further,
    )
    out.add(record)


PROJECTORS: dict[type[Event], Projector] = {
    invoice_stock.InvoiceRuleSet: _rule_set,
    invoice_stock.InvoicesReceived: _received,
    invoice_stock.InvoicesTakenBack: _taken_back,
    invoice_stock.InvoicesAssigned: _assigned,
    invoice_stock.InvoicesSpoiled: _spoiled,
    invoice_stock.InvoicesVoided: _voided,
    invoice_stock.InvoiceUsed: _used,
}
