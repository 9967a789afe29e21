"""Refund of an unloaded purchase, first half: the load comes off the card.

Money goes out in the second half (pay-refund): at once where the card cannot be copied, otherwise
when the meter's final read-back proves that nobody used a copy.
"""

from __future__ import annotations

import msgspec

from app.domain.approval import signed_money
from app.domain.card_writes import cancellation_written
from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.permissions import Permission
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line
from app.domain.tariff.refund import refund_lines
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundOpened
from app.ledger.queries import settings
from app.ledger.queries.sales import Purchase
from app.operations.authority import require_second_above_limit, require_shift
from app.operations.card_look import CardLook
from app.operations.card_plan import PlanTicket
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.refund_facts import tier_use_without
from app.operations.refund_result import RefundResult, refund_result
from app.operations.taking_off import take_off
from app.operations.untaken import require_not_refunded, untaken_purchase


class RefundArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader says which purchase."""

    reason: str
    meter: str | None = None
    """Whose load, where the card carries untaken loads of several meters."""


class RefundLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card and the purchase that would come off it."""

    card: CardLook
    purchase: Purchase
    rounding: Money
    """Smallest cash amount at the time of the sale."""
    contents: CardContents
    """What the card will say afterwards."""
    limit: Money | None
    """Above it a second person is needed."""


class RefundQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what comes off the card and what will be paid for it."""

    look: RefundLook
    reason: str
    quantity: Quantity
    lines: tuple[Line, ...]
    amount: Money
    needs_proof: bool
    needs_second: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: RefundArguments) -> RefundLook:
    """Refuses unless the card agrees with the ledger and carries an unloaded purchase of ours."""
    untaken = untaken_purchase(kiosk, caller, arguments.meter)
    card, purchase = untaken.card, untaken.purchase
    breakdown = purchase.breakdown
    with kiosk.ledger.read() as reader:
        use = tier_use_without(reader.db, purchase, card.reading.contents.kind)
        sold_at = settings.revision_sold(
            reader.db, purchase.id, breakdown.tariff_class, breakdown.revision
        )
        limit = settings.money_limit(reader.db, MoneyLimit.REFUND)
    written = cancellation_written(
        card.reading,
        sequence=card.next_sequence,
        copyable=card.declares.copyable,
        use=use,
    )
    return RefundLook(
        card=card,
        purchase=purchase,
        rounding=sold_at.rounding if sold_at else 1,
        contents=written,
        limit=limit,
    )


def quote_for(look: RefundLook, arguments: RefundArguments) -> RefundQuote:
    """What is returned: the volume lines, with the tax and tier of their sale."""
    lines, amount, quantity = refund_lines(look.purchase.breakdown, rounding=look.rounding)
    return RefundQuote(
        look=look,
        reason=reason_given(arguments.reason),
        quantity=quantity,
        lines=lines,
        amount=amount,
        needs_proof=look.card.declares.copyable,
        needs_second=above_limit(amount, look.limit),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: RefundQuote) -> RefundResult:
    """Takes the load off the card; pays at once where no proof is needed."""
    shift = require_shift(kiosk, caller)
    require_second_above_limit(kiosk, caller, quote.amount)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> RefundOpened:
        require_not_refunded(tx, look.purchase)
        return _opened(kiosk, quote, ticket, shift.id)

    return take_off(kiosk, caller, look.card, look.contents, opening, needs_proof=quote.needs_proof)


def _opened(kiosk: Kiosk, quote: RefundQuote, ticket: PlanTicket, shift: EventId) -> RefundOpened:
    purchase = quote.look.purchase
    return RefundOpened(
        account=purchase.account,
        allocation=purchase.allocation,
        plan=ticket.plan,
        contents=ticket.contents,
        date=local_date(kiosk),
        shift=shift,
        purchase=purchase.id,
        basis=RefundBasis.UNLOADED,
        reason=quote.reason,
        quantity=quote.quantity,
        money=purchase.breakdown.money,
        lines=quote.lines,
        amount=quote.amount,
        needs_proof=quote.needs_proof,
    )


REFUND = Operation(
    name="refund",
    summary=_("Take an unloaded purchase off its card; pay-refund pays it."),
    permission=Permission.REFUND,
    arguments=RefundArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=refund_result,
    opened_by=("refund_opened",),
    needs_shift=True,
    needs_invoice=True,
    signed_for=lambda quote: signed_money(quote.look.purchase.account, quote.amount),
)
