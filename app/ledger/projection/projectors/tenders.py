"""Money that is not cash, by the events that took it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.domain.identity import EventId
from app.domain.sales import Tender, TenderKind
from app.ledger.events import tenders
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    key_of,
    setter_of,
    text_of,
)
from app.ledger.projection.tables.tenders import (
    TenderKindRecord,
    TenderOutcomeRecord,
    TenderRecord,
)

# Looked up once: every sale passes here, and nearly all are paid in cash alone.
_WITHOUT_REFERENCE = (TenderKind.CASH, TenderKind.BALANCE)


def add_tenders(
    out: Rows,
    id: EventId,
    tenders: Iterable[Tender],
    *,
    sale: EventId,
    account: str,
    day: date,
    shift: EventId,
) -> None:
    """A row for each that is not cash; ``sale``: the event that was paid, ``id``: who says how."""
    for line, tender in enumerate(tenders):
        if tender.kind in _WITHOUT_REFERENCE:
            continue
        out.add(
            TenderRecord(
                event=key_of(id),
                line=line,
                sale=key_of(sale),
                kind=tender.kind.value,
                reference=None if tender.unconfirmed else tender.reference,
                amount=tender.amount + tender.to_balance,
                account=account,
                date=text_of(day),
                shift=key_of(shift),
                outcome=False,
            )
        )


def _kind_set(out: Rows, id: EventId, entry: Entry, event: tenders.TenderKindSet) -> None:
    out.add(
        TenderKindRecord(setter_of(id, entry), event.kind.value, entry.at, key_of(id), event.new)
    )


def _settled(out: Rows, id: EventId, entry: Entry, event: tenders.TenderSettled) -> None:
    key, day, shift = key_of(id), text_of(event.date), key_of(event.shift)
    out.add(TenderOutcomeRecord(key_of(event.sale), event.line, entry.at, key, event.came))
    if event.came:
        out.add(
            TenderRecord(
                event=key,
                line=event.line,
                sale=key_of(event.sale),
                kind=event.kind.value,
                reference=event.reference,
                amount=event.amount,
                account=event.account,
                date=day,
                shift=shift,
                outcome=True,
            )
        )
    add_entries(out, key, entry, event.entries, day, shift)


PROJECTORS: dict[type[Event], Projector] = {
    tenders.TenderKindSet: _kind_set,
    tenders.TenderSettled: _settled,
}
