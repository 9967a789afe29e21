"""A payment without a card is undone in the shift that took it; later nothing is undone."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.amounts import format_money
from app.domain.approval import signed_money
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.reversals import not_in_cash
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import PaymentReversed, PaymentTaken
from app.ledger.queries import payments, settings
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second_above_limit, require_shift
from app.operations.crediting import credit_invoiced
from app.operations.errors import ReversalImpossible, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document
from app.operations.paper.payment_receipt import payment_receipt
from app.operations.paying import PaymentResult, payer_of, payment_result, stands, with_drawer
from app.operations.reasons import reason_given
from app.operations.receipts import own_receipt
from app.operations.tender_rules import require_confirmed
from app.printing.documents import Moved


class ReversePaymentArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number on its receipt, such as ``K07-01-000123`` or ``123``."""

    receipt: str
    reason: str


class ReversePaymentLook(msgspec.Struct, frozen=True, kw_only=True):
    """The payment."""

    payment: EventId
    taken: PaymentTaken
    payer: str
    limit: Money | None
    """Above it a second person is needed."""


class ReversePaymentQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back."""

    look: ReversePaymentLook
    reason: str
    needs_second: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReversePaymentArguments) -> ReversePaymentLook:
    """Raises UnknownRecord, ReversalImpossible, AccountForbids."""
    shift = require_shift(kiosk, caller)
    number = own_receipt(kiosk, arguments.receipt)
    with kiosk.ledger.read() as reader:
        db, ledger = reader.db, kiosk.ledger
        found = None
        if number is not None:
            found = payments.payment_of_receipt(db, ledger.node, ledger.epoch, number)
        if found is None:
            raise UnknownRecord(
                _("No payment without a card has the receipt {number} here.").format(
                    number=arguments.receipt.strip()[:30]
                ),
                _("Nothing was paid. Purchases are reversed with their card."),
            )
        payment, taken = found
        if taken.shift != shift.id:
            raise ReversalImpossible(
                _("This payment is not of your open shift."),
                _("Nothing was paid. Only the shift that took it undoes it."),
            )
        _require_there(kiosk, db, payment, taken)
        limit = settings.money_limit(db, MoneyLimit.REFUND)
    return ReversePaymentLook(
        payment=payment, taken=taken, payer=payer_of(kiosk, payment, taken), limit=limit
    )


def _require_there(kiosk: Kiosk, db: Database, payment: EventId, taken: PaymentTaken) -> None:
    """Not undone yet, and what it brought not spent. Raises ReversalImpossible, AccountForbids."""
    if payments.payment_reversed(db, payment):
        raise ReversalImpossible(
            _("This payment was undone already."),
            _("Nothing was paid now. It can be undone once; a wrong reversal is paid anew."),
        )
    if not_in_cash(taken.tenders) and (not taken.account or taken.what is PaymentFor.BALANCE):
        raise ReversalImpossible(
            _("It was not paid in cash, and there is no account balance for it to go back to."),
            _("Nothing was paid. Only cash goes back in cash; the utility transfers the rest."),
        )
    if not taken.account:
        return
    require_confirmed(db, payment)
    account = account_open_to(kiosk, db, taken.account, AccountAct.PAY)
    if taken.what not in (PaymentFor.DEPOSIT, PaymentFor.BALANCE):
        return
    # Elsewhere it may have been spent at home meanwhile.
    here = account.home == kiosk.ledger.node
    kept = (stands(db, taken.what, taken.account) or 0) if here else 0
    if kept < taken.line.amount:
        digits = settings.utility(db).currency_digits
        raise ReversalImpossible(
            _("Only {amount} of it is there to be taken back.").format(
                amount=format_money(max(0, kept), digits)
            ),
            _("Nothing was paid. What was spent, or given back, stays so."),
        )


def quote_for(look: ReversePaymentLook, arguments: ReversePaymentArguments) -> ReversePaymentQuote:
    """Raises BadArgument for a bad reason."""
    return ReversePaymentQuote(
        look=look,
        reason=reason_given(arguments.reason),
        needs_second=above_limit(look.taken.line.amount, look.limit),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReversePaymentQuote) -> PaymentResult:
    """Gives the money back. Raises NoOpenShift, SecondPersonNeeded, StaleQuote."""
    look, taken, today = quote.look, quote.look.taken, local_date(kiosk)
    require_second_above_limit(kiosk, caller, taken.line.amount)
    shift = require_shift(kiosk, caller).id

    def work(tx: Transaction) -> EventId:
        if shift != taken.shift:
            raise StaleQuote(
                _("The shift has changed meanwhile."),
                _("Nothing was paid now. Look at the payment again."),
            )
        _require_there(kiosk, tx.db, look.payment, taken)
        id, receipt = tx.next_id(), tx.next_receipt()
        before, amount = stands(tx.db, taken.what, taken.account), taken.line.amount
        back = amount if taken.what is PaymentFor.ARREARS else -amount
        entries = bookkeeping.payment_reversed(taken.entries, taken.account)
        cash = sum(one.amount for one in entries if one.book is Book.DRAWER)
        paper = payment_receipt(
            kiosk,
            tx.db,
            caller,
            moved=Moved.REVERSED,
            what=taken.what,
            proof=id,
            shift=shift,
            receipt=receipt,
            account=taken.account,
            payer=look.payer,
            line=taken.line,
            rounding=taken.rounding,
            ledger_code=taken.ledger_code,
            note=quote.reason,
            reverses=taken.receipt,
            to_balance=amount + taken.rounding + cash,
            left=None if before is None else before + back,
        )
        print_document(tx, paper, paper.number)
        event = PaymentReversed(
            payment=look.payment,
            account=taken.account,
            what=taken.what,
            line=taken.line,
            rounding=taken.rounding,
            reason=quote.reason,
            date=today,
            shift=shift,
            receipt=receipt,
            entries=entries,
        )
        done = tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )
        return credit_invoiced(kiosk, tx, caller, done)

    return with_drawer(kiosk, payment_result(kiosk, kiosk.ledger.commit(work)))


REVERSE_PAYMENT = Operation(
    name="reverse-payment",
    summary=_("Undo a payment without a card in the shift that took it."),
    permission=Permission.REFUND,
    arguments=ReversePaymentArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=payment_result,
    opened_by=("payment_reversed",),
    needs_shift=True,
    needs_invoice=True,
    signed_for=lambda quote: signed_money(quote.look.taken.account, quote.look.taken.line.amount),
)
