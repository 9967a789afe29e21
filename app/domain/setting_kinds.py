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
    TARIFF = "tariff"
    RISE_CAP = "rise-cap"
    FEE = "fee"
    LIMIT = "limit"
    OPERATOR = "operator"
    RECEIPT_FORM = "receipt-form"
    DEVICE = "device"
