"""The history of settings: what an event says that sets something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.identity import EventId
from app.domain.months import month_text
from app.domain.setting_kinds import SettingKind
from app.ledger.events import (
    accounts,
    agents,
    automatic_reports,
    corrections,
    handovers,
    invoice_stock,
    ledger_life,
    locked_months,
    master_data,
    meter_stock,
    operators,
    paper,
    payments,
    receipt_forms,
    tenders,
)
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, to_json
from app.ledger.projection.tables.settings import SettingChangeRecord

Subject = Callable[[Any], str]
"""Which one of its kind an event sets."""

USUAL = "usual"
"""The deduction of all accounts that have none of their own."""

SETTINGS: dict[type[Event], tuple[SettingKind, Subject]] = {
    master_data.RegionSet: (SettingKind.REGION, lambda event: str(event.region)),
    master_data.MeterModelSet: (SettingKind.METER_MODEL, lambda event: event.model),
    master_data.TariffRevisionSet: (
        SettingKind.TARIFF,
        lambda event: str(event.revision.tariff_class),
    ),
    master_data.TariffRevisionWithdrawn: (
        SettingKind.TARIFF,
        lambda event: str(event.revision.tariff_class),
    ),
    master_data.RiseCapSet: (SettingKind.RISE_CAP, lambda event: str(event.tariff_class)),
    meter_stock.MeterMakerSet: (SettingKind.METER_MAKER, lambda event: event.maker),
    meter_stock.MetersReceived: (
        SettingKind.METERS,
        lambda event: f"{event.first}-{event.last}",
    ),
    meter_stock.MetersTakenBack: (
        SettingKind.METERS,
        lambda event: f"{event.first}-{event.last}",
    ),
    meter_stock.StockRuleSet: (SettingKind.STOCK_RULE, lambda _event: "meters"),
    invoice_stock.InvoicesReceived: (
        SettingKind.INVOICES,
        lambda event: f"{event.first}-{event.last}",
    ),
    invoice_stock.InvoicesTakenBack: (
        SettingKind.INVOICES,
        lambda event: f"{event.first}-{event.last}",
    ),
    invoice_stock.InvoiceRuleSet: (SettingKind.INVOICE_RULE, lambda _event: "receipts"),
    master_data.FeeSet: (SettingKind.FEE, lambda event: event.code),
    corrections.MoneyLimitSet: (SettingKind.LIMIT, lambda event: event.limit.value),
    agents.AgentSet: (SettingKind.AGENT, lambda event: event.agent),
    agents.VendingLimitSet: (SettingKind.VENDING_LIMIT, lambda event: event.agent),
    agents.CommissionSet: (SettingKind.COMMISSION, lambda event: event.agent),
    master_data.OperatorSet: (SettingKind.OPERATOR, lambda event: str(event.operator)),
    receipt_forms.ReceiptFormSet: (SettingKind.RECEIPT_FORM, lambda _event: "papers"),
    ledger_life.DeviceChanged: (SettingKind.DEVICE, lambda event: event.key),
    paper.PrintMethodSet: (SettingKind.PRINT_METHOD, lambda event: event.paper),
    automatic_reports.AutomaticReportSet: (
        SettingKind.AUTOMATIC_REPORT,
        lambda event: f"{event.report} {event.occasion.value}",
    ),
    master_data.PermissionSet: (
        SettingKind.PERMISSION,
        lambda event: f"{event.role.value} {event.permission.value}",
    ),
    master_data.PinRulesSet: (SettingKind.PIN_RULES, lambda _event: "PIN"),
    operators.ApproverSet: (SettingKind.APPROVER, lambda event: str(event.approver)),
    accounts.AccountFormSet: (SettingKind.ACCOUNT_FORM, lambda _event: "accounts"),
    tenders.TenderKindSet: (SettingKind.TENDER, lambda event: event.kind.value),
    locked_months.MonthLocked: (SettingKind.MONTH, lambda event: month_text(event.month)),
    handovers.HandoverSet: (SettingKind.HANDOVER, lambda event: event.what.value),
    payments.PaymentKindSet: (SettingKind.PAYMENT_KIND, lambda event: event.new.code),
    payments.FreeSchemeSet: (SettingKind.FREE_SCHEME, lambda event: event.new.code),
    payments.SubsidySchemeSet: (SettingKind.SUBSIDY_SCHEME, lambda event: event.new.code),
    payments.DeductionSet: (SettingKind.DEDUCTION, lambda event: event.account or USUAL),
}
"""Every event that sets something, its kind and its subject."""


def setting_of(event: Event) -> tuple[SettingKind, str]:
    """The kind and the subject of an event that sets something."""
    kind, subject = SETTINGS[type(event)]
    return kind, subject(event)


def add_setting(out: Rows, id: EventId, entry: Entry) -> None:
    """Adds the change that an entry of the journal makes to a setting, if it does."""
    event = entry.event
    if type(event) not in SETTINGS:
        return
    kind, subject = setting_of(event)
    record = SettingChangeRecord(
        event=key_of(id),
        at=entry.at,
        kind=kind.value,
        subject=subject,
        operator=entry.operator,
        second=entry.second,
        body=to_json(event),
    )
    out.add(record)


def _history_alone(_out: Rows, _id: EventId, _entry: Entry, _event: Event) -> None:
    """What it sets is read from the history itself."""


PROJECTORS: dict[type[Event], Projector] = {
    paper.PrintMethodSet: _history_alone,
    automatic_reports.AutomaticReportSet: _history_alone,
}
