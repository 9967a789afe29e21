"""Limits of what one person does alone: above them a second person is needed."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.amounts import parse_money
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.corrections import MoneyLimitSet
from app.ledger.queries import journal, settings
from app.operations.errors import StaleQuote
from app.operations.operation import Caller, Operation

NO_LIMIT = "none"
"""Any sum."""


class SetLimitArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``amount``: what one person may do alone; ``0`` nothing, ``none`` any sum."""

    limit: MoneyLimit
    amount: str


class SetLimitLook(msgspec.Struct, frozen=True, kw_only=True):
    """The limit as it stands, and the currency."""

    current: Money | None
    currency_digits: int


class SetLimitResult(msgspec.Struct, frozen=True, kw_only=True):
    """The limit as it stands now."""

    limit: MoneyLimit
    old: Money | None
    new: Money | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetLimitArguments) -> SetLimitLook:
    """The limit as it stands, and the currency."""
    with kiosk.ledger.read() as reader:
        return SetLimitLook(
            current=settings.money_limit(reader.db, arguments.limit),
            currency_digits=settings.utility(reader.db).currency_digits,
        )


def quote_for(look: SetLimitLook, arguments: SetLimitArguments) -> MoneyLimitSet:
    """The limit as it was and as it will be. Raises BadAmount."""
    return MoneyLimitSet(
        limit=arguments.limit,
        old=look.current,
        new=_amount(arguments.amount.strip(), look.currency_digits),
    )


def _amount(text: str, digits: int) -> Money | None:
    if text == NO_LIMIT:
        return None
    return 0 if text == "0" else parse_money(text, digits)


def carry_out(kiosk: Kiosk, caller: Caller, quote: MoneyLimitSet) -> SetLimitResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> None:
        _require_unchanged(tx.db, quote)
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return _result(quote)


def _require_unchanged(db: Database, quote: MoneyLimitSet) -> None:
    if settings.money_limit(db, quote.limit) != quote.old:
        raise StaleQuote(
            _("This limit was changed meanwhile."), _("Nothing was changed now. Look at it again.")
        )


def _result(event: MoneyLimitSet) -> SetLimitResult:
    return SetLimitResult(limit=event.limit, old=event.old, new=event.new)


def recall(kiosk: Kiosk, set_by: EventId) -> SetLimitResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, set_by)
    if entry is None or not isinstance(entry.event, MoneyLimitSet):
        raise LookupError(set_by)
    return _result(entry.event)


SET_LIMIT = Operation(
    name="set-limit",
    summary=_("Set what one person may give back, or book as owed, alone."),
    permission=Permission.SETTINGS,
    sets=SettingKind.LIMIT,
    arguments=SetLimitArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("money_limit_set",),
)
