"""Accounts, signing in, shifts, copies of paper."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import accounts, operators, paper
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.merging import Row
from app.ledger.projection.projectors.parts import Projector, key_of, postings, text_of, to_json
from app.ledger.projection.tables.accounts import AccountFieldRecord, AccountRecord
from app.ledger.projection.tables.counter import (
    DocumentCopyRecord,
    RefusedSignInRecord,
    ShiftRecord,
    SignInRecord,
)


def _account_opened(id: EventId, entry: Entry, event: accounts.AccountOpened) -> tuple[Row, ...]:
    at, key = entry.at, key_of(id)
    record = AccountRecord(
        account=event.account,
        at=at,
        event=key,
        home=event.home,
        opened=text_of(event.date),
        sealed=event.sealed,
    )
    fields = {
        "region": event.region,
        "tariff_class": event.tariff_class,
        "household_size": event.household_size,
    }
    edited = (
        AccountFieldRecord(event.account, field, at, key, str(value))
        for field, value in fields.items()
    )
    return record, *edited


def _account_erased(_id: EventId, _entry: Entry, event: accounts.AccountErased) -> tuple[Row, ...]:
    return (AccountRecord(event.account, erased=True),)


def _signed_in(id: EventId, entry: Entry, event: operators.OperatorSignedIn) -> tuple[Row, ...]:
    return (SignInRecord(id.node, event.operator, 1, 0, entry.at),)


def _sign_in_refused(id: EventId, _entry: Entry, event: operators.SignInRefused) -> tuple[Row, ...]:
    return (
        SignInRecord(id.node, event.operator, 0, 1, None),
        RefusedSignInRecord(key_of(id), event.operator, event.reason),
    )


def _shift_opened(id: EventId, entry: Entry, event: operators.ShiftOpened) -> tuple[Row, ...]:
    record = ShiftRecord(
        id=key_of(id),
        operator=event.operator,
        accounting_date=text_of(event.accounting_date),
        float_cash=event.float_cash,
        opened_at=entry.at,
    )
    key, day = key_of(id), text_of(event.accounting_date)
    return record, *postings(key, entry, event.entries, day, key)


def _shift_closed(id: EventId, entry: Entry, event: operators.ShiftClosed) -> tuple[Row, ...]:
    key, shift = key_of(id), key_of(event.shift)
    record = ShiftRecord(
        id=shift,
        closed_at=entry.at,
        closed_by=key,
        report_number=event.report_number,
        closing=to_json(event),
    )
    return record, *postings(key, entry, event.entries, text_of(event.accounting_date), shift)


def _copy_printed(id: EventId, entry: Entry, event: paper.CopyPrinted) -> tuple[Row, ...]:
    record = DocumentCopyRecord(
        event=key_of(id),
        document=event.document,
        copy_number=event.copy_number,
        reason=event.reason,
        operator=entry.operator,
    )
    return (record,)


PROJECTORS: dict[type[Event], Projector] = {
    accounts.AccountOpened: _account_opened,
    accounts.AccountErased: _account_erased,
    operators.OperatorSignedIn: _signed_in,
    operators.SignInRefused: _sign_in_refused,
    operators.ShiftOpened: _shift_opened,
    operators.ShiftClosed: _shift_closed,
    paper.CopyPrinted: _copy_printed,
}
