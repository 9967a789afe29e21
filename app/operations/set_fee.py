"""The price list of fees: opening, card, reissue, meter-change, overuse and the like."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from app.domain.amounts import parse_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import FeeSet
from app.ledger.queries import settings
from app.operations.errors import BadArgument
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_if_given, line_of_text
from app.operations.setting import recall_of, record, replaced

_WHOLE = 10_000
_LONGEST_NAME = 30
_LONGEST_TAX_CODE = 20
"""Characters: a line of a receipt."""


class SetFeeArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``amount`` is what the customer pays, tax inside; ``0`` takes the fee off the list."""

    code: str
    name: str
    amount: str
    tax_code: str = ""
    tax_rate: int = 0
    """Hundredths of a percent inside the amount."""
    valid_from: date | None = None


class SetFeeLook(msgspec.Struct, frozen=True, kw_only=True):
    """Today, and the currency."""

    today: date
    currency_digits: int
    replaces: EventId | None = None
    """The event that set this fee last."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetFeeArguments) -> SetFeeLook:
    """Today, the currency, and the event that set this fee last."""
    with kiosk.ledger.read() as reader:
        digits = settings.utility(reader.db).currency_digits
        before = replaced(reader.db, SettingKind.FEE, arguments.code)
    return SetFeeLook(today=local_date(kiosk), currency_digits=digits, replaces=before)


def quote_for(look: SetFeeLook, arguments: SetFeeArguments) -> FeeSet:
    """The line of the price list. Raises BadArgument, BadAmount."""
    if not 0 <= arguments.tax_rate < _WHOLE:
        raise BadArgument(
            _("A tax rate is given in hundredths of a percent, 0 to 9999."),
            _("Nothing was changed. For 16 percent give 1600."),
        )
    amount: Money = 0
    if arguments.amount.strip() != "0":
        amount = parse_money(arguments.amount, look.currency_digits)
    return FeeSet(
        code=_code(arguments.code),
        name=line_of_text(arguments.name, _("name"), _LONGEST_NAME),
        amount=amount,
        tax_code=line_if_given(arguments.tax_code, _("tax code"), _LONGEST_TAX_CODE),
        tax_rate=arguments.tax_rate,
        valid_from=arguments.valid_from or look.today,
        replaces=look.replaces,
    )


def _code(text: str) -> str:
    """Raises BadArgument where a code is not small letters, digits and dashes."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,19}", text):
        raise BadArgument(
            _("The code of a fee has 1 to 20 small letters a to z, digits and dashes."),
            _("Nothing was changed. Give such a code: connection-2."),
        )
    return text


def carry_out(kiosk: Kiosk, caller: Caller, quote: FeeSet) -> FeeSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.FEE, quote.code)


SET_FEE = Operation(
    name="set-fee",
    summary=_("Put a fee on the price list: opening, card, reissue, meter-change, overuse."),
    permission=Permission.SETTINGS,
    sets=SettingKind.FEE,
    arguments=SetFeeArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(FeeSet),
    opened_by=("fee_set",),
)
