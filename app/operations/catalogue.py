"""All operations, by the name that `tapcard do` and the screens know them by."""

from __future__ import annotations

from typing import Any

from app.domain.approval import operation_code
from app.domain.text import _
from app.operations.accept_clock import ACCEPT_CLOCK
from app.operations.account_money import ACCOUNT_MONEY
from app.operations.account_months import ACCOUNT_MONTHS
from app.operations.account_statement import ACCOUNT_STATEMENT
from app.operations.agent_deposit import AGENT_DEPOSIT
from app.operations.agent_statement import AGENT_STATEMENT
from app.operations.agent_withdraw import AGENT_WITHDRAW
from app.operations.allocate_meter import ALLOCATE_METER
from app.operations.assign_invoices import ASSIGN_INVOICES
from app.operations.automatic_reports import AUTOMATIC_REPORTS
from app.operations.bag_cash import BAG_CASH
from app.operations.blacklist import BLACKLIST
from app.operations.blacklist_entries import BLACKLIST_ENTRIES
from app.operations.book_arrears import BOOK_ARREARS
from app.operations.cancel_account import CANCEL_ACCOUNT
from app.operations.cards_out import CARDS_OUT
from app.operations.change_customer import CHANGE_CUSTOMER
from app.operations.change_meter import CHANGE_METER
from app.operations.change_pin import CHANGE_PIN
from app.operations.close_shift import CLOSE_SHIFT
from app.operations.compensate import COMPENSATE
from app.operations.confirm_deposit import CONFIRM_DEPOSIT
from app.operations.correct_class import CORRECT_CLASS
from app.operations.correct_dial import CORRECT_DIAL
from app.operations.correct_meter import CORRECT_METER
from app.operations.correct_tender import CORRECT_TENDER
from app.operations.count_drawer import COUNT_DRAWER
from app.operations.counterfeit import COUNTERFEIT
from app.operations.credit_note import CREDIT_NOTE
from app.operations.decide_plan import DECIDE_PLAN
from app.operations.deposit_bags import DEPOSIT_BAGS
from app.operations.deposit_balance import DEPOSIT_BALANCE
from app.operations.dial_readings import DIAL_READINGS
from app.operations.drop_cash import DROP_CASH
from app.operations.edit_account import EDIT_ACCOUNT
from app.operations.erase_account import ERASE_ACCOUNT
from app.operations.errors import BadArgument
from app.operations.event_record import EVENT
from app.operations.find_accounts import FIND_ACCOUNTS
from app.operations.function_cards import FUNCTION_CARDS
from app.operations.give_free_water import GIVE_FREE_WATER
from app.operations.hand_over_drawer import HAND_OVER_DRAWER
from app.operations.invoice_stock import INVOICE_STOCK
from app.operations.lock_month import LOCK_MONTH
from app.operations.lose_function_card import LOSE_FUNCTION_CARD
from app.operations.make_function_card import MAKE_FUNCTION_CARD
from app.operations.make_reading_round import MAKE_READING_ROUND
from app.operations.merge_accounts import MERGE_ACCOUNTS
from app.operations.meter_health import METER_HEALTH
from app.operations.meter_stock import METER_STOCK
from app.operations.money_back import MONEY_BACK
from app.operations.open_account import OPEN_ACCOUNT
from app.operations.open_drawer import OPEN_DRAWER
from app.operations.open_shift import OPEN_SHIFT
from app.operations.operation import Operation
from app.operations.operations import OPERATIONS_DONE
from app.operations.operators import OPERATORS
from app.operations.pay_arrears import PAY_ARREARS
from app.operations.pay_in import PAY_IN
from app.operations.pay_out import PAY_OUT
from app.operations.pay_refund import PAY_REFUND
from app.operations.plan_arrears import PLAN_ARREARS
from app.operations.prepay import PREPAY
from app.operations.preview_receipt_form import PREVIEW_RECEIPT_FORM
from app.operations.preview_tariff import PREVIEW_TARIFF
from app.operations.print_methods import PRINT_METHODS
from app.operations.print_report import PRINT_REPORT
from app.operations.print_test import PRINT_TEST
from app.operations.purchases import PURCHASES
from app.operations.purchases_behind import PURCHASES_BEHIND
from app.operations.read_card import READ_CARD
from app.operations.read_function_card import READ_FUNCTION_CARD
from app.operations.read_meter_by_wire import READ_METER_BY_WIRE
from app.operations.reader_test import TEST_READER
from app.operations.readings import READINGS
from app.operations.receive_invoices import RECEIVE_INVOICES
from app.operations.receive_meters import RECEIVE_METERS
from app.operations.refill_allowance import REFILL_ALLOWANCE
from app.operations.refund import REFUND
from app.operations.refund_meter_credit import REFUND_METER_CREDIT
from app.operations.refute_refund import REFUTE_REFUND
from app.operations.reissue_card import REISSUE_CARD
from app.operations.release_card import RELEASE_CARD
from app.operations.renew_plan import RENEW_PLAN
from app.operations.renumber_bag import RENUMBER_BAG
from app.operations.report import REPORT
from app.operations.report_lost import REPORT_LOST
from app.operations.reports import REPORTS
from app.operations.reprint import REPRINT
from app.operations.resume_account import RESUME_ACCOUNT
from app.operations.retrieve_card import RETRIEVE_CARD
from app.operations.return_cards import RETURN_CARDS
from app.operations.return_deposit import RETURN_DEPOSIT
from app.operations.reverse import REVERSE
from app.operations.reverse_payment import REVERSE_PAYMENT
from app.operations.rewrite_load import REWRITE_LOAD
from app.operations.safe import SAFE
from app.operations.set_account_form import SET_ACCOUNT_FORM
from app.operations.set_agent import SET_AGENT
from app.operations.set_approver import SET_APPROVER
from app.operations.set_automatic_report import SET_AUTOMATIC_REPORT
from app.operations.set_commission import SET_COMMISSION
from app.operations.set_deduction import SET_DEDUCTION
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
from app.operations.settings_history import SETTINGS_HISTORY
from app.operations.settle_agent import SETTLE_AGENT
from app.operations.settle_plan import SETTLE
from app.operations.settle_reading import SETTLE_READING
from app.operations.settle_tender import SETTLE_TENDER
from app.operations.sign_in import SIGN_IN
from app.operations.sign_out_cards import SIGN_OUT_CARDS
from app.operations.spoil_invoice import SPOIL_INVOICE
from app.operations.subsidies_owed import SUBSIDIES_OWED
from app.operations.subsidise import SUBSIDISE
from app.operations.suspend_account import SUSPEND_ACCOUNT
from app.operations.take_back_deposit import TAKE_BACK_DEPOSIT
from app.operations.take_back_invoices import TAKE_BACK_INVOICES
from app.operations.take_back_meters import TAKE_BACK_METERS
from app.operations.take_payment import TAKE_PAYMENT
from app.operations.take_reading import TAKE_READING
from app.operations.take_readings import TAKE_READINGS
from app.operations.take_subsidy import TAKE_SUBSIDY
from app.operations.tax_invoice import TAX_INVOICE
from app.operations.unblacklist import UNBLACKLIST
from app.operations.uncleared_meters import UNCLEARED_METERS
from app.operations.undo_meter_change import UNDO_METER_CHANGE
from app.operations.unswitched_meters import UNSWITCHED_METERS
from app.operations.void_account import VOID_ACCOUNT
from app.operations.void_invoices import VOID_INVOICES
from app.operations.withdraw_balance import WITHDRAW_BALANCE
from app.operations.withdraw_reading import WITHDRAW_READING
from app.operations.withdraw_tariff import WITHDRAW_TARIFF
from app.operations.write_off import WRITE_OFF
from app.operations.write_report import WRITE_REPORT
from app.operations.x_report import X_REPORT

OPERATIONS: tuple[Operation[Any, Any, Any, Any], ...] = (
    SIGN_IN,
    CHANGE_PIN,
    OPEN_SHIFT,
    OPEN_ACCOUNT,
    EDIT_ACCOUNT,
    SUSPEND_ACCOUNT,
    RESUME_ACCOUNT,
    VOID_ACCOUNT,
    CANCEL_ACCOUNT,
    MERGE_ACCOUNTS,
    CHANGE_CUSTOMER,
    BLACKLIST,
    UNBLACKLIST,
    BLACKLIST_ENTRIES,
    ERASE_ACCOUNT,
    ALLOCATE_METER,
    PREPAY,
    READ_CARD,
    REFUND,
    PAY_REFUND,
    REFUTE_REFUND,
    REFUND_METER_CREDIT,
    REVERSE,
    CORRECT_TENDER,
    SETTLE_TENDER,
    CORRECT_DIAL,
    CORRECT_METER,
    CORRECT_CLASS,
    REISSUE_CARD,
    REWRITE_LOAD,
    RETRIEVE_CARD,
    COMPENSATE,
    CHANGE_METER,
    UNDO_METER_CHANGE,
    TAKE_PAYMENT,
    REVERSE_PAYMENT,
    TAX_INVOICE,
    CREDIT_NOTE,
    RETURN_DEPOSIT,
    BOOK_ARREARS,
    PAY_ARREARS,
    PLAN_ARREARS,
    WRITE_OFF,
    SET_DEDUCTION,
    DEPOSIT_BALANCE,
    WITHDRAW_BALANCE,
    ACCOUNT_MONEY,
    ACCOUNT_STATEMENT,
    ACCOUNT_MONTHS,
    GIVE_FREE_WATER,
    SUBSIDISE,
    TAKE_SUBSIDY,
    SUBSIDIES_OWED,
    SETTLE,
    RENEW_PLAN,
    MONEY_BACK,
    REPORT_LOST,
    DECIDE_PLAN,
    RELEASE_CARD,
    MAKE_FUNCTION_CARD,
    READ_FUNCTION_CARD,
    LOSE_FUNCTION_CARD,
    FUNCTION_CARDS,
    SIGN_OUT_CARDS,
    RETURN_CARDS,
    CARDS_OUT,
    FIND_ACCOUNTS,
    PURCHASES,
    READINGS,
    MAKE_READING_ROUND,
    TAKE_READINGS,
    TAKE_READING,
    READ_METER_BY_WIRE,
    SETTLE_READING,
    WITHDRAW_READING,
    DIAL_READINGS,
    OPERATIONS_DONE,
    METER_HEALTH,
    UNCLEARED_METERS,
    REPORTS,
    REPORT,
    PURCHASES_BEHIND,
    PRINT_REPORT,
    WRITE_REPORT,
    EVENT,
    REPRINT,
    PRINT_TEST,
    TEST_READER,
    X_REPORT,
    DROP_CASH,
    PAY_IN,
    PAY_OUT,
    COUNTERFEIT,
    OPEN_DRAWER,
    COUNT_DRAWER,
    SAFE,
    BAG_CASH,
    RENUMBER_BAG,
    DEPOSIT_BAGS,
    CONFIRM_DEPOSIT,
    TAKE_BACK_DEPOSIT,
    CLOSE_SHIFT,
    HAND_OVER_DRAWER,
    OPERATORS,
    SET_OPERATOR,
    SET_APPROVER,
    SET_PERMISSION,
    SET_PIN_RULES,
    SET_REGION,
    SET_METER_MAKER,
    SET_METER_MODEL,
    RECEIVE_METERS,
    TAKE_BACK_METERS,
    SET_STOCK_RULE,
    SET_INVOICE_RULE,
    RECEIVE_INVOICES,
    TAKE_BACK_INVOICES,
    ASSIGN_INVOICES,
    SPOIL_INVOICE,
    REFILL_ALLOWANCE,
    VOID_INVOICES,
    INVOICE_STOCK,
    SET_PRINT_METHOD,
    PRINT_METHODS,
    SET_AUTOMATIC_REPORT,
    AUTOMATIC_REPORTS,
    METER_STOCK,
    SET_TARIFF,
    PREVIEW_TARIFF,
    WITHDRAW_TARIFF,
    SET_RISE_CAP,
    UNSWITCHED_METERS,
    SET_FEE,
    SET_LIMIT,
    SET_HANDOVER,
    SET_TENDER_KIND,
    LOCK_MONTH,
    SET_AGENT,
    SET_VENDING_LIMIT,
    SET_COMMISSION,
    AGENT_DEPOSIT,
    AGENT_WITHDRAW,
    SETTLE_AGENT,
    AGENT_STATEMENT,
    SET_PAYMENT_KIND,
    SET_USUAL_DEDUCTION,
    SET_FREE_SCHEME,
    SET_SUBSIDY_SCHEME,
    SET_ACCOUNT_FORM,
    SET_RECEIPT_FORM,
    PREVIEW_RECEIPT_FORM,
    SET_DEVICE,
    SETTINGS_HISTORY,
    ACCEPT_CLOCK,
)


def operation_coded(code: str) -> Operation[Any, Any, Any, Any]:
    """The operation that a challenge names. Raises BadArgument for one that is not known here."""
    for operation in OPERATIONS:
        if operation.signed_for is not None and operation_code(operation.name) == code:
            return operation
    raise BadArgument(
        _("The challenge is about an operation that this program does not know."),
        _("Nothing was approved. Install the version of Tapcard that the kiosk has."),
    )


def operation_named(name: str) -> Operation[Any, Any, Any, Any]:
    """An operation. Raises BadArgument naming those there are."""
    for operation in OPERATIONS:
        if operation.name == name:
            return operation
    raise BadArgument(
        _("There is no operation {name}.").format(name=name),
        _("Nothing was done. `tapcard do --list` names them."),
    )
