"""A refund that its meter refutes: it had the load, by a copy of the card or by a lost one.

Nothing is ever paid for it: the load counts as used, with its tier, and the card sells again.
"""

from __future__ import annotations

import msgspec

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.cards import CardReading
from app.domain.comparison import Standing
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundRefuted
from app.ledger.queries import journal, sales
from app.ledger.queries.sales import Refund
from app.operations.account_standing import refuse_closed
from app.operations.authority import require_second, require_shift
from app.operations.card_look import asked_about, see_card
from app.operations.card_plan import plan_still_open
from app.operations.card_standing import explain
from app.operations.errors import NoRefundWaits, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.refund_paper import refuted_slip
from app.operations.records import purchase_with
from app.operations.refund_facts import refund_with


class RefuteRefundArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader says which refund."""

    meter: str | None = None
    """Whose load, where the meters of several had theirs."""


class RefuteRefundQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The refund, and the card on which its meter proved that it had the load."""

    refund: Refund
    reading: CardReading


class RefuteRefundResult(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is paid for this refund any more."""

    refund: EventId
    account: str
    amount: Money
    """What was due."""
    receipt: int | None
    """Of the payment, where it had none yet."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: RefuteRefundArguments) -> RefuteRefundQuote:
    """Refuses unless the meter proves that it had a load that was taken off here."""
    with kiosk.cards.session() as session:
        card = asked_about(see_card(kiosk, session), arguments.meter, (Standing.LOAD_WAS_USED,))
    if card.open_plans:
        raise plan_still_open(card.open_plans[0])
    refuse_closed(card.account, card.account_standing, AccountAct.SETTLE)
    if card.standing is not Standing.LOAD_WAS_USED:
        raise explain(card)
    with kiosk.ledger.read() as reader:
        waiting = sales.open_refunds(reader.db, card.account)
    number = card.reading.contents.number
    for row in waiting:
        here = row.id.node == kiosk.ledger.node
        if here and (row.allocation, row.proof_number) == (card.allocation, number):
            return RefuteRefundQuote(refund=row, reading=card.reading)
    raise NoRefundWaits(
        _("The load was taken off this card at another kiosk."),
        _("Nothing was recorded. Only the kiosk that took the load off can do this."),
    )


def quote_for(look: RefuteRefundQuote, arguments: RefuteRefundArguments) -> RefuteRefundQuote:
    """There is nothing to choose: the meter has decided."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: RefuteRefundQuote) -> RefuteRefundResult:
    """Records it and prints a slip, in one transaction. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)
    shift = require_shift(kiosk, caller)

    def work(tx: Transaction) -> None:
        row = refund_with(tx.db, quote.refund.id)
        if row.paid is not None or row.refuted is not None:
            raise StaleQuote(
                _("This refund has come to its end meanwhile."),
                _("Nothing was recorded. Put the card on again and look."),
            )
        sold = row.basis is RefundBasis.NOT_WRITTEN
        event = _refuted(kiosk, row, quote.reading, shift.id, tx.next_receipt() if sold else None)
        purchase = purchase_with(tx.db, row.purchase, row.allocation)
        id = tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )
        number = str(id) if event.receipt is None else receipt_text(kiosk, event.receipt)
        paper = refuted_slip(kiosk, tx, purchase, row, event, id, number, caller.operator)
        print_document(tx, paper, number)

    kiosk.ledger.commit(work)
    return _result(kiosk, quote.refund.id)


def _refuted(
    kiosk: Kiosk, refund: Refund, reading: CardReading, shift: EventId, receipt: int | None
) -> RefundRefuted:
    return RefundRefuted(
        plan=refund.plan,
        account=refund.account,
        allocation=refund.allocation,
        date=local_date(kiosk),
        shift=shift,
        receipt=receipt,
        entries=bookkeeping.not_cancelled(
            refund.lines,
            refund.account,
            reading.contents.kind,
            from_balance=refund.from_balance,
        ),
        refund=refund.id,
        purchase=refund.purchase,
        amount=refund.amount,
        credit=refund.money or refund.quantity,
        serial=reading.serial,
        mark=reading.contents.mark,
        evidence=reading.read_back,
        sold=receipt is not None,
    )


def _result(kiosk: Kiosk, refund: EventId) -> RefuteRefundResult:
    with kiosk.ledger.read() as reader:
        row = refund_with(reader.db, refund)
    return RefuteRefundResult(
        refund=row.id, account=row.account, amount=row.amount, receipt=row.receipt
    )


def recall(kiosk: Kiosk, refuted: EventId) -> RefuteRefundResult:
    """What an earlier call recorded."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, refuted)
    if entry is None or not isinstance(entry.event, RefundRefuted):
        raise LookupError(refuted)
    return _result(kiosk, entry.event.refund)


REFUTE_REFUND = Operation(
    name="refute-refund",
    summary=_("Two people record that a meter had a load that was taken off: nothing is paid."),
    permission=Permission.REFUND,
    arguments=RefuteRefundArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("refund_refuted",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(quote.refund.account, quote.refund.amount),
)
