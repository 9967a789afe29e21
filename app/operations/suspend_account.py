"""Suspending an account: it buys nothing for a while, and no standing charge becomes due.

What is on its card and in its meter stays. What was begun is settled, and loads are refunded.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.account_states import AccountAct
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountSuspended
from app.ledger.queries import journal
from app.operations.account_standing import account_open_to, require_open_to
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class SuspendAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which account, why, and until when."""

    account: str
    reason: str
    until: date | None = None
    """First day on which it is active again by itself; none: it is resumed by hand."""


class SuspendAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """An account that can be suspended, and today."""

    account: str
    today: date


class SuspendAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: SuspendAccountLook
    reason: str
    until: date | None


class SuspendAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The account is suspended."""

    account: str
    since: date
    until: date | None
    reason: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: SuspendAccountArguments) -> SuspendAccountLook:
    """Refuses an account that has ended. Raises UnknownRecord, AccountForbids."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.SUSPEND)
    return SuspendAccountLook(account=account.number, today=local_date(kiosk))


def quote_for(look: SuspendAccountLook, arguments: SuspendAccountArguments) -> SuspendAccountQuote:
    """Raises BadArgument for a bad reason, and for a day that has come already."""
    if arguments.until is not None and arguments.until <= look.today:
        raise BadArgument(
            _("The account would be active again at once."),
            _("Nothing was done. Give a day after {today}, or none.").format(
                today=look.today.isoformat()
            ),
        )
    return SuspendAccountQuote(
        look=look, reason=reason_given(arguments.reason), until=arguments.until
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: SuspendAccountQuote) -> SuspendAccountResult:
    """Records it."""
    look = quote.look

    def work(tx: Transaction) -> EventId:
        require_open_to(tx.db, look.account, AccountAct.SUSPEND, look.today)
        event = AccountSuspended(
            account=look.account, reason=quote.reason, date=look.today, until=quote.until
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, suspended: EventId) -> SuspendAccountResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, suspended)
    if entry is None or not isinstance(entry.event, AccountSuspended):
        raise LookupError(suspended)
    event = entry.event
    return SuspendAccountResult(
        account=event.account, since=event.date, until=event.until, reason=event.reason
    )


SUSPEND_ACCOUNT = Operation(
    name="suspend-account",
    summary=_("Suspend an account: it buys nothing until it is resumed."),
    permission=Permission.ACCOUNT_STATE,
    arguments=SuspendAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_suspended",),
)
