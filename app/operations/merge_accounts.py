"""Merging two files of one customer: one account ends, the customer goes on with the other.

Nothing is booked: balance, arrears and history stay under the number that they were made under, and
count with the survivor's from then on, once. The account that ends sells nothing more; its meters
can be allocated to the survivor, and its card is taken back. Two people.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountMerged
from app.ledger.queries import journal, money
from app.operations.account_standing import (
    account_open_to,
    require_home_account,
    require_open_to,
)
from app.operations.authority import require_second
from app.operations.closing_facts import require_nothing_open
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document
from app.operations.paper.merge_slip import merge_slip
from app.operations.reasons import reason_given


class MergeAccountsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which account ends, with which one the customer goes on, and why they are one."""

    account: str
    into: str
    reason: str


class MergeAccountsLook(msgspec.Struct, frozen=True, kw_only=True):
    """Both accounts, and what the one that ends brings along."""

    account: str
    survivor: str
    balance: Money
    arrears: Money
    today: date


class MergeAccountsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: MergeAccountsLook
    reason: str


class MergeAccountsResult(msgspec.Struct, frozen=True, kw_only=True):
    """One account has ended; what it brought counts with the other one."""

    account: str
    survivor: str
    reason: str
    balance: Money
    """Of both together."""
    arrears: Money
    """Of both together."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: MergeAccountsArguments) -> MergeAccountsLook:
    """Refuses accounts that are not active, of another kiosk, or with something open."""
    if arguments.account.strip() == arguments.into.strip():
        raise BadArgument(
            _("An account cannot be merged into itself."),
            _("Nothing was done. Name the account that stays."),
        )
    with kiosk.ledger.read() as reader:
        db = reader.db
        for number in (arguments.account, arguments.into):
            account = account_open_to(kiosk, db, number.strip(), AccountAct.MERGE)
            require_home_account(kiosk, account)
        return _facts(kiosk, db, arguments.account.strip(), arguments.into.strip())


def _facts(kiosk: Kiosk, db: Database, account: str, survivor: str) -> MergeAccountsLook:
    require_nothing_open(db, account)
    return MergeAccountsLook(
        account=account,
        survivor=survivor,
        balance=money.balance(db, account),
        arrears=money.arrears(db, account),
        today=local_date(kiosk),
    )


def quote_for(look: MergeAccountsLook, arguments: MergeAccountsArguments) -> MergeAccountsQuote:
    """Raises BadArgument for a bad reason."""
    return MergeAccountsQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: MergeAccountsQuote) -> MergeAccountsResult:
    """Two people are known: records it, prints the slip. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)
    look = quote.look

    def work(tx: Transaction) -> EventId:
        for number in (look.account, look.survivor):
            require_open_to(tx.db, number, AccountAct.MERGE, look.today)
        if _facts(kiosk, tx.db, look.account, look.survivor) != look:
            raise StaleQuote(
                _("The account changed meanwhile."), _("Nothing was done. Start over.")
            )
        event = AccountMerged(
            account=look.account, survivor=look.survivor, reason=quote.reason, date=look.today
        )
        slip = merge_slip(kiosk, tx, event, look.balance, look.arrears, caller)
        print_document(tx, slip, slip.number)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, merged: EventId) -> MergeAccountsResult:
    """The result of an earlier call, with what both have by now."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, merged)
        if entry is None or not isinstance(entry.event, AccountMerged):
            raise LookupError(merged)
        event = entry.event
        return MergeAccountsResult(
            account=event.account,
            survivor=event.survivor,
            reason=event.reason,
            balance=money.balance(reader.db, event.survivor),
            arrears=money.arrears(reader.db, event.survivor),
        )


MERGE_ACCOUNTS = Operation(
    name="merge-accounts",
    summary=_("Merge two files of one customer: one ends, the other goes on; two people."),
    permission=Permission.ACCOUNT_STATE,
    arguments=MergeAccountsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_merged",),
    signed_for=lambda quote: signed_money(quote.look.account, quote.look.balance),
)
