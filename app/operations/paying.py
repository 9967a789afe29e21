"""Money that moves without a card: recorded, numbered and printed in one transaction."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.errors import LedgerDamaged
from app.ledger.events.payments import PaidOut, PaymentReversed, PaymentTaken
from app.ledger.personal import PersonalKeyMissing, payer_key_name
from app.ledger.queries import journal, money, payments
from app.operations.authority import require_shift
from app.operations.errors import RequestReused
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.paper.letterhead import print_document
from app.operations.paper.payment_receipt import payment_receipt
from app.payments.cash_drawer import open_for_cash
from app.printing.documents import Moved

LINE_NAMES = {
    PaymentFor.ARREARS: _("Arrears"),
    PaymentFor.BALANCE: _("Account balance"),
    PaymentFor.DEPOSIT: _("Deposit"),
}
_LINE_KINDS = {PaymentFor.ARREARS: LineKind.ARREARS}


class PaymentResult(msgspec.Struct, frozen=True, kw_only=True):
    """Money was taken, or went back."""

    payment: EventId
    moved: Moved
    what: PaymentFor
    account: str
    """Empty for a payer who has none."""
    payer: str = ""
    """Name of such a payer, where it can be read here."""
    name: str
    """What it was for."""
    amount: Money
    rounding: Money = 0
    """Cash beyond it; below zero: less."""
    change: Money = 0
    tenders: tuple[Tender, ...] = ()
    """How it was paid; none where it went back."""
    cash: Money = 0
    """What moved into the drawer or out of it."""
    to_balance: Money = 0
    """Of what goes back, what becomes account balance: it had not come in cash."""
    receipt: int
    left: Money | None = None
    """What is owed, or kept, by now; None for what leaves nothing."""
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be taken, and how it is paid."""

    what: PaymentFor
    account: str
    payer: str = ""
    line: Line
    rounding: Money = 0
    """Cash beyond the line; below zero: less."""
    ledger_code: str = ""
    note: str = ""
    tenders: tuple[Tender, ...]


def money_line(what: PaymentFor, amount: Money) -> Line:
    """The line of money that is no income."""
    return Line(
        kind=_LINE_KINDS.get(what, LineKind.OTHER),
        code=what.value,
        name=LINE_NAMES[what],
        amount=amount,
    )


def stands(db: Database, what: PaymentFor, account: str) -> Money | None:
    """What an account owes, or what is kept for it; None for what leaves nothing."""
    match what:
        case PaymentFor.ARREARS:
            return money.arrears(db, account)
        case PaymentFor.BALANCE:
            return money.balance(db, account)
        case PaymentFor.DEPOSIT:
            return payments.deposit(db, account)
        case PaymentFor.OTHER:
            return None


def take(
    kiosk: Kiosk, caller: Caller, wish: Wish, check: Callable[[Transaction], None]
) -> PaymentResult:
    """Takes it, prints its receipt. ``check``: refuses what changed since the quote.

    Raises NoOpenShift, and what ``check`` raises.
    """
    shift, today = require_shift(kiosk, caller).id, local_date(kiosk)

    def work(tx: Transaction) -> EventId:
        check(tx)
        id, receipt = tx.next_id(), tx.next_receipt()
        before = stands(tx.db, wish.what, wish.account)
        event = PaymentTaken(
            what=wish.what,
            account=wish.account,
            sealed=_sealed(tx, id, wish.payer),
            line=wish.line,
            ledger_code=wish.ledger_code,
            note=wish.note,
            tender=wish.tenders[0],
            others=wish.tenders[1:],
            rounding=wish.rounding,
            date=today,
            shift=shift,
            receipt=receipt,
            entries=bookkeeping.payment_taken(
                wish.what,
                wish.line,
                wish.account,
                str(shift),
                wish.ledger_code,
                wish.rounding,
                tenders=wish.tenders,
            ),
        )
        paper = payment_receipt(
            kiosk,
            tx.db,
            caller,
            moved=Moved.TAKEN,
            what=wish.what,
            proof=id,
            shift=shift,
            receipt=receipt,
            account=wish.account,
            payer=wish.payer,
            line=wish.line,
            rounding=wish.rounding,
            ledger_code=wish.ledger_code,
            note=wish.note,
            tenders=wish.tenders,
            left=_after(wish.what, before, wish.line.amount),
        )
        print_document(tx, paper, paper.number)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return with_drawer(kiosk, payment_result(kiosk, kiosk.ledger.commit(work)))


def give_back(
    kiosk: Kiosk,
    caller: Caller,
    *,
    what: PaymentFor,
    account: str,
    amount: Money,
    rounding: Money,
    reason: str,
    check: Callable[[Transaction], None],
) -> PaymentResult:
    """Gives back a deposit or account balance in cash, and prints the receipt to be signed."""
    shift, today = require_shift(kiosk, caller).id, local_date(kiosk)

    def work(tx: Transaction) -> EventId:
        check(tx)
        id, receipt = tx.next_id(), tx.next_receipt()
        before = stands(tx.db, what, account)
        code = payments.deposit_code(tx.db, account) if what is PaymentFor.DEPOSIT else ""
        paper = payment_receipt(
            kiosk,
            tx.db,
            caller,
            moved=Moved.GIVEN_BACK,
            what=what,
            proof=id,
            shift=shift,
            receipt=receipt,
            account=account,
            line=money_line(what, amount),
            rounding=rounding,
            ledger_code=code,
            note=reason,
            left=_after(what, before, -amount),
        )
        print_document(tx, paper, paper.number)
        event = PaidOut(
            what=what,
            account=account,
            amount=amount,
            rounding=rounding,
            ledger_code=code,
            reason=reason,
            date=today,
            shift=shift,
            receipt=receipt,
            entries=bookkeeping.given_back(what, amount, account, str(shift), rounding),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return with_drawer(kiosk, payment_result(kiosk, kiosk.ledger.commit(work)))


def with_drawer(kiosk: Kiosk, result: PaymentResult) -> PaymentResult:
    """Opens the drawer where cash moved, and says why it did not."""
    if not result.cash:
        return result
    return msgspec.structs.replace(result, drawer=open_for_cash(kiosk.drawer))


def payment_result(kiosk: Kiosk, payment: EventId) -> PaymentResult:
    """What an earlier call took or gave back; what is left is read now."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, payment)
        if entry is None or not isinstance(entry.event, PaymentTaken | PaymentReversed | PaidOut):
            raise LookupError(payment)
        event = entry.event
        left = stands(reader.db, event.what, event.account)
    if isinstance(event, PaidOut):
        return PaymentResult(
            payment=payment,
            moved=Moved.GIVEN_BACK,
            what=event.what,
            account=event.account,
            name=LINE_NAMES[event.what],
            amount=event.amount,
            rounding=event.rounding,
            cash=event.amount + event.rounding,
            receipt=event.receipt,
            left=left,
        )
    tenders = event.tenders if isinstance(event, PaymentTaken) else ()
    cash = abs(sum(one.amount for one in event.entries if one.book is Book.DRAWER))
    taken = isinstance(event, PaymentTaken)
    return PaymentResult(
        payment=payment,
        moved=Moved.TAKEN if taken else Moved.REVERSED,
        what=event.what,
        account=event.account,
        payer=payer_of(kiosk, payment, event) if isinstance(event, PaymentTaken) else "",
        name=event.line.name,
        amount=event.line.amount,
        rounding=event.rounding,
        change=sum(one.change for one in tenders),
        tenders=tenders,
        cash=cash,
        to_balance=0 if taken else event.line.amount + event.rounding - cash,
        receipt=event.receipt,
        left=left,
    )


def recall_for(moved: Moved, *whats: PaymentFor) -> Callable[[Kiosk, EventId], PaymentResult]:
    """The results of earlier calls of one operation. Raises RequestReused for another one's."""

    def recall(kiosk: Kiosk, payment: EventId) -> PaymentResult:
        result = payment_result(kiosk, payment)
        if result.moved is not moved or result.what not in whats:
            raise RequestReused(
                _("This id was used before, for another operation."),
                _("Nothing was done. Use a new id."),
            )
        return result

    return recall


def payer_of(kiosk: Kiosk, payment: EventId, event: PaymentTaken) -> str:
    """Name of a payer without an account; empty where it cannot be read here."""
    if not event.sealed:
        return ""
    try:
        return kiosk.ledger.unseal(payer_key_name(payment), event.sealed).get("name", "")
    except (PersonalKeyMissing, LedgerDamaged):
        return ""


def _sealed(tx: Transaction, payment: EventId, payer: str) -> bytes:
    """A payer's name under a key of its own; no search for accounts finds it."""
    return tx.seal(payer_key_name(payment), {"name": payer}, findable=False) if payer else b""


def _after(what: PaymentFor, before: Money | None, amount: Money) -> Money | None:
    """``amount``: below zero where it went back."""
    if before is None:
        return None
    return max(0, before - amount) if what is PaymentFor.ARREARS else before + amount
