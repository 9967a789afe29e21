"""What an agent earns by selling."""

from __future__ import annotations

import msgspec

from app.domain.agents import WHOLE, Commission, CommissionGoes, CommissionRule
from app.domain.amounts import parse_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.agents import CommissionSet
from app.ledger.queries import settings
from app.operations.agent_records import agent_named
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced


class SetCommissionArguments(msgspec.Struct, frozen=True, kw_only=True):
    """It counts from the next sale on; what was sold keeps what it earned."""

    agent: str
    rule: CommissionRule
    rate: int | None = None
    """Hundredths of a percent of the volume sold without tax, for percent."""
    amount: str | None = None
    """With each sale of some volume, for fixed."""
    goes: CommissionGoes = CommissionGoes.CREDITED


class SetCommissionLook(msgspec.Struct, frozen=True, kw_only=True):
    """The agent is there; the event that set this last."""

    currency_digits: int
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetCommissionArguments) -> SetCommissionLook:
    """Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        agent_named(reader.db, arguments.agent)
        return SetCommissionLook(
            currency_digits=settings.utility(reader.db).currency_digits,
            replaces=replaced(reader.db, SettingKind.COMMISSION, arguments.agent),
        )


def quote_for(look: SetCommissionLook, arguments: SetCommissionArguments) -> CommissionSet:
    """Raises BadArgument, BadAmount."""
    rule, rate, amount = arguments.rule, arguments.rate, arguments.amount
    wanted = (rule is CommissionRule.PERCENT, rule is CommissionRule.FIXED)
    if (rate is not None, amount is not None) != wanted:
        raise BadArgument(
            _("A percentage has a rate, a fixed commission an amount, none has neither."),
            _("Nothing was changed. Give what belongs to the rule."),
        )
    if rate is not None and not 0 < rate < WHOLE:
        raise BadArgument(
            _("A rate is given in hundredths of a percent, 1 to 9999."),
            _("Nothing was changed. For 2.5 percent give 250."),
        )
    return CommissionSet(
        agent=arguments.agent,
        commission=Commission(
            rule=rule,
            rate=rate or 0,
            amount=0 if amount is None else parse_money(amount, look.currency_digits),
            goes=arguments.goes,
        ),
        replaces=look.replaces,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: CommissionSet) -> CommissionSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.COMMISSION, quote.agent)


SET_COMMISSION = Operation(
    name="set-commission",
    summary=_("Set what an agent earns: percent of the volume sold, or a sum with each sale."),
    permission=Permission.SETTINGS,
    sets=SettingKind.COMMISSION,
    arguments=SetCommissionArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(CommissionSet),
    opened_by=("commission_set",),
)
