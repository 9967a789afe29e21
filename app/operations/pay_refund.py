"""Refund, second half: money goes out for a load that is off its card.

Where the card can be copied, only on the meter's final read-back: it took the cancelled number
and its total did not change.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.approval import signed_money
from app.domain.cards import CardReading, ReadBack
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.refunds import proved, refuted
from app.domain.reversals import back_in_cash, not_in_cash
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundPaid
from app.ledger.queries import journal, sales
from app.ledger.queries import tenders as tender_queries
from app.ledger.queries.sales import Refund
from app.operations.authority import require_second, require_shift
from app.operations.card_look import see_card
from app.operations.crediting import credit_invoiced
from app.operations.errors import LoadWasUsed, NoRefundWaits, RefundImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.refund_paper import refund_receipt
from app.operations.records import purchase_with
from app.operations.refund_facts import refund_with
from app.operations.refund_result import RefundResult, refund_result
from app.operations.tender_rules import require_confirmed
from app.payments.cash_drawer import open_for_cash


class PayRefundArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader says which refund; the slip is handed in and kept."""


class PayRefundQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The refund and what proves it."""

    refund: Refund
    evidence: ReadBack | None
    to_cash: Money
    to_balance: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: PayRefundArguments) -> PayRefundQuote:
    """Finds the refund that waits for this card, and its proof. Raises RefundImpossible."""
    with kiosk.cards.session() as session:
        card = see_card(kiosk, session)
    parts = {part.allocation: part.reading for part in card.parts}
    with kiosk.ledger.read() as reader:
        waiting = [
            row
            for row in sales.open_refunds(reader.db, card.account)
            if row.allocation in parts and row.id.node == kiosk.ledger.node
        ]
    if not waiting:
        raise NoRefundWaits(
            _("No refund waits for this card here."),
            _("Nothing was paid out. Only the kiosk that took the load off can pay."),
        )
    # What its meter has proved goes first: of several that wait one may be ready.
    refund = next((row for row in waiting if _proved(parts[row.allocation], row)), waiting[0])
    reading = parts[refund.allocation]
    if refund.id.epoch != kiosk.ledger.epoch:
        # After a restore it may have been paid already: two people compare the slip.
        require_second(kiosk, caller)
    if refund.needs_proof and _refuted(reading, refund):
        raise LoadWasUsed(
            _("The meter had the load that was taken off: a copy or a lost card was used."),
            _("Nothing is paid. Two people record it (refute-refund), then the card sells again."),
        )
    if refund.needs_proof and not _proved(reading, refund):
        raise RefundImpossible(
            _("The meter has not proved yet that the load was not used."),
            _("Nothing was paid out. Put the card in the meter and bring it back."),
        )
    with kiosk.ledger.read() as reader:
        to_cash, to_balance = split_back(reader.db, refund)
    return PayRefundQuote(
        refund=refund,
        evidence=reading.read_back if refund.needs_proof else None,
        to_cash=to_cash,
        to_balance=to_balance,
    )


def split_back(db: Database, refund: Refund) -> tuple[Money, Money]:
    """(cash, account balance) that a refund is paid in: cash goes out only for cash that came in.

    Raises TenderUnconfirmed.
    """
    require_confirmed(db, refund.purchase)
    tenders = sales.payment(db, refund.purchase)[0].tenders
    if refund.basis is RefundBasis.UNLOADED:
        before = tender_queries.refunded_in_cash(db, refund.purchase)
        to_cash = back_in_cash(tenders, refund.amount, before)
        return to_cash, refund.amount - to_cash
    # The whole payment goes back, each part of it to where it came from.
    to_balance = not_in_cash(tenders, with_rest=refund.basis is RefundBasis.REVERSED)
    return refund.amount - to_balance, to_balance


def _proved(reading: CardReading, refund: Refund) -> bool:
    if refund.proof_number is None or refund.proof_total is None:
        return False
    same_image = reading.contents.number == refund.proof_number and reading.contents.load == 0
    return same_image and proved(reading, number=refund.proof_number, total=refund.proof_total)


def _refuted(reading: CardReading, refund: Refund) -> bool:
    if refund.proof_number is None or refund.proof_total is None:
        return False
    credit = refund.money or refund.quantity
    return refuted(reading, number=refund.proof_number, total=refund.proof_total, credit=credit)


def quote_for(look: PayRefundQuote, arguments: PayRefundArguments) -> PayRefundQuote:
    """There is nothing to choose: the amount stands since the load was taken off."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: PayRefundQuote) -> RefundResult:
    """Pays, prints the receipt."""
    drawer = pay_cancelled(kiosk, caller, quote.refund.id, evidence=quote.evidence)
    return msgspec.structs.replace(refund_result(kiosk, quote.refund.id), drawer=drawer)


def pay_cancelled(
    kiosk: Kiosk, caller: Caller, refund: EventId, *, evidence: ReadBack | None
) -> str:
    """The paying event, its receipt number and its print job, in one transaction.

    Returns why the cash drawer did not open, if it should have.
    Raises StaleQuote when it is paid already or the load is not off the card yet.
    """
    shift = require_shift(kiosk, caller)
    today = local_date(kiosk)

    def work(tx: Transaction) -> int:
        row = refund_with(tx.db, refund)
        if row.paid is not None or row.cancelled is None or row.refuted is not None:
            raise StaleQuote(
                _("This refund has come to its end, or its load is not off the card."),
                _("Nothing was paid out. Look at the refund again."),
            )
        purchase = purchase_with(tx.db, row.purchase, row.allocation)
        receipt = tx.next_receipt()
        event = _paid(row, split_back(tx.db, row), shift.id, today, receipt, evidence)
        number = receipt_text(kiosk, receipt)
        paper = refund_receipt(kiosk, tx, purchase, row, event, number, caller.operator)
        print_document(tx, paper, number)
        paid = tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )
        credit_invoiced(kiosk, tx, caller, paid)
        return event.to_cash

    return open_for_cash(kiosk.drawer) if kiosk.ledger.commit(work) else ""


def _paid(
    refund: Refund,
    split: tuple[Money, Money],
    shift: EventId,
    today: date,
    receipt: int,
    evidence: ReadBack | None,
) -> RefundPaid:
    to_cash, to_balance = split
    return RefundPaid(
        plan=refund.id,
        account=refund.account,
        allocation=refund.allocation,
        date=today,
        shift=shift,
        receipt=receipt,
        entries=bookkeeping.paid_out(to_cash, to_balance, refund.account, str(shift)),
        refund=refund.id,
        purchase=refund.purchase,
        amount=refund.amount,
        to_cash=to_cash,
        to_balance=to_balance,
        lines=refund.lines,
        evidence=evidence,
        reversal=refund.basis is RefundBasis.REVERSED,
    )


def recall(kiosk: Kiosk, paid: EventId) -> RefundResult:
    """The refund that an earlier call paid."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, paid)
    if entry is None or not isinstance(entry.event, RefundPaid):
        raise LookupError(paid)
    return refund_result(kiosk, entry.event.refund)


PAY_REFUND = Operation(
    name="pay-refund",
    summary=_("Pay for a load that was taken off its card, once the meter has proved it."),
    permission=Permission.REFUND,
    arguments=PayRefundArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("refund_paid",),
    needs_shift=True,
    needs_invoice=True,
    signed_for=lambda quote: signed_money(quote.refund.account, quote.to_cash + quote.to_balance),
)
