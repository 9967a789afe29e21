"""Something is paid for without a card: a connection, a repair, a penalty, a deposit."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.payments import PaymentFor, PaymentKind, payment_line
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.reversals import is_unconfirmed
from app.domain.tariff.cash_part import rounding_of_cash
from app.domain.tenders import BadTender, handed_over
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import payments, settings
from app.operations.account_standing import account_open_to
from app.operations.cash_rounding import cash_unit, require_payable
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paying import PaymentResult, Wish, recall_for, take
from app.operations.payment_kinds import amount_for, kind_in_use
from app.operations.reasons import LONGEST_REASON, line_if_given
from app.operations.tendering import exactly
from app.operations.vending import Vending, require_room, vending_for
from app.printing.documents import Moved

_LONGEST_NAME = 60


class TakePaymentArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What for, and who pays: an account, or somebody by name."""

    kind: str
    """Code of the kind of payment."""
    account: str = ""
    payer: str = ""
    amount: str | None = None
    """Only where the kind has no price."""
    note: str = ""
    """What exactly it is for, such as the number of a form; no name."""
    tendered: str | None = None
    """Cash handed over; none: exactly the amount."""
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""


class TakePaymentLook(msgspec.Struct, frozen=True, kw_only=True):
    """The kind, and whose account it is, if any."""

    kind: PaymentKind
    account: str
    currency_digits: int
    unit: Money
    """Smallest amount of cash."""
    vending: Vending | None = None
    """What the agent may still sell; None: nothing limits it."""


class TakePaymentQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken, and the change."""

    look: TakePaymentLook
    wish: Wish


def look_at(kiosk: Kiosk, caller: Caller, arguments: TakePaymentArguments) -> TakePaymentLook:
    """Raises UnknownRecord, AccountForbids."""
    account = arguments.account.strip()
    with kiosk.ledger.read() as reader:
        db = reader.db
        tariff_class = None
        if account:
            tariff_class = account_open_to(kiosk, db, account, AccountAct.PAY).tariff_class
        return TakePaymentLook(
            kind=kind_in_use(db, arguments.kind),
            account=account,
            currency_digits=settings.utility(db).currency_digits,
            unit=cash_unit(db, local_date(kiosk), tariff_class),
            vending=vending_for(kiosk, db, caller, arguments.tenders),
        )


def quote_for(look: TakePaymentLook, arguments: TakePaymentArguments) -> TakePaymentQuote:
    """Raises BadArgument, BadAmount, BadTender, NotEnoughTendered and more."""
    kind, digits, payer = look.kind, look.currency_digits, arguments.payer.strip()
    if bool(look.account) is bool(payer):
        raise BadArgument(
            _("Either an account pays, or somebody by name."),
            _("Nothing was paid. Give one of the two."),
        )
    if kind.deposit and not look.account:
        raise BadArgument(
            _("A deposit is kept for an account."),
            _("Nothing was paid. Open the account first, then take its deposit."),
        )
    amount = amount_for(kind, arguments.amount, digits)
    if kind.price is None:
        require_payable(amount, look.unit, digits)
    handed = handed_over(arguments.tendered, arguments.tenders, digits)
    line = payment_line(kind, amount)
    rounding = rounding_of_cash(amount, handed.not_cash(amount), look.unit)
    wish = Wish(
        what=PaymentFor.DEPOSIT if kind.deposit else PaymentFor.OTHER,
        account=look.account,
        payer=line_if_given(payer, _("name"), _LONGEST_NAME),
        line=line,
        rounding=rounding,
        ledger_code=kind.ledger_code,
        note=line_if_given(arguments.note, _("note"), LONGEST_REASON),
        tenders=exactly(line.amount + rounding, handed, digits),
    )
    require_room(look.vending, wish.tenders)
    if not wish.account and is_unconfirmed(wish.tenders):
        raise BadTender(
            _("Nobody would owe it if this money never came: no account pays."),
            _("Nothing was paid. Take cash, or wait until it is known that the money came."),
        )
    return TakePaymentQuote(look=look, wish=wish)


def carry_out(kiosk: Kiosk, caller: Caller, quote: TakePaymentQuote) -> PaymentResult:
    """Takes it. Raises NoOpenShift, StaleQuote."""
    look = quote.look

    def check(tx: Transaction) -> None:
        if look.account:
            account_open_to(kiosk, tx.db, look.account, AccountAct.PAY)
        if payments.payment_kind(tx.db, look.kind.code) != look.kind:
            raise StaleQuote(
                _("What this costs was changed meanwhile."), _("Nothing was paid. Start over.")
            )

    return take(kiosk, caller, quote.wish, check)


TAKE_PAYMENT = Operation(
    name="take-payment",
    summary=_("Take a payment without a card: connection, repair, penalty, deposit."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=TakePaymentArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_for(Moved.TAKEN, PaymentFor.OTHER, PaymentFor.DEPOSIT),
    opened_by=("payment_taken",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
)
