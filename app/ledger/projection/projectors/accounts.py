"""What accounts become."""

from __future__ import annotations

from datetime import date

from app.domain.account_states import AccountState
from app.domain.identity import EventId
from app.ledger.events import accounts
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    add_receipt,
    add_tally,
    key_of,
    set_at,
    text_of,
)
from app.ledger.projection.tables.accounts import (
    PERSONAL,
    AccountEditRecord,
    AccountFieldRecord,
    AccountStateRecord,
    ClosedMeterRecord,
)
from app.ledger.projection.tables.counter import Tally
from app.ledger.projection.tables.master import AccountFormRecord


def _suspended(out: Rows, id: EventId, entry: Entry, event: accounts.AccountSuspended) -> None:
    out.add(_row(id, entry, event, AccountState.SUSPENDED, event.until))


def _resumed(out: Rows, id: EventId, entry: Entry, event: accounts.AccountResumed) -> None:
    out.add(_row(id, entry, event, AccountState.ACTIVE))


def _voided(out: Rows, id: EventId, entry: Entry, event: accounts.AccountVoided) -> None:
    out.add(_row(id, entry, event, AccountState.VOIDED))


def _merged(out: Rows, id: EventId, entry: Entry, event: accounts.AccountMerged) -> None:
    out.add(_row(id, entry, event, AccountState.MERGED, survivor=event.survivor))


def _cancelled(out: Rows, id: EventId, entry: Entry, event: accounts.AccountCancelled) -> None:
    shift = key_of(event.shift)
    out.add(_row(id, entry, event, AccountState.CANCELLED, survivor=event.successor))
    for meter in event.meters:
        out.add(_closed_meter(id, entry, event, meter))
    add_entries(out, key_of(id), entry, event.entries, text_of(event.date), shift)
    if event.receipt is not None:
        add_receipt(out, id, entry, event.receipt, event.account, shift)
    if event.received:
        add_tally(out, id, Tally.SALE.value, shift, event.received, event.receipt)
    elif event.receipt is not None:
        paid = event.to_cash + event.to_balance
        add_tally(out, id, Tally.REFUND.value, shift, paid, event.receipt)


def _closed_meter(
    id: EventId, entry: Entry, event: accounts.AccountCancelled, meter: accounts.ClosedMeter
) -> ClosedMeterRecord:
    return ClosedMeterRecord(
        event=key_of(id),
        allocation=key_of(meter.allocation),
        at=entry.at,
        account=event.account,
        meter=meter.meter,
        kind=meter.kind.value,
        charging=meter.charging.value,
        worked_on=text_of(event.worked_on),
        returned=meter.returned,
        credited=meter.credited,
        remains=meter.left,
        unproven=meter.unproven,
        worth=sum(line.amount for line in meter.lines),
        emptied=None if meter.emptied is None else meter.emptied.value,
    )


def _edited(out: Rows, id: EventId, entry: Entry, event: accounts.AccountEdited) -> None:
    key, day = key_of(id), text_of(event.date)
    changes = [(edit.field, edit.before, edit.sealed) for edit in event.edits]
    if event.region != event.old_region:
        region = str(event.region)
        changes.append(("region", str(event.old_region).encode(), region.encode()))
        out.add(AccountFieldRecord(event.account, "region", entry.at, key, region))
    for edit in event.edits:
        name = PERSONAL + edit.field
        out.add(AccountFieldRecord(event.account, name, entry.at, key, edit.sealed.hex()))
    for field, old, new in changes:
        record = AccountEditRecord(
            event=key,
            field=field,
            account=event.account,
            at=entry.at,
            date=day,
            operator=entry.operator,
            reason=event.reason,
            old=old,
            new=new,
        )
        out.add(record)


def _form_set(out: Rows, id: EventId, entry: Entry, event: accounts.AccountFormSet) -> None:
    required = ",".join(field.value for field in event.required)
    out.add(AccountFormRecord("form", set_at(entry), key_of(id), required, event.identity.value))


def _row(
    id: EventId,
    entry: Entry,
    event: accounts.AccountSuspended
    | accounts.AccountResumed
    | accounts.AccountVoided
    | accounts.AccountCancelled
    | accounts.AccountMerged,
    becomes: AccountState,
    until: date | None = None,
    survivor: str = "",
) -> AccountStateRecord:
    return AccountStateRecord(
        event=key_of(id),
        account=event.account,
        at=entry.at,
        becomes=becomes.value,
        day=text_of(event.date),
        until=None if until is None else text_of(until),
        reason=event.reason,
        survivor=survivor,
    )


PROJECTORS: dict[type[Event], Projector] = {
    accounts.AccountSuspended: _suspended,
    accounts.AccountResumed: _resumed,
    accounts.AccountVoided: _voided,
    accounts.AccountCancelled: _cancelled,
    accounts.AccountMerged: _merged,
    accounts.AccountEdited: _edited,
    accounts.AccountFormSet: _form_set,
}
