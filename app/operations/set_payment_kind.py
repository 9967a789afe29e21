"""What is paid for without a card: its price, its tax, its account of the general ledger."""

from __future__ import annotations

import re

import msgspec

from app.domain.amounts import parse_money
from app.domain.identity import EventId
from app.domain.payments import PaymentKind
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import PaymentKindSet
from app.ledger.queries import journal, payments, settings
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_if_given, line_of_text

_WHOLE = 10_000
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_LONGEST_NAME = 30
_LONGEST_CODE = 20


class SetPaymentKindArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``price`` is what the customer pays, tax inside; none: any amount."""

    code: str
    name: str
    ledger_code: str
    price: str | None = None
    tax_code: str = ""
    tax_rate: int = 0
    """Hundredths of a percent inside the amount."""
    deposit: bool = False
    """Given back one day: no income, no tax."""
    active: bool = True


class SetPaymentKindLook(msgspec.Struct, frozen=True, kw_only=True):
    """The kind as it stands, and the currency."""

    current: PaymentKind | None
    currency_digits: int


class SetPaymentKindResult(msgspec.Struct, frozen=True, kw_only=True):
    """The kind as it was and as it is."""

    old: PaymentKind | None
    new: PaymentKind


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetPaymentKindArguments) -> SetPaymentKindLook:
    """The kind as it stands."""
    with kiosk.ledger.read() as reader:
        return SetPaymentKindLook(
            current=payments.payment_kind(reader.db, arguments.code),
            currency_digits=settings.utility(reader.db).currency_digits,
        )


def quote_for(look: SetPaymentKindLook, arguments: SetPaymentKindArguments) -> PaymentKindSet:
    """The kind as it will be. Raises BadArgument, BadAmount."""
    if not _CODE.fullmatch(arguments.code):
        raise BadArgument(
            _("A code has 1 to 20 small letters, digits and dashes."),
            _("Nothing was changed. Give such a code: connection-2."),
        )
    if not 0 <= arguments.tax_rate < _WHOLE:
        raise BadArgument(
            _("A tax rate is given in hundredths of a percent, 0 to 9999."),
            _("Nothing was changed. For 16 percent give 1600."),
        )
    tax_code = arguments.tax_code.strip()
    if bool(tax_code) is not bool(arguments.tax_rate) and arguments.tax_rate:
        raise BadArgument(_("A tax needs a code."), _("Nothing was changed. Give its code too."))
    if arguments.deposit and tax_code:
        raise BadArgument(
            _("A deposit is given back: no tax is in it."),
            _("Nothing was changed. Leave the tax out."),
        )
    price = arguments.price
    return PaymentKindSet(
        old=look.current,
        new=PaymentKind(
            code=arguments.code,
            name=line_of_text(arguments.name, _("name"), _LONGEST_NAME),
            price=None if price is None else parse_money(price, look.currency_digits),
            tax_code=line_if_given(tax_code, _("tax code"), _LONGEST_CODE),
            tax_rate=arguments.tax_rate,
            ledger_code=line_of_text(arguments.ledger_code, _("ledger account"), _LONGEST_CODE),
            deposit=arguments.deposit,
            active=arguments.active,
        ),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: PaymentKindSet) -> SetPaymentKindResult:
    """Records it. Raises StaleQuote where it was changed meanwhile."""

    def work(tx: Transaction) -> EventId:
        if payments.payment_kind(tx.db, quote.new.code) != quote.old:
            raise StaleQuote(
                _("This kind of payment was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> SetPaymentKindResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, PaymentKindSet):
        raise LookupError(done)
    return SetPaymentKindResult(old=entry.event.old, new=entry.event.new)


SET_PAYMENT_KIND = Operation(
    name="set-payment-kind",
    summary=_("Set what is paid for without a card: price, tax, ledger account, deposit or not."),
    permission=Permission.SETTINGS,
    sets=SettingKind.PAYMENT_KIND,
    arguments=SetPaymentKindArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("payment_kind_set",),
)
