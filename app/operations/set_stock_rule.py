"""How strictly meters are held to the stock."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.meter_stock import StockAnswer, StockRule
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.meter_stock import StockRuleSet
from app.ledger.queries import meter_stock
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced

SUBJECT = "meters"


class SetStockRuleArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a meter that was never received, and of one whose verification ended.

    What is not given stays as it is.
    """

    outside: StockAnswer | None = None
    expired: StockAnswer | None = None


class SetStockRuleLook(msgspec.Struct, frozen=True, kw_only=True):
    """The rule as it is, and the event that set it last."""

    current: StockRule
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetStockRuleArguments) -> SetStockRuleLook:
    """Reads it."""
    with kiosk.ledger.read() as reader:
        return SetStockRuleLook(
            current=meter_stock.rule(reader.db),
            replaces=replaced(reader.db, SettingKind.STOCK_RULE, SUBJECT),
        )


def quote_for(look: SetStockRuleLook, arguments: SetStockRuleArguments) -> StockRuleSet:
    """The rule as it will be."""
    return StockRuleSet(
        rule=StockRule(
            outside=arguments.outside or look.current.outside,
            expired=arguments.expired or look.current.expired,
        ),
        replaces=look.replaces,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: StockRuleSet) -> StockRuleSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.STOCK_RULE, SUBJECT)


SET_STOCK_RULE = Operation(
    name="set-stock-rule",
    summary=_("Set what becomes of meters that were never received, or are no longer verified."),
    permission=Permission.SETTINGS,
    sets=SettingKind.STOCK_RULE,
    arguments=SetStockRuleArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(StockRuleSet),
    opened_by=("stock_rule_set",),
)
