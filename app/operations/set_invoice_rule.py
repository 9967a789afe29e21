"""Whether receipts are printed on paper that has a number already."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.invoice_stock import InvoiceRuleSet
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced

SUBJECT = "receipts"


class SetInvoiceRuleArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``preprinted``: every receipt takes a pre-printed number from now on."""

    preprinted: bool


class SetInvoiceRuleLook(msgspec.Struct, frozen=True, kw_only=True):
    """The event that set it last."""

    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetInvoiceRuleArguments) -> SetInvoiceRuleLook:
    """Reads it."""
    with kiosk.ledger.read() as reader:
        return SetInvoiceRuleLook(replaces=replaced(reader.db, SettingKind.INVOICE_RULE, SUBJECT))


def quote_for(look: SetInvoiceRuleLook, arguments: SetInvoiceRuleArguments) -> InvoiceRuleSet:
    """The rule as it will be."""
    return InvoiceRuleSet(preprinted=arguments.preprinted, replaces=look.replaces)


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoiceRuleSet) -> InvoiceRuleSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.INVOICE_RULE, SUBJECT)


SET_INVOICE_RULE = Operation(
    name="set-invoice-rule",
    summary=_("Set whether receipts are printed on paper with pre-printed numbers."),
    permission=Permission.SETTINGS,
    sets=SettingKind.INVOICE_RULE,
    arguments=SetInvoiceRuleArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(InvoiceRuleSet),
    opened_by=("invoice_rule_set",),
)
