"""Voiding an account that was opened by mistake: no meter was ever allocated, no money ever in it.

Its number is never used again. Only its home kiosk knows all that was done with it.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountVoided
from app.ledger.queries import journal, plans
from app.ledger.queries.account_states import ever_used
from app.operations.account_standing import (
    account_open_to,
    require_home_account,
    require_open_to,
)
from app.operations.errors import AccountInUse
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class VoidAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which account, and why."""

    account: str
    reason: str


class VoidAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """The account, and today."""

    account: str
    today: date


class VoidAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: VoidAccountLook
    reason: str


class VoidAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The account is void."""

    account: str
    on: date
    reason: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: VoidAccountArguments) -> VoidAccountLook:
    """Refuses an account that was used, one of another kiosk, and one that has ended."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.VOID)
        require_home_account(kiosk, account)
        _require_unused(reader.db, account.number)
    return VoidAccountLook(account=account.number, today=local_date(kiosk))


def _require_unused(db: Database, account: str) -> None:
    if plans.open_plans(db, account=account) or ever_used(db, account):
        raise AccountInUse(
            _("Account {account} was used: a meter or money stands in its file.").format(
                account=account
            ),
            _("Nothing was done. An account that was used is cancelled, not voided."),
        )


def quote_for(look: VoidAccountLook, arguments: VoidAccountArguments) -> VoidAccountQuote:
    """Raises BadArgument for a bad reason."""
    return VoidAccountQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: VoidAccountQuote) -> VoidAccountResult:
    """Records it."""
    look = quote.look

    def work(tx: Transaction) -> EventId:
        require_open_to(tx.db, look.account, AccountAct.VOID, look.today)
        _require_unused(tx.db, look.account)
        event = AccountVoided(account=look.account, reason=quote.reason, date=look.today)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> VoidAccountResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, AccountVoided):
        raise LookupError(done)
    event = entry.event
    return VoidAccountResult(account=event.account, on=event.date, reason=event.reason)


VOID_ACCOUNT = Operation(
    name="void-account",
    summary=_("Void an account that was opened by mistake and never used."),
    permission=Permission.ACCOUNT_STATE,
    arguments=VoidAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_voided",),
)
