"""What can be set, by kind: the history of settings is asked for by it."""

from __future__ import annotations

import enum


class SettingKind(enum.StrEnum):
    """Kinds of settings."""

    REGION = "region"
    METER_MAKER = "meter-maker"
    METER_MODEL = "meter-model"
    METERS = "meters"
    """Meters received into stock."""
    STOCK_RULE = "stock-rule"
    INVOICES = "invoices"
    """Paper with pre-printed numbers received into stock."""
    INVOICE_RULE = "invoice-rule"
    TARIFF = "tariff"
    RISE_CAP = "rise-cap"
    FEE = "fee"
    LIMIT = "limit"
    AGENT = "agent"
    VENDING_LIMIT = "vending-limit"
    COMMISSION = "commission"
    OPERATOR = "operator"
    RECEIPT_FORM = "receipt-form"
    DEVICE = "device"
    PRINT_METHOD = "print-method"
    """How a kind of paper is printed."""
    PERMISSION = "permission"
    PIN_RULES = "pin-rules"
    APPROVER = "approver"
    """The key of somebody who signs from elsewhere."""
    ACCOUNT_FORM = "account-form"
    """What must be told to open an account."""
    HANDOVER = "handover"
    """What goes over at a change of customer."""
    PAYMENT_KIND = "payment-kind"
    """What is paid for without a card."""
    FREE_SCHEME = "free-scheme"
    DEDUCTION = "deduction"
    """What of a purchase goes to arrears: usually, and of single accounts."""
