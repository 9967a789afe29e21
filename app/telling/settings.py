"""Settings in words: what stands in each, and what a change made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app.domain.meter_stock import StockAnswer
from app.domain.money_limits import MoneyLimit
from app.domain.print_methods import PrintWhen
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.ledger.events.base import Event
from app.ledger.events.corrections import MoneyLimitSet
from app.ledger.events.ledger_life import DeviceChanged
from app.ledger.events.master_data import (
    FeeSet,
    MeterModelSet,
    OperatorSet,
    RegionSet,
    RiseCapSet,
    TariffRevisionSet,
    TariffRevisionWithdrawn,
)
from app.ledger.events.meter_stock import MeterMakerSet, MetersReceived, StockRuleSet
from app.ledger.events.paper import PrintMethodSet
from app.ledger.events.receipt_forms import ReceiptFormSet
from app.operations.meter_stock import MeterStockResult
from app.operations.print_methods import PrintMethodsResult
from app.operations.settings_history import ChangedSetting, SettingsHistoryResult
from app.telling.agents import AGENT_FACTS
from app.telling.automatic_reports import AUTOMATIC_FACTS
from app.telling.invoice_stock import INVOICE_FACTS
from app.telling.papers import paper_name
from app.telling.receipt_forms import form_rows
from app.telling.rules import RULES, before
from app.telling.tariffs import cap_rows, percent, tariff_rows, withdrawn_rows
from app.telling.words import Row, Told, Words

KIND_NAMES = {
    SettingKind.REGION: _("Region"),
    SettingKind.METER_MAKER: _("Meter maker"),
    SettingKind.METER_MODEL: _("Meter model"),
    SettingKind.METERS: _("Meters received"),
    SettingKind.STOCK_RULE: _("Rules of the stock"),
    SettingKind.INVOICES: _("Pre-printed numbers received"),
    SettingKind.INVOICE_RULE: _("Pre-printed numbers of"),
    SettingKind.TARIFF: _("Tariff class"),
    SettingKind.RISE_CAP: _("Cap before a rise"),
    SettingKind.FEE: _("Fee"),
    SettingKind.LIMIT: _("Limit"),
    SettingKind.AGENT: _("Agent"),
    SettingKind.VENDING_LIMIT: _("Vending limit"),
    SettingKind.COMMISSION: _("Commission"),
    SettingKind.OPERATOR: _("Operator"),
    SettingKind.RECEIPT_FORM: _("Receipt form"),
    SettingKind.DEVICE: _("Device"),
    SettingKind.PRINT_METHOD: _("Print method"),
    SettingKind.AUTOMATIC_REPORT: _("Written by itself:"),
    SettingKind.PERMISSION: _("Permission"),
    SettingKind.PIN_RULES: _("Rules for a new"),
    SettingKind.APPROVER: _("Approval key of operator"),
    SettingKind.ACCOUNT_FORM: _("Form of new"),
    SettingKind.TENDER: _("Taken at the counter:"),
    SettingKind.HANDOVER: _("Change of customer:"),
    SettingKind.MONTH: _("Locked month"),
    SettingKind.PAYMENT_KIND: _("Payment without a card"),
    SettingKind.FREE_SCHEME: _("Free water"),
    SettingKind.SUBSIDY_SCHEME: _("Subsidy"),
    SettingKind.DEDUCTION: _("To arrears:"),
}

LIMIT_NAMES = {
    MoneyLimit.REFUND: _("Given back, or paid out"),
    MoneyLimit.ARREARS: _("Booked as arrears"),
    MoneyLimit.AGENT: _("Paid in, paid back or lent to an agent"),
    MoneyLimit.DRAWER: _("Paid in or out of a drawer, false notes"),
    MoneyLimit.BANK: _("Taken from the safe to the bank"),
    MoneyLimit.ALLOWANCE: _("Granted to a kiosk to sell"),
}
WHEN_NAMES = {
    PrintWhen.AUTOMATIC: _("automatic"),
    PrintWhen.ASK: _("ask"),
    PrintWhen.NEVER: _("never"),
}
FIRST_PRINTER = _("the first one")
ANSWERS = {
    StockAnswer.ACCEPT: _("accepted"),
    StockAnswer.WARN: _("accepted with a note"),
    StockAnswer.REFUSE: _("refused"),
}


def _region(_words: Words, region: RegionSet) -> list[Row]:
    return [
        (_("Code"), region.code),
        (_("Name"), region.name),
        (_("Inside region"), "" if region.parent is None else str(region.parent)),
        (_("State"), _("closed") if region.closed else _("open")),
    ]


def _model(words: Words, model: MeterModelSet) -> list[Row]:
    def credit(figure: int | None) -> str:
        return words.credit(figure, model.charging, model.kind) if figure else ""

    return [
        (_("Maker"), model.maker),
        (_("Kind"), words.kind(model.kind)),
        (_("Counts"), str(model.charging.value)),
        (_("Card"), model.profile),
        (_("Holds at most"), credit(model.hoarding_limit)),
        (_("Takes at most"), credit(model.largest_load)),
        (_("Pulses per unit"), str(model.pulses_per_unit)),
        (_("Warns at"), credit(model.alarm)),
        (_("Closes once at"), credit(model.closing_alarm)),
        (_("Overdraft"), credit(model.overdraft)),
        (_("Digits of the dial"), "" if model.dial_digits is None else str(model.dial_digits)),
        (
            _("Flow in an hour"),
            "" if model.largest_flow is None else words.volume(model.largest_flow, model.kind),
        ),
    ]


def _fee(words: Words, fee: FeeSet) -> list[Row]:
    tax = f"{fee.tax_code} {percent(fee.tax_rate)}" if fee.tax_rate else ""
    return [
        (_("Name"), fee.name),
        (_("Amount"), words.money(fee.amount)),
        (_("Tax inside"), tax),
        (_("From"), fee.valid_from.isoformat()),
    ]


def _limit(words: Words, limit: MoneyLimitSet) -> list[Row]:
    return [(_("Amount"), _("none") if limit.new is None else words.money(limit.new))]


def _operator(_words: Words, who: OperatorSet) -> list[Row]:
    return [
        (_("Name"), who.name),
        (_("Role"), str(who.role.value)),
        (_("May sign in"), _("yes") if who.active else _("no")),
    ]


def _maker(_words: Words, maker: MeterMakerSet) -> list[Row]:
    return [
        (_("Name"), maker.name),
        (_("State"), _("closed") if maker.closed else _("open")),
    ]


def _received(_words: Words, meters: MetersReceived) -> list[Row]:
    until = meters.verified_until
    return [
        (_("First"), meters.first),
        (_("Last"), meters.last),
        (_("Meters"), str(int(meters.last) - int(meters.first) + 1)),
        (_("Model"), meters.model),
        (_("Size"), meters.size),
        (_("Seal"), meters.seal),
        (_("Verified until"), "" if until is None else until.isoformat()),
        (_("Received"), meters.received.isoformat()),
    ]


def _rule(_words: Words, event: StockRuleSet) -> list[Row]:
    return [
        (_("Never received"), ANSWERS[event.rule.outside]),
        (_("Verification ended"), ANSWERS[event.rule.expired]),
    ]


def _form(_words: Words, event: ReceiptFormSet) -> list[Row]:
    return form_rows(event.form)


def _device(_words: Words, device: DeviceChanged) -> list[Row]:
    return [(_("Value"), device.new)]


def _method(_words: Words, event: PrintMethodSet) -> list[Row]:
    method = event.method
    return [
        (_("Comes out"), WHEN_NAMES[method.when]),
        (_("Papers"), str(method.copies)),
        (_("Printer"), method.printer or FIRST_PRINTER),
    ]


FACTS: dict[type[Event], Callable[[Words, Any], list[Row]]] = {
    RegionSet: _region,
    MeterModelSet: _model,
    TariffRevisionSet: lambda words, event: tariff_rows(words, event.revision),
    MeterMakerSet: _maker,
    MetersReceived: _received,
    StockRuleSet: _rule,
    TariffRevisionWithdrawn: withdrawn_rows,
    RiseCapSet: cap_rows,
    FeeSet: _fee,
    MoneyLimitSet: _limit,
    **AGENT_FACTS,
    **AUTOMATIC_FACTS,
    **INVOICE_FACTS,
    OperatorSet: _operator,
    ReceiptFormSet: _form,
    DeviceChanged: _device,
    PrintMethodSet: _method,
    **RULES,
}


def changed_rows(words: Words, old: Event | None, new: Event) -> list[Row]:
    """What is otherwise than before, each with what it was; all of it where nothing was before."""
    rows = FACTS[type(new)](words, new)
    old = old or before(new)
    if old is None:
        return [(name, value) for name, value in rows if value]
    was = dict(FACTS[type(old)](words, old))
    now = dict(rows)
    names = [*now, *(name for name in was if name not in now)]
    return [
        (name, _change(was.get(name, ""), now.get(name, "")))
        for name in names
        if was.get(name, "") != now.get(name, "")
    ]


def _change(was: str, now: str) -> str:
    return _("{now} (was {was})").format(now=now or _("none"), was=was or _("none"))


def change_title(change: ChangedSetting) -> str:
    """``Region 12``."""
    return f"{KIND_NAMES[change.kind]} {change.subject}"


def change_author(change: ChangedSetting) -> str:
    """Who made a change, and who signed it too."""
    who = [(change.operator, change.operator_name), (change.second, change.second_name)]
    return ", ".join(f"{number} {name}".strip() for number, name in who if number is not None)


def change_rows(words: Words, change: ChangedSetting) -> Sequence[Row]:
    """One change: when, who, what."""
    return [
        (_("When"), change.at.strftime("%Y-%m-%d %H:%M:%S")),
        (_("Who"), change_author(change)),
        *changed_rows(words, change.old, change.new),
    ]


def _history(words: Words, history: SettingsHistoryResult) -> Told:
    rows: list[Row] = []
    for change in history.changes:
        when = change.at.strftime("%Y-%m-%d %H:%M")
        rows.append((when, f"{change_title(change)}: {change_author(change)}"))
        rows += [
            (f"  {name}", value) for name, value in changed_rows(words, change.old, change.new)
        ]
    return Told(
        _("{count} changes of settings; page {page} of {pages}.").format(
            count=history.count, page=history.page, pages=history.pages
        ),
        rows,
    )


def _stock(_words: Words, stock: MeterStockResult) -> Told:
    rows = [
        (
            f"{one.first}-{one.last}",
            _("{model}: {left} of {count} left{expired}").format(
                model=one.model,
                left=one.left,
                count=one.count,
                expired=_(", verification ended")
                if one.verified_until is not None and one.verified_until < stock.today
                else "",
            ),
        )
        for one in stock.ranges
    ]
    title = _("{count} ranges of meters received; page {page} of {pages}.")
    return Told(title.format(count=stock.count, page=stock.page, pages=stock.pages), rows)


def _maker_told(words: Words, maker: MeterMakerSet) -> Told:
    sentence = _("Meter maker {maker} is {name}.").format(maker=maker.maker, name=maker.name)
    return Told(sentence, _maker(words, maker)[1:])


def _received_told(words: Words, meters: MetersReceived) -> Told:
    count = int(meters.last) - int(meters.first) + 1
    sentence = _("{count} meters of the model {model} are in stock.")
    return Told(sentence.format(count=count, model=meters.model), _received(words, meters))


def _rule_told(words: Words, event: StockRuleSet) -> Told:
    return Told(_("The rules of the stock are set."), _rule(words, event))


def _method_told(words: Words, event: PrintMethodSet) -> Told:
    sentence = _("How this paper is printed is set: {paper}.").format(
        paper=paper_name(event.paper, 0)
    )
    return Told(sentence, _method(words, event))


def _methods_told(_words: Words, methods: PrintMethodsResult) -> Told:
    rows: list[Row] = [
        (
            paper,
            _("{when}, {copies} x, printer: {printer}").format(
                when=WHEN_NAMES[method.when],
                copies=method.copies,
                printer=method.printer or FIRST_PRINTER,
            ),
        )
        for paper, method in methods.methods.items()
    ]
    names = ", ".join(methods.printers) or _("none")
    rows.append((_("Further printers"), names))
    return Told(_("How papers are printed."), rows)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SettingsHistoryResult: _history,
    MeterStockResult: _stock,
    MeterMakerSet: _maker_told,
    MetersReceived: _received_told,
    StockRuleSet: _rule_told,
    PrintMethodSet: _method_told,
    PrintMethodsResult: _methods_told,
}
