"""Money back for a payment whose card shows that nothing was written.

It is a plan of its own: zero load with a new write sequence and mark, so that the abandoned plan
can never be finished elsewhere. It pays like a refund: after read-back, and on a copyable card
only on the meter's proof. Two people.
"""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.card_writes import form_after, money_back_written
from app.domain.cards import CardContents, CardReading
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.plans import Verdict
from app.domain.refunds import money_can_go_back
from app.domain.text import _
from app.kiosk import CardSession, Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundOpened
from app.ledger.queries import plans
from app.ledger.queries.sales import Purchase
from app.operations.authority import require_shift
from app.operations.card_look import judge_card
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    commit_plan,
    plan_still_open,
    write_and_close,
)
from app.operations.errors import RefundImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.pay_refund import pay_cancelled
from app.operations.plan_look import PlanLook, profile_of, see_plan
from app.operations.reasons import reason_given
from app.operations.records import purchase_with
from app.operations.refund_facts import close_refund, tier_use_without
from app.operations.refund_result import RefundResult, refund_result
from app.operations.tender_rules import require_confirmed

_PAYMENTS = ("purchase_paid", "plan_renewed")


class MoneyBackArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which payment: the open one of the card in the reader unless named."""

    reason: str
    account: str | None = None
    plan: str | None = None


class MoneyBackLook(msgspec.Struct, frozen=True, kw_only=True):
    """The plan, its purchase, and what the card will say afterwards."""

    plan: PlanLook
    purchase: Purchase
    contents: CardContents


class MoneyBackQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what goes back."""

    look: MoneyBackLook
    reason: str
    needs_proof: bool


def look_at(kiosk: Kiosk, caller: Caller, arguments: MoneyBackArguments) -> MoneyBackLook:
    """Refuses unless the card shows exactly the before-image of a payment of ours."""
    expected = profile_of(kiosk, account=arguments.account, plan=arguments.plan)
    with kiosk.cards.session(expected) as session:
        look = see_plan(kiosk, session, account=arguments.account, plan=arguments.plan)
        _refuse(kiosk, look)
        # Only now: of a card that its plan left torn nothing can be read.
        shown = () if look.blank else _completed(kiosk, session, look)
    row = look.row
    before = _part_of(shown, row.contents)
    with kiosk.ledger.read() as reader:
        require_confirmed(reader.db, row.subject)
        purchase = purchase_with(reader.db, row.subject, row.allocation)
        use = tier_use_without(reader.db, purchase, row.contents.kind)
    before_contents = before.contents if before else _nothing_yet(row.contents)
    contents = money_back_written(
        before_contents,
        row.contents,
        form=form_after(before) if before else row.contents.form,
        copyable=look.declares.copyable,
        use=use,
    )
    return MoneyBackLook(plan=look, purchase=purchase, contents=contents)


def _refuse(kiosk: Kiosk, look: PlanLook) -> None:
    """Unless it is a payment of ours to one meter, of which the card proves that it got nothing."""
    row, declares = look.row, look.declares
    ours = (row.id.node, row.id.epoch) == (kiosk.ledger.node, kiosk.ledger.epoch)
    if not ours or row.kind not in _PAYMENTS or row.held is not None:
        raise RefundImpossible(
            _("Money cannot be given back for this operation here."),
            _("Nothing was paid out. Settle it, or let two people decide it."),
        )
    if not money_can_go_back(copyable=declares.copyable, tells_totals=declares.tells_totals):
        raise RefundImpossible(
            _("A meter of this make cannot prove that a payment was not used: none goes back."),
            _("Nothing was paid out. Settle it: the card gets what was paid for."),
        )
    if row.others:
        raise RefundImpossible(
            _("This payment is for several meters and cannot be given back as a whole."),
            _("Nothing was paid out. Settle it, then refund each load that is not wanted."),
        )
    if look.verdict is not Verdict.NOT_WRITTEN:
        raise plan_still_open(row)


def _completed(kiosk: Kiosk, session: CardSession, look: PlanLook) -> tuple[CardReading, ...]:
    """What the card says, with what the ledger says where the card has no room."""
    card = judge_card(kiosk, session.profile, look.image, session.readings())
    return tuple(part.reading for part in card.parts)


def _part_of(shown: tuple[CardReading, ...], planned: CardContents) -> CardReading | None:
    """What the card says of the meter now; None: it serves it not yet."""
    same = (one for one in shown if one.contents.place == planned.place)
    return next(same, None)


def _nothing_yet(planned: CardContents) -> CardContents:
    """What a card that was never issued would have said before its first load."""
    return msgspec.structs.replace(
        planned, number=planned.number - 1, load=0, cumulative=planned.cumulative - planned.load
    )


def quote_for(look: MoneyBackLook, arguments: MoneyBackArguments) -> MoneyBackQuote:
    """The whole payment goes back."""
    return MoneyBackQuote(
        look=look, reason=reason_given(arguments.reason), needs_proof=look.plan.declares.copyable
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: MoneyBackQuote) -> RefundResult:
    """Writes zero load, proves it, and pays unless the meter has to prove it first."""
    shift = require_shift(kiosk, caller)
    row = quote.look.plan.row

    def opening(tx: Transaction, ticket: PlanTicket) -> RefundOpened:
        current = plans.plan(tx.db, row.id)
        if current is None or current.outcome is not None:
            raise StaleQuote(
                _("This payment was settled meanwhile."),
                _("Nothing was paid out. Look at what is open, and settle that."),
            )
        return _opened(kiosk, quote, ticket, shift.id)

    write = PlannedWrite(
        before=quote.look.plan.image,
        serial=row.plan.serial,
        contents=(quote.look.contents,),
        issues=row.plan.issues,
        account=row.account,
        replaces=row.id,
        act=AccountAct.GIVE_BACK,
    )
    with kiosk.cards.session(row.plan.profile) as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_refund)
    drawer = "" if quote.needs_proof else pay_cancelled(kiosk, caller, plan, evidence=None)
    return msgspec.structs.replace(refund_result(kiosk, plan), drawer=drawer)


def _opened(
    kiosk: Kiosk, quote: MoneyBackQuote, ticket: PlanTicket, shift: EventId
) -> RefundOpened:
    purchase = quote.look.purchase
    return RefundOpened(
        account=purchase.account,
        allocation=purchase.allocation,
        plan=ticket.plan,
        contents=ticket.contents,
        date=local_date(kiosk),
        shift=shift,
        purchase=purchase.id,
        basis=RefundBasis.NOT_WRITTEN,
        closes=quote.look.plan.row.id,
        reason=quote.reason,
        quantity=purchase.quantity,
        money=purchase.breakdown.money,
        lines=purchase.breakdown.lines,
        amount=purchase.total,
        needs_proof=quote.needs_proof,
    )


MONEY_BACK = Operation(
    name="money-back",
    summary=_("Give the money back for a payment that was never written to its card."),
    permission=Permission.REFUND,
    arguments=MoneyBackArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=refund_result,
    opened_by=("refund_opened",),
    needs_shift=True,
    needs_second=True,
    signed_for=lambda quote: signed_money(quote.look.purchase.account, quote.look.purchase.total),
)
