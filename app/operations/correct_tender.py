"""A sale was paid otherwise than recorded: by what, where the rest went, what was handed over.

What the sale cost stays, and what the account balance paid of it: the program reckoned that. In
its shift the operator puts it right and the drawer is to hold so much more or less; once the
drawer was counted, two people do, and what was over or short changes instead.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.amounts import format_money
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.reversals import is_unconfirmed, kept_in_cash, put_on_balance, taken_from_balance
from app.domain.sales import Tender, TenderKind
from app.domain.tenders import (
    TENDER_NAMES,
    BadTender,
    Handed,
    TypedTender,
    handed_over,
    not_cash,
)
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.corrections import TendersCorrected
from app.ledger.queries import journal, money, sales, settings, shifts
from app.ledger.queries import tenders as tender_queries
from app.ledger.queries.sales import Purchase
from app.ledger.queries.shifts import Shift
from app.operations.correcting import require_who_may
from app.operations.errors import CorrectionImpossible, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.correction_slip import correction_slip
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.reasons import reason_given
from app.operations.receipts import own_receipt
from app.operations.records import account_named
from app.operations.tender_rules import require_taken
from app.operations.tendering import Rest, tenders_for
from app.printing.documents import Change


class CorrectTenderArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number on the sale's receipt, such as ``K07-01-000123`` or ``123``."""

    receipt: str
    rest: Rest
    """Where the rest really went."""
    reason: str
    tendered: str | None = None
    """What was really handed over in cash; none: what is recorded."""
    tenders: str | None = None
    """All that it was really paid with, such as ``cash=50,card=30:REFERENCE``."""


class CorrectTenderLook(msgspec.Struct, frozen=True, kw_only=True):
    """The sale, the shift that took its money, and what the balance holds."""

    payment: tuple[Purchase, ...]
    shift: Shift
    """Whose drawer took the cash."""
    balance: Money
    """What may be taken from the account balance here; 0 away from its home kiosk."""
    needs_second: bool
    currency_digits: int
    takes: frozenset[TenderKind] = frozenset()
    """What this counter takes beside cash and account balance."""

    @property
    def sale(self) -> Purchase:
        """The first meter of the payment, which has its tenders."""
        return self.payment[0]


class CorrectTenderQuote(msgspec.Struct, frozen=True, kw_only=True):
    """How it was paid."""

    look: CorrectTenderLook
    new: tuple[Tender, ...]
    reason: str
    to_drawer: Money
    """More cash than was recorded; below zero, less."""
    to_balance: Money
    """More on the account balance; below zero, less."""


class CorrectTenderResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was put right."""

    correction: EventId
    account: str
    receipt: int | None
    to_drawer: Money
    """More cash than was recorded; below zero, less."""
    to_balance: Money = 0
    """More on the account balance; below zero, less."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: CorrectTenderArguments) -> CorrectTenderLook:
    """Finds the sale. Raises UnknownRecord, CorrectionImpossible."""
    with kiosk.ledger.read() as reader:
        db = reader.db
        payment = _payment(kiosk, db, arguments.receipt)
        _require_kept(payment)
        sale = payment[0]
        shift = shifts.shift(db, sale.shift)
        if shift is None:
            raise _unknown(arguments.receipt)
        if shift.closed_by is None and shift.operator != caller.operator:
            raise CorrectionImpossible(
                _("The shift of operator {number} took this payment and is still open.").format(
                    number=shift.operator
                ),
                _("Nothing was changed. They put it right themselves, or two people later."),
            )
        return CorrectTenderLook(
            payment=tuple(payment),
            shift=shift,
            balance=_balance_here(kiosk, db, sale.account),
            needs_second=shift.closed_by is not None,
            currency_digits=settings.utility(db).currency_digits,
            takes=tender_queries.taken_here(db, kiosk.ledger.node),
        )


def _payment(kiosk: Kiosk, db: Database, text: str) -> list[Purchase]:
    """The payment of a receipt of this kiosk. Raises UnknownRecord."""
    ledger, number = kiosk.ledger, own_receipt(kiosk, text)
    if number is None:
        raise _unknown(text)
    found = sales.payment_of_receipt(db, ledger.node, ledger.epoch, number)
    if not found:
        raise _unknown(text)
    return found


def _unknown(text: str) -> UnknownRecord:
    return UnknownRecord(
        _("No sale of this kiosk, since its last restore, has the receipt {number}.").format(
            number=text.strip()[:30]
        ),
        _("Nothing was changed. Check the number on the receipt."),
    )


def _require_kept(payment: list[Purchase]) -> None:
    if any(one.refund is not None for one in payment):
        raise CorrectionImpossible(
            _("Money of this sale was paid back, or is to be."),
            _("Nothing was changed. What was paid back was paid as recorded."),
        )


def _balance_here(kiosk: Kiosk, db: Database, account: str) -> Money:
    at_home = account_named(db, account).home == kiosk.ledger.node
    return max(0, money.balance(db, account)) if at_home else 0


def quote_for(look: CorrectTenderLook, arguments: CorrectTenderArguments) -> CorrectTenderQuote:
    """The tenders as they were. Raises BadAmount, BadArgument, NotEnoughTendered and more."""
    old, digits = look.sale.tenders, look.currency_digits
    to_pay = sum(one.amount for one in old) - taken_from_balance(old)
    if not to_pay:
        raise CorrectionImpossible(
            _("Nothing of this sale was paid in cash or by other means."),
            _("Nothing was changed. What the account balance paid, the program reckoned."),
        )
    if is_unconfirmed(old):
        raise CorrectionImpossible(
            _("Of this sale it was not known whether all of the money came."),
            _("Nothing was changed. Say whether it came (settle-tender)."),
        )
    handed = handed_over(arguments.tendered, arguments.tenders, digits)
    if arguments.tenders is None:
        handed = _as_recorded(old, handed)
    new = tenders_for(
        to_pay=to_pay,
        balance_used=taken_from_balance(old),
        handed=handed,
        rest=arguments.rest,
        currency_digits=digits,
    )
    require_taken(look.takes, new)
    if is_unconfirmed(new):
        raise BadTender(
            _("A correction says what is known."),
            _("Nothing was changed. Type the reference, once the money came."),
        )
    if new == old:
        raise CorrectionImpossible(
            _("This sale is recorded so already."), _("Nothing was changed. Check the receipt.")
        )
    more = put_on_balance(new) - put_on_balance(old)
    if -more > look.balance:
        raise CorrectionImpossible(
            _("The account balance has only {balance} left that could be taken back.").format(
                balance=format_money(look.balance, look.currency_digits)
            ),
            _("Nothing was changed. What was spent already stays the customer's."),
        )
    return CorrectTenderQuote(
        look=look,
        new=new,
        reason=reason_given(arguments.reason),
        to_drawer=kept_in_cash(new) - kept_in_cash(old),
        to_balance=more,
    )


def _as_recorded(old: tuple[Tender, ...], handed: Handed) -> Handed:
    """What is recorded, but for what was said of the cash."""
    given = sum(one.tendered for one in old if one.kind is TenderKind.CASH)
    return Handed(
        cash=given if handed.cash is None else handed.cash,
        others=tuple(
            TypedTender(kind=one.kind, amount=one.tendered, reference=one.reference)
            for one in not_cash(old)
        ),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: CorrectTenderQuote) -> CorrectTenderResult:
    """Books it, prints the slip."""
    look, today = quote.look, local_date(kiosk)
    shift = require_who_may(kiosk, caller, two=look.needs_second)
    sale = look.sale

    def work(tx: Transaction) -> EventId:
        _require_unchanged(kiosk, tx.db, look)
        event = TendersCorrected(
            account=sale.account,
            purchase=sale.id,
            old=sale.tenders,
            new=quote.new,
            reason=quote.reason,
            date=today,
            shift=shift,
            entries=bookkeeping.tendered_otherwise(
                sale.tenders,
                quote.new,
                sale.account,
                str(look.shift.id),
                counted_by=str(look.shift.operator) if look.needs_second else "",
            ),
        )
        number = tx.next_id()
        slip = correction_slip(
            kiosk,
            tx.db,
            number=number,
            shift=shift,
            operator=caller.operator,
            second=caller.second,
            account=sale.account,
            what=_("How receipt {number} was paid").format(
                number=receipt_text(kiosk, sale.receipt or 0)
            ),
            changes=_changes(look, quote.new),
            reason=quote.reason,
            balance_after=money.balance(tx.db, sale.account) + quote.to_balance,
        )
        print_document(tx, slip, str(number))
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _require_unchanged(kiosk: Kiosk, db: Database, look: CorrectTenderLook) -> None:
    sale = look.sale
    now = tuple(sales.payment(db, sale.id))
    balance = _balance_here(kiosk, db, sale.account)
    if (now, balance, shifts.shift(db, sale.shift)) != (look.payment, look.balance, look.shift):
        raise StaleQuote(
            _("This sale or its shift was changed meanwhile."),
            _("Nothing was changed now. Start over."),
        )


def _changes(look: CorrectTenderLook, new: tuple[Tender, ...]) -> list[Change]:
    def said(tenders: tuple[Tender, ...], name: str) -> str:
        return format_money(sum(getattr(one, name) for one in tenders), look.currency_digits)

    names = {
        "tendered": _("Cash given"),
        "change": _("Change"),
        "to_balance": _("To account balance"),
    }
    old_cash, new_cash = _cash(look.sale.tenders), _cash(new)
    otherwise = Change(
        name=_("Not in cash"),
        old=_otherwise(look.sale.tenders, look.currency_digits),
        new=_otherwise(new, look.currency_digits),
    )
    cash = [
        Change(name=label, old=said(old_cash, name), new=said(new_cash, name))
        for name, label in names.items()
        if said(old_cash, name) != said(new_cash, name)
    ]
    return cash if otherwise.old == otherwise.new else [*cash, otherwise]


def _otherwise(tenders: tuple[Tender, ...], digits: int) -> str:
    found = [
        f"{_(TENDER_NAMES[one.kind])} {format_money(one.tendered, digits)} {one.reference}"
        for one in not_cash(tenders)
    ]
    return ", ".join(found) or _("nothing")


def _cash(tenders: tuple[Tender, ...]) -> tuple[Tender, ...]:
    return tuple(one for one in tenders if one.kind is TenderKind.CASH)


def recall(kiosk: Kiosk, correction: EventId) -> CorrectTenderResult:
    """What an earlier call put right."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, correction)
        if entry is None or not isinstance(entry.event, TendersCorrected):
            raise LookupError(correction)
        event = entry.event
        payment = sales.payment(reader.db, event.purchase)
    more = put_on_balance(event.new) - put_on_balance(event.old)
    return CorrectTenderResult(
        correction=correction,
        account=event.account,
        receipt=payment[0].receipt if payment else None,
        to_drawer=kept_in_cash(event.new) - kept_in_cash(event.old),
        to_balance=more,
    )


CORRECT_TENDER = Operation(
    name="correct-tender",
    summary=_("Put right how a sale was paid: where the rest went, what was handed over."),
    permission=Permission.REFUND,
    arguments=CorrectTenderArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("tenders_corrected",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(
        quote.look.sale.account, quote.to_drawer or quote.to_balance
    ),
)
