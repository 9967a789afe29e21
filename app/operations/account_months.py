"""Inquiry: what an account bought in each of the last 24 months."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.records import account_named
from app.reports.account_months import MonthBought, months_of


class AccountMonthsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose."""

    account: str


class AccountMonthsResult(msgspec.Struct, frozen=True, kw_only=True):
    """Oldest month first, kind by kind; empty where nothing was bought."""

    account: str
    months: tuple[MonthBought, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: AccountMonthsArguments) -> AccountMonthsResult:
    """Adds up. Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        account = account_named(reader.db, arguments.account.strip()).number
        return AccountMonthsResult(
            account=account, months=months_of(reader.db, account, local_date(kiosk))
        )


def quote_for(look: AccountMonthsResult, arguments: AccountMonthsArguments) -> AccountMonthsResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: AccountMonthsResult) -> AccountMonthsResult:
    """What was found."""
    return quote


ACCOUNT_MONTHS = Operation(
    name="account-months",
    summary=_("Show what an account bought in each of the last 24 months."),
    permission=Permission.READ_CARD,
    arguments=AccountMonthsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
