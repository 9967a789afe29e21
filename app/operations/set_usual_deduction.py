"""What of each purchase goes to arrears where an account has no rule of its own."""

from __future__ import annotations

import msgspec

from app.domain.approval import Signed
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.payments import DeductionSet
from app.operations.operation import Caller, Operation
from app.operations.set_deduction import (
    SetDeductionLook,
    WantedRule,
    carry_out,
    recall,
    rule_now,
    scheme_of,
)


class SetUsualDeductionArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``usual`` is the rate of each tariff revision."""

    rule: WantedRule
    rate: int | None = None
    """Hundredths of a percent of a payment, for percent."""
    amount: str | None = None
    """With each purchase, for fixed."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: SetUsualDeductionArguments
) -> SetDeductionLook:
    """The rule as it stands."""
    with kiosk.ledger.read() as reader:
        return rule_now(reader.db, "")


def quote_for(look: SetDeductionLook, arguments: SetUsualDeductionArguments) -> DeductionSet:
    """The rule with its figure. Raises BadArgument, BadAmount."""
    new = scheme_of(arguments.rule, arguments.rate, arguments.amount, digits=look.currency_digits)
    return DeductionSet(account="", old=look.current, new=new)


SET_USUAL_DEDUCTION = Operation(
    name="set-usual-deduction",
    summary=_("Set what of each purchase goes to arrears, unless an account has its own rule."),
    permission=Permission.SETTINGS,
    sets=SettingKind.DEDUCTION,
    arguments=SetUsualDeductionArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("deduction_set",),
    signed_for=lambda _quote: Signed(),
)
