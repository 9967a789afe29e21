"""Erasing a customer's details for good, after the account has ended; two people.

The account's key is destroyed, so that its fields are unreadable wherever they stand, and its words
and papers leave this machine. Number, purchases, sums and the chain stay.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.approval import Signed
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.errors import BackupFailed
from app.ledger.events.accounts import AccountErased
from app.ledger.queries import journal
from app.operations.account_standing import (
    account_open_to,
    require_home_account,
    require_open_to,
)
from app.operations.authority import require_second
from app.operations.closing_facts import require_nothing_open
from app.operations.errors import AccountInUse, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.records import account_named


class EraseAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which account, and why."""

    account: str
    reason: str


class EraseAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """An account that has ended, with details, and today."""

    account: str
    today: date


class EraseAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: EraseAccountLook
    reason: str


class EraseAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The details are gone."""

    account: str
    reason: str
    backup_failure: str = ""
    """Why the keys beside the backup are still the old ones; empty where they were replaced."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: EraseAccountArguments) -> EraseAccountLook:
    """Refuses an account that goes on, one with something open, and one erased already."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.ERASE)
        require_home_account(kiosk, account)
        _require_erasable(reader.db, account.number)
    _require_printed(kiosk, account.number)
    return EraseAccountLook(account=account.number, today=local_date(kiosk))


def _require_erasable(db: Database, number: str) -> None:
    require_nothing_open(db, number)
    if account_named(db, number).erased:
        raise StaleQuote(
            _("The details of account {account} were erased before.").format(account=number),
            _("Nothing was done: nothing is left to erase."),
        )


def _require_printed(kiosk: Kiosk, number: str) -> None:
    """Its papers go with its details: those that wait come out first."""
    waiting = [job.document for job in kiosk.ledger.print_jobs.pending()]
    if any(f'"{number}"'.encode() in document for document in waiting):
        raise AccountInUse(
            _("A paper of account {account} waits for the printer.").format(account=number),
            _("Nothing was erased. Let it come out, or give it up, then erase."),
        )


def quote_for(look: EraseAccountLook, arguments: EraseAccountArguments) -> EraseAccountQuote:
    """Raises BadArgument for a bad reason."""
    return EraseAccountQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: EraseAccountQuote) -> EraseAccountResult:
    """Two people are known: destroys the key, here and beside the backup."""
    require_second(kiosk, caller)
    look = quote.look

    def work(tx: Transaction) -> EventId:
        require_open_to(tx.db, look.account, AccountAct.ERASE, look.today)
        _require_erasable(tx.db, look.account)
        tx.forget(look.account)
        return tx.append(
            AccountErased(account=look.account, reason=quote.reason),
            operator=caller.operator,
            second=caller.second,
            request=caller.request,
        )

    result = recall(kiosk, kiosk.ledger.commit(work))
    try:
        kiosk.backups.make()
    except BackupFailed as error:
        failure = f"{error.message} {error.remedy}"
        return msgspec.structs.replace(result, backup_failure=failure)
    return result


def recall(kiosk: Kiosk, erased: EventId) -> EraseAccountResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, erased)
    if entry is None or not isinstance(entry.event, AccountErased):
        raise LookupError(erased)
    return EraseAccountResult(account=entry.event.account, reason=entry.event.reason)


ERASE_ACCOUNT = Operation(
    name="erase-account",
    summary=_("Erase the personal details of an account that has ended, for good; two people."),
    permission=Permission.ACCOUNT_STATE,
    arguments=EraseAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_erased",),
    signed_for=lambda quote: Signed(account=quote.look.account),
)
