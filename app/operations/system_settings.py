"""Everything that can be set, in one list: by which operation, and with which permission."""

from __future__ import annotations

from typing import Any

from app.domain.setting_kinds import SettingKind
from app.operations.lock_month import LOCK_MONTH
from app.operations.operation import Operation
from app.operations.receive_invoices import RECEIVE_INVOICES
from app.operations.receive_meters import RECEIVE_METERS
from app.operations.set_account_form import SET_ACCOUNT_FORM
from app.operations.set_agent import SET_AGENT
from app.operations.set_approver import SET_APPROVER
from app.operations.set_automatic_report import SET_AUTOMATIC_REPORT
from app.operations.set_commission import SET_COMMISSION
from app.operations.set_device import SET_DEVICE
from app.operations.set_fee import SET_FEE
from app.operations.set_free_scheme import SET_FREE_SCHEME
from app.operations.set_handover import SET_HANDOVER
from app.operations.set_invoice_rule import SET_INVOICE_RULE
from app.operations.set_limit import SET_LIMIT
from app.operations.set_meter_maker import SET_METER_MAKER
from app.operations.set_meter_model import SET_METER_MODEL
from app.operations.set_operator import SET_OPERATOR
from app.operations.set_payment_kind import SET_PAYMENT_KIND
from app.operations.set_permission import SET_PERMISSION
from app.operations.set_pin_rules import SET_PIN_RULES
from app.operations.set_print_method import SET_PRINT_METHOD
from app.operations.set_receipt_form import SET_RECEIPT_FORM
from app.operations.set_region import SET_REGION
from app.operations.set_rise_cap import SET_RISE_CAP
from app.operations.set_stock_rule import SET_STOCK_RULE
from app.operations.set_subsidy_scheme import SET_SUBSIDY_SCHEME
from app.operations.set_tariff import SET_TARIFF
from app.operations.set_tender_kind import SET_TENDER_KIND
from app.operations.set_usual_deduction import SET_USUAL_DEDUCTION
from app.operations.set_vending_limit import SET_VENDING_LIMIT
from app.operations.take_back_invoices import TAKE_BACK_INVOICES
from app.operations.take_back_meters import TAKE_BACK_METERS
from app.operations.withdraw_tariff import WITHDRAW_TARIFF

_SETTING: tuple[Operation[Any, Any, Any, Any], ...] = (
    SET_REGION,
    SET_METER_MAKER,
    SET_METER_MODEL,
    RECEIVE_METERS,
    TAKE_BACK_METERS,
    SET_STOCK_RULE,
    RECEIVE_INVOICES,
    TAKE_BACK_INVOICES,
    SET_INVOICE_RULE,
    SET_TARIFF,
    WITHDRAW_TARIFF,
    SET_RISE_CAP,
    SET_FEE,
    SET_LIMIT,
    SET_OPERATOR,
    SET_DEVICE,
    SET_PRINT_METHOD,
    SET_AUTOMATIC_REPORT,
    SET_PERMISSION,
    SET_PIN_RULES,
    SET_APPROVER,
    SET_ACCOUNT_FORM,
    SET_HANDOVER,
    SET_TENDER_KIND,
    LOCK_MONTH,
    SET_PAYMENT_KIND,
    SET_FREE_SCHEME,
    SET_SUBSIDY_SCHEME,
    SET_USUAL_DEDUCTION,
    SET_AGENT,
    SET_VENDING_LIMIT,
    SET_COMMISSION,
    SET_RECEIPT_FORM,
)

SYSTEM_SETTINGS: tuple[tuple[SettingKind, Operation[Any, Any, Any, Any]], ...] = tuple(
    (operation.sets, operation) for operation in _SETTING if operation.sets is not None
)
"""Each is recorded with who set it; its history is asked for by its kind."""
