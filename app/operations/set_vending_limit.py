"""The vending limit of an agent: money beyond the deposit, number of sales, last day."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.agents import VendingLimit
from app.domain.amounts import parse_money
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.agents import VendingLimitSet
from app.ledger.queries import settings
from app.operations.agent_records import agent_named, require_another
from app.operations.authority import require_second_above_limit
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced

_MOST_SALES = 1_000_000


class SetVendingLimitArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What is left out does not limit; without ``credit`` the deposit alone counts."""

    agent: str
    credit: str | None = None
    """Money beside the deposit."""
    sales: int | None = None
    """Sales from now on."""
    until: date | None = None
    """Last day."""


class SetVendingLimitLook(msgspec.Struct, frozen=True, kw_only=True):
    """The agent is there; the event that set this last."""

    today: date
    limit: Money | None
    """Above it a second person gives credit too."""
    currency_digits: int
    replaces: EventId | None


class SetVendingLimitQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be set, and whether two people do it."""

    event: VendingLimitSet
    needs_second: bool


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: SetVendingLimitArguments
) -> SetVendingLimitLook:
    """Raises UnknownRecord, NotAllowed."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        require_another(agent_named(reader.db, arguments.agent), caller)
        return SetVendingLimitLook(
            today=today,
            limit=settings.money_limit(reader.db, MoneyLimit.AGENT),
            currency_digits=settings.utility(reader.db).currency_digits,
            replaces=replaced(reader.db, SettingKind.VENDING_LIMIT, arguments.agent),
        )


def quote_for(
    look: SetVendingLimitLook, arguments: SetVendingLimitArguments
) -> SetVendingLimitQuote:
    """Raises BadArgument, BadAmount."""
    credit, sales, until = arguments.credit, arguments.sales, arguments.until
    if sales is not None and not 0 < sales <= _MOST_SALES:
        raise BadArgument(
            _("The number of sales is 1 to {most}.").format(most=_MOST_SALES),
            _("Nothing was changed. Leave it out for any number."),
        )
    if until is not None and until < look.today:
        raise BadArgument(
            _("The last day has passed."), _("Nothing was changed. Give today or a later day.")
        )
    money = 0 if credit in (None, "", "0") else parse_money(credit or "", look.currency_digits)
    event = VendingLimitSet(
        agent=arguments.agent,
        limit=VendingLimit(credit=money, sales=sales, until=until),
        replaces=look.replaces,
    )
    return SetVendingLimitQuote(event=event, needs_second=above_limit(money, look.limit))


def carry_out(kiosk: Kiosk, caller: Caller, quote: SetVendingLimitQuote) -> VendingLimitSet:
    """Records it. Raises NotAllowed, SecondPersonNeeded, StaleQuote."""
    event = quote.event
    with kiosk.ledger.read() as reader:
        require_another(agent_named(reader.db, event.agent), caller)
    require_second_above_limit(kiosk, caller, event.limit.credit, MoneyLimit.AGENT)
    return record(kiosk, caller, event, SettingKind.VENDING_LIMIT, event.agent)


SET_VENDING_LIMIT = Operation(
    name="set-vending-limit",
    summary=_("Set what an agent may sell: money beyond the deposit, number of sales, last day."),
    permission=Permission.AGENTS,
    sets=SettingKind.VENDING_LIMIT,
    arguments=SetVendingLimitArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(VendingLimitSet),
    opened_by=("vending_limit_set",),
    signed_for=lambda quote: signed_money(quote.event.agent, quote.event.limit.credit),
)
