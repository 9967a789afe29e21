"""Resuming a suspended account: it buys again, and standing charges run on from that day."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.account_states import AccountAct
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountResumed
from app.ledger.queries import journal
from app.operations.account_standing import account_open_to, require_open_to
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class ResumeAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which account, and why."""

    account: str
    reason: str


class ResumeAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """The account, and today."""

    account: str
    today: date


class ResumeAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: ResumeAccountLook
    reason: str


class ResumeAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The account is active again."""

    account: str
    on: date
    reason: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: ResumeAccountArguments) -> ResumeAccountLook:
    """Refuses an account that is not suspended. Raises UnknownRecord, AccountForbids."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.RESUME)
    return ResumeAccountLook(account=account.number, today=local_date(kiosk))


def quote_for(look: ResumeAccountLook, arguments: ResumeAccountArguments) -> ResumeAccountQuote:
    """Raises BadArgument for a bad reason."""
    return ResumeAccountQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: ResumeAccountQuote) -> ResumeAccountResult:
    """Records it."""
    look = quote.look

    def work(tx: Transaction) -> EventId:
        require_open_to(tx.db, look.account, AccountAct.RESUME, look.today)
        event = AccountResumed(account=look.account, reason=quote.reason, date=look.today)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> ResumeAccountResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, AccountResumed):
        raise LookupError(done)
    event = entry.event
    return ResumeAccountResult(account=event.account, on=event.date, reason=event.reason)


RESUME_ACCOUNT = Operation(
    name="resume-account",
    summary=_("Let a suspended account buy again."),
    permission=Permission.ACCOUNT_STATE,
    arguments=ResumeAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_resumed",),
)
