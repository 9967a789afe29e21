"""What a counter has before the first key is pressed; all of it is set by keys in a scene too."""

from __future__ import annotations

from tests.end_to_end.desk import ADMINISTRATOR, SUPERVISOR, Desk
from tests.end_to_end.scenes.player import SECOND

_SET = (
    (
        "set-operator",
        {"operator": str(SECOND), "name": "Rehema", "role": "supervisor", "pin": "?"},
    ),
    (
        "set-meter-model",
        {"model": "EW20", "hoarding_limit": "200", "profile": "tapcard-sle4428"},
    ),
    (
        "set-payment-kind",
        {
            "code": "deposit",
            "name": "Deposit",
            "price": "500",
            "deposit": "yes",
            "ledger_code": "4010",
        },
    ),
    ("set-payment-kind", {"code": "penalty", "name": "Penalty", "ledger_code": "4010"}),
    (
        "set-payment-kind",
        {
            "code": "repair",
            "name": "Repair",
            "price": "116",
            "tax_code": "VAT",
            "tax_rate": "1600",
            "ledger_code": "4010",
        },
    ),
    (
        "set-free-scheme",
        {"code": "poor", "name": "Poor households", "per_month": "3", "ledger_code": "5010"},
    ),
    (
        "set-subsidy-scheme",
        {
            "code": "poor",
            "name": "Poor households",
            "payer": "Ministry of Water",
            "percent": "40",
            "per_month": "3",
            "ledger_code": "1300",
        },
    ),
)
_TAKEN = ("card", "mobile")
_BY_TWO = "set-operator"


def prepare(desk: Desk) -> None:
    """A second supervisor, another model of meters, kinds of payment, schemes, cards and phones."""
    for operation, given in _SET:
        second = SUPERVISOR if operation == _BY_TWO else None
        desk.do(operation, by=ADMINISTRATOR, second=second, **given).fine()
    for kind in _TAKEN:
        desk.do("set-tender-kind", by=ADMINISTRATOR, kind=kind, taken="yes").fine()
