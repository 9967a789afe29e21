"""Credit inside meters paid back: money, the purchases it came from, the end of the allocation."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    add_receipt,
    add_tally,
    key_of,
    text_of,
)
from app.ledger.projection.tables.accounts import AllocationEndRecord
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.meter_credit import CreditShareRecord, MeterCreditRecord


def _refunded(out: Rows, id: EventId, entry: Entry, event: MeterCreditRefunded) -> None:
    key, shift, day = key_of(id), key_of(event.shift), text_of(event.date)
    credit = MeterCreditRecord(
        event=key,
        account=event.account,
        allocation=key_of(event.allocation),
        date=day,
        kind=event.kind.value,
        charging=event.charging.value,
        credit=event.left,
        amount=event.amount,
        receipt=event.receipt,
        meter=event.meter,
        erased_by=None if event.erased_by is None else key_of(event.erased_by),
    )
    ended = AllocationEndRecord(
        allocation=key_of(event.allocation),
        at=entry.at,
        event=key,
        ended=text_of(event.worked_on),
        followed_by=None,
    )
    out.add(credit, ended)
    for share in event.shares:
        given_back = CreditShareRecord(
            event=key,
            purchase=key_of(share.purchase),
            allocation=key_of(share.allocation),
            quantity=share.quantity,
            allowance=share.allowance,
            money=share.money,
            to_cash=sum(line.amount for line in share.lines) - share.to_balance,
        )
        out.add(given_back)
    add_entries(out, key, entry, event.entries, day, shift)
    add_receipt(out, id, entry, event.receipt, event.account, shift)
    add_tally(out, id, Tally.REFUND.value, shift, event.amount, event.receipt)


PROJECTORS: dict[type[Event], Projector] = {MeterCreditRefunded: _refunded}
