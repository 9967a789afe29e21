"""Which projector an event has, and all rows of an entry."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors import (
    accounts,
    agents,
    allowances,
    blacklist,
    cards_out,
    cash,
    changed_settings,
    corrections,
    counter,
    dial_readings,
    exceptions,
    fleet,
    function_cards,
    handovers,
    invoice_stock,
    locked_months,
    master,
    meter_changes,
    meter_credit,
    meter_stock,
    payments,
    readings,
    receipt_forms,
    recounts,
    retrieval,
    safe,
    sales,
    tax_invoices,
    tenders,
)
from app.ledger.projection.projectors.changed_settings import add_setting
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, tag_of
from app.ledger.projection.projectors.touches import add_deed
from app.ledger.projection.tables.counter import RemoteApprovalRecord, RequestRecord

PROJECTORS: dict[type[Event], Projector] = {
    **master.PROJECTORS,
    **counter.PROJECTORS,
    **accounts.PROJECTORS,
    **sales.PROJECTORS,
    **exceptions.PROJECTORS,
    **corrections.PROJECTORS,
    **function_cards.PROJECTORS,
    **cards_out.PROJECTORS,
    **cash.PROJECTORS,
    **safe.PROJECTORS,
    **locked_months.PROJECTORS,
    **readings.PROJECTORS,
    **dial_readings.PROJECTORS,
    **meter_changes.PROJECTORS,
    **meter_credit.PROJECTORS,
    **retrieval.PROJECTORS,
    **meter_stock.PROJECTORS,
    **blacklist.PROJECTORS,
    **handovers.PROJECTORS,
    **payments.PROJECTORS,
    **changed_settings.PROJECTORS,
    **agents.PROJECTORS,
    **tax_invoices.PROJECTORS,
    **receipt_forms.PROJECTORS,
    **invoice_stock.PROJECTORS,
    **tenders.PROJECTORS,
    **allowances.PROJECTORS,
    **recounts.PROJECTORS,
    **fleet.PROJECTORS,
}


def add_rows(out: Rows, id: EventId, entry: Entry) -> None:
    """Adds the rows that an entry of the journal brings."""
    event = entry.event
    PROJECTORS[type(event)](out, id, entry, event)
    if entry.approval is not None:
        signed = RemoteApprovalRecord(key_of(id), entry.approval, entry.operator, entry.second)
        out.add(signed)
    add_setting(out, id, entry)
    add_deed(out, id, entry)
    tax_invoices.add_given_back(out, id, event)
    allowances.add_takings(out, id, event)
    if entry.request is not None:
        out[RequestRecord].append((id.node, entry.request, entry.at, key_of(id), tag_of(event)))
