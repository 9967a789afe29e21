"""Refund of an unloaded purchase, first half: the load comes off the card.

Money goes out in the second half (pay-refund): at once where the card cannot be copied, otherwise
when the meter's final read-back proves that nobody used a copy.
"""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.card_writes import cancellation_written
from app.domain.cards import CardContents
from app.domain.comparison import Standing
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money, Quantity
from app.domain.refunds import RefundCase, RefundRefusal, refund_refusal
from app.domain.tariff.breakdown import Line
from app.domain.tariff.refund import refund_lines
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundOpened
from app.ledger.queries import sales, settings
from app.ledger.queries.sales import Purchase
from app.operations.authority import require_shift
from app.operations.card_look import CardLook, asked_about, see_card
from app.operations.card_plan import PlannedWrite, PlanTicket, commit_plan, write_and_close
from app.operations.card_standing import explain, hold_if_unexplained, refuse_blocked
from app.operations.errors import RefundImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.pay_refund import pay_cancelled
from app.operations.pricing import require_home
from app.operations.records import compensation_carried, purchase_carried
from app.operations.refund_facts import close_refund, tier_use_without
from app.operations.refund_result import RefundResult, refund_result


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


class RefundQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what comes off the card and what will be paid for it."""

    look: RefundLook
    reason: str
    quantity: Quantity
    lines: tuple[Line, ...]
    amount: Money
    needs_proof: bool


_TAKEN_OFF = (Standing.UNLOADED,)

_REFUSALS = {
    RefundRefusal.OTHER_KIOSK: _("It was sold at another kiosk; only that one may pay it back."),
    RefundRefusal.OLDER_EPOCH: _("It was sold before this kiosk was restored."),
    RefundRefusal.OTHER_CARD: _("It was first written to another card, which may still be used."),
    RefundRefusal.WRITTEN_AGAIN: _("Its meter marked it once already."),
    RefundRefusal.CREDITS_FIRST: _("Its meter credits before it marks: it may have the load."),
    RefundRefusal.MARKS_ONCE: _("This card can be copied and its meter cannot prove its total."),
    RefundRefusal.NOT_REFUNDABLE: _("Loads cannot be taken off this kind of card."),
}


def look_at(kiosk: Kiosk, caller: Caller, arguments: RefundArguments) -> RefundLook:
    """Refuses unless the card agrees with the ledger and carries an unloaded purchase of ours."""
    with kiosk.cards.session() as session:
        card = asked_about(see_card(kiosk, session), arguments.meter, _TAKEN_OFF)
    refuse_blocked(card, AccountAct.GIVE_BACK)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    if card.standing is not Standing.UNLOADED or card.allocation is None:
        raise explain(card)
    contents = card.reading.contents
    with kiosk.ledger.read() as reader:
        if compensation_carried(reader.db, contents.mark, card.allocation) is not None:
            raise RefundImpossible(
                _("This load was given as compensation: it was not paid for."),
                _("Nothing was paid out; the credit stays on the card."),
            )
        purchase = purchase_carried(reader.db, contents.mark, card.allocation)
        if purchase is None or purchase.loaded is None or purchase.refund is not None:
            raise refusal(RefundRefusal.OTHER_KIOSK)
        use = tier_use_without(reader.db, purchase, contents.kind)
        written_on = sales.first_serial(reader.db, purchase.id)
        breakdown = purchase.breakdown
        sold_at = settings.revision(reader.db, breakdown.tariff_class, breakdown.revision)
    why = refund_refusal(
        RefundCase(
            node=kiosk.ledger.node,
            epoch=kiosk.ledger.epoch,
            sold_by=purchase.id,
            written_on=written_on,
            serial=card.reading.serial,
            rewritten=purchase.rewritten,
            marking=card.declares.marking,
            copyable=card.declares.copyable,
            refundable=card.declares.refundable,
        )
    )
    if why is not None:
        raise refusal(why)
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
    )


def refusal(why: RefundRefusal) -> RefundImpossible:
    """The sentence for a refund that the rules forbid."""
    return RefundImpossible(
        _("This purchase cannot be paid back: {why}").format(why=_REFUSALS[why]),
        _("Nothing was paid out; the credit stays on the card."),
    )


def quote_for(look: RefundLook, arguments: RefundArguments) -> RefundQuote:
    """What is returned: the volume lines, with the tax and tier of their sale."""
    lines, amount, quantity = refund_lines(look.purchase.breakdown, rounding=look.rounding)
    return RefundQuote(
        look=look,
        reason=arguments.reason,
        quantity=quantity,
        lines=lines,
        amount=amount,
        needs_proof=look.card.declares.copyable,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: RefundQuote) -> RefundResult:
    """Takes the load off the card; pays at once where no proof is needed."""
    shift = require_shift(kiosk, caller)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> RefundOpened:
        current = sales.purchase(tx.db, look.purchase.id, look.purchase.allocation)
        if current is None or current.refund is not None:
            raise StaleQuote(
                _("This purchase was refunded meanwhile."), _("Nothing was paid out again.")
            )
        return _opened(kiosk, quote, ticket, shift.id)

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.reading.serial,
        contents=(look.contents,),
        account=look.purchase.account,
        act=AccountAct.GIVE_BACK,
    )
    with kiosk.cards.session() as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_refund)
    drawer = "" if quote.needs_proof else pay_cancelled(kiosk, caller, plan, evidence=None)
    return msgspec.structs.replace(refund_result(kiosk, plan), drawer=drawer)


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
)
