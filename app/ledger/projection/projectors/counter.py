"""Accounts, signing in, shifts, copies of paper."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import accounts, operators, paper
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    add_entries,
    key_of,
    text_of,
)
from app.ledger.projection.tables.accounts import AccountFieldRecord, AccountRecord
from app.ledger.projection.tables.counter import (
    DocumentCopyRecord,
    RefusedSignInRecord,
    ShiftRecord,
    SignInRecord,
    XReportRecord,
)


def _account_opened(out: Rows, id: EventId, entry: Entry, event: accounts.AccountOpened) -> None:
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
    out.add(record, *edited)


def _account_erased(out: Rows, _id: EventId, _entry: Entry, event: accounts.AccountErased) -> None:
    out.add(AccountRecord(event.account, erased=True))


def _signed_in(out: Rows, id: EventId, entry: Entry, event: operators.OperatorSignedIn) -> None:
    out.add(SignInRecord(id.node, event.operator, 1, 0, entry.at))


def _operator_invited(
    _out: Rows, _id: EventId, _entry: Entry, _event: operators.OperatorInvited
) -> None:
    """The code is this machine's alone: a local row, no projected one."""


def _pin_changed(_out: Rows, _id: EventId, _entry: Entry, _event: operators.PinChanged) -> None:
    """Its verifier is local, and nothing else of it is asked for."""


def _sign_in_refused(out: Rows, id: EventId, _entry: Entry, event: operators.SignInRefused) -> None:
    out.add(
        SignInRecord(id.node, event.operator, 0, 1, None),
        RefusedSignInRecord(key_of(id), event.operator, event.reason),
    )


def _shift_opened(out: Rows, id: EventId, entry: Entry, event: operators.ShiftOpened) -> None:
    record = ShiftRecord(
        id=key_of(id),
        operator=event.operator,
        accounting_date=text_of(event.accounting_date),
        float_cash=event.float_cash,
        opened_at=entry.at,
    )
    key, day = key_of(id), text_of(event.accounting_date)
    out.add(record)
    add_entries(out, key, entry, event.entries, day, key)


def _x_report(out: Rows, id: EventId, _entry: Entry, event: operators.XReportPrinted) -> None:
    out.add(XReportRecord(key_of(id), key_of(event.shift), event.report_number))


def _shift_closed(out: Rows, id: EventId, entry: Entry, event: operators.ShiftClosed) -> None:
    key, shift = key_of(id), key_of(event.shift)
    record = ShiftRecord(
        id=shift,
        closed_at=entry.at,
        closed_by=key,
        report_number=event.report_number,
    )
    out.add(record)
    add_entries(out, key, entry, event.entries, text_of(event.accounting_date), shift)


def _copy_printed(out: Rows, id: EventId, entry: Entry, event: paper.CopyPrinted) -> None:
    record = DocumentCopyRecord(
        event=key_of(id),
        document=event.document,
        copy_number=event.copy_number,
        reason=event.reason,
        operator=entry.operator,
    )
    out.add(record)


PROJECTORS: dict[type[Event], Projector] = {
    accounts.AccountOpened: _account_opened,
    accounts.AccountErased: _account_erased,
    operators.OperatorSignedIn: _signed_in,
    operators.PinChanged: _pin_changed,
    operators.OperatorInvited: _operator_invited,
    operators.SignInRefused: _sign_in_refused,
    operators.ShiftOpened: _shift_opened,
    operators.XReportPrinted: _x_report,
    operators.ShiftClosed: _shift_closed,
    paper.CopyPrinted: _copy_printed,
}
