"""All operations, by the name that `tapcard do` and the screens know them by."""

from __future__ import annotations

from typing import Any

from app.domain.text import _
from app.operations.accept_clock import ACCEPT_CLOCK
from app.operations.allocate_meter import ALLOCATE_METER
from app.operations.cancel_account import CANCEL_ACCOUNT
from app.operations.change_meter import CHANGE_METER
from app.operations.close_shift import CLOSE_SHIFT
from app.operations.compensate import COMPENSATE
from app.operations.correct_class import CORRECT_CLASS
from app.operations.correct_dial import CORRECT_DIAL
from app.operations.correct_meter import CORRECT_METER
from app.operations.correct_tender import CORRECT_TENDER
from app.operations.decide_plan import DECIDE_PLAN
from app.operations.errors import BadArgument
from app.operations.event_record import EVENT
from app.operations.function_cards import FUNCTION_CARDS
from app.operations.lose_function_card import LOSE_FUNCTION_CARD
from app.operations.make_function_card import MAKE_FUNCTION_CARD
from app.operations.merge_accounts import MERGE_ACCOUNTS
from app.operations.meter_health import METER_HEALTH
from app.operations.money_back import MONEY_BACK
from app.operations.open_account import OPEN_ACCOUNT
from app.operations.open_shift import OPEN_SHIFT
from app.operations.operation import Operation
from app.operations.operations import OPERATIONS_DONE
from app.operations.pay_refund import PAY_REFUND
from app.operations.prepay import PREPAY
from app.operations.print_test import PRINT_TEST
from app.operations.purchases import PURCHASES
from app.operations.read_card import READ_CARD
from app.operations.read_function_card import READ_FUNCTION_CARD
from app.operations.readings import READINGS
from app.operations.refund import REFUND
from app.operations.reissue_card import REISSUE_CARD
from app.operations.release_card import RELEASE_CARD
from app.operations.renew_plan import RENEW_PLAN
from app.operations.report_lost import REPORT_LOST
from app.operations.reprint import REPRINT
from app.operations.resume_account import RESUME_ACCOUNT
from app.operations.retrieve_card import RETRIEVE_CARD
from app.operations.reverse import REVERSE
from app.operations.rewrite_load import REWRITE_LOAD
from app.operations.set_device import SET_DEVICE
from app.operations.set_fee import SET_FEE
from app.operations.set_limit import SET_LIMIT
from app.operations.set_meter_model import SET_METER_MODEL
from app.operations.set_operator import SET_OPERATOR
from app.operations.set_region import SET_REGION
from app.operations.set_tariff import SET_TARIFF
from app.operations.settle_plan import SETTLE
from app.operations.sign_in import SIGN_IN
from app.operations.suspend_account import SUSPEND_ACCOUNT
from app.operations.undo_meter_change import UNDO_METER_CHANGE
from app.operations.void_account import VOID_ACCOUNT
from app.operations.x_report import X_REPORT

OPERATIONS: tuple[Operation[Any, Any, Any, Any], ...] = (
    SIGN_IN,
    OPEN_SHIFT,
    OPEN_ACCOUNT,
    SUSPEND_ACCOUNT,
    RESUME_ACCOUNT,
    VOID_ACCOUNT,
    CANCEL_ACCOUNT,
    MERGE_ACCOUNTS,
    ALLOCATE_METER,
    PREPAY,
    READ_CARD,
    REFUND,
    PAY_REFUND,
    REVERSE,
    CORRECT_TENDER,
    CORRECT_DIAL,
    CORRECT_METER,
    CORRECT_CLASS,
    REISSUE_CARD,
    REWRITE_LOAD,
    RETRIEVE_CARD,
    COMPENSATE,
    CHANGE_METER,
    UNDO_METER_CHANGE,
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
    PURCHASES,
    READINGS,
    OPERATIONS_DONE,
    METER_HEALTH,
    EVENT,
    REPRINT,
    PRINT_TEST,
    X_REPORT,
    CLOSE_SHIFT,
    SET_OPERATOR,
    SET_REGION,
    SET_METER_MODEL,
    SET_TARIFF,
    SET_FEE,
    SET_LIMIT,
    SET_DEVICE,
    ACCEPT_CLOCK,
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
