"""Reversal: the last purchase of this shift, undone as a whole while its meter has not taken it.

The card is shown; without it there is no reversal. Unlike a refund, which returns the credit
alone, a reversal returns the whole payment: standing charges, arrears and fees go back to where
they stood, the account balance too. That makes it worth no less care: it keeps every rule of a
refund, and money goes out as for a refund, at once or when the meter has proved that nobody used
the load (pay-refund). A payment for several meters is not reversed as a whole: each of its loads
is refunded. Nor is the one that allocated the meter: card and opening stay paid.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.approval import signed_money
from app.domain.card_writes import reversal_written
from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.reversals import (
    ReversalCase,
    ReversalRefusal,
    put_on_balance,
    reversal_refusal,
)
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import RefundBasis, RefundOpened
from app.ledger.queries import cards, money, sales, settings
from app.ledger.queries.sales import Purchase
from app.operations.authority import require_second_above_limit, require_shift
from app.operations.card_look import CardLook
from app.operations.card_plan import PlanTicket
from app.operations.errors import ReversalImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.records import account_named
from app.operations.refund_result import RefundResult, refund_result
from app.operations.taking_off import take_off
from app.operations.untaken import (
    Untaken,
    require_not_refunded,
    sold_since,
    untaken_purchase,
)


class ReverseArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader says which purchase: the last one that it was sold."""

    reason: str
    meter: str | None = None
    """Whose load, where the card carries untaken loads of several meters."""


class ReverseLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card and the purchase that would be undone."""

    card: CardLook
    purchase: Purchase
    from_balance: Money
    """What its payment put on the account balance."""
    contents: CardContents
    """What the card will say afterwards."""
    limit: Money | None
    """Above it a second person is needed."""


class ReverseQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what is undone and given back."""

    look: ReverseLook
    reason: str
    amount: Money
    """All that is given back: to the customer, and to the account balance what came from it."""
    needs_proof: bool
    needs_second: bool


_REFUSALS = {
    ReversalRefusal.OTHER_SHIFT: (
        _("It was paid in another shift, or to another operator."),
        _("Refund it: the credit is paid back, standing charges and fees stay paid."),
    ),
    ReversalRefusal.OTHER_CARD: (
        _("It was first written to another card."),
        _("Show that card, or refund what stands on this one."),
    ),
    ReversalRefusal.SEVERAL_METERS: (
        _("Its payment was for several meters."),
        _("Refund the load of each meter that is not wanted."),
    ),
    ReversalRefusal.FIRST_PURCHASE: (
        _("Its payment also gave the customer meter and card."),
        _("Refund it: the credit is paid back, card and opening stay paid."),
    ),
    ReversalRefusal.NEW_CARD: (
        _("Its payment also gave the customer a new card."),
        _("Refund it: the credit is paid back, the card stays paid."),
    ),
    ReversalRefusal.NOT_LAST: (
        _("The card was sold to again since."),
        _("Reverse what was sold last first, or refund this load."),
    ),
    ReversalRefusal.BALANCE_GONE: (
        _("What was left over went to the account balance, and cannot be taken back from there."),
        _("Refund it: what went to the balance then stays the customer's."),
    ),
}


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReverseArguments) -> ReverseLook:
    """Refuses unless the card carries an unloaded purchase that its own shift may undo."""
    shift = require_shift(kiosk, caller)
    untaken = untaken_purchase(kiosk, caller, arguments.meter)
    card, purchase = untaken.card, untaken.purchase
    with kiosk.ledger.read() as reader:
        _refuse(kiosk, reader.db, untaken, shift.id)
        before = _before(reader.db, purchase)
        limit = settings.money_limit(reader.db, MoneyLimit.REFUND)
    return ReverseLook(
        card=card,
        purchase=purchase,
        from_balance=put_on_balance(purchase.tenders),
        contents=reversal_written(
            card.reading,
            before,
            sequence=card.next_sequence,
            copyable=card.declares.copyable,
        ),
        limit=limit,
    )


def _refuse(kiosk: Kiosk, db: Database, untaken: Untaken, shift: EventId) -> None:
    """Raises ReversalImpossible."""
    purchase = untaken.purchase
    payment = sales.payment(db, purchase.id)
    why = reversal_refusal(
        ReversalCase(
            paid_in=purchase.shift,
            shift=shift,
            written_on=untaken.written_on,
            serial=untaken.card.reading.serial,
            meters=len(payment),
            allocates=any(load.allocates is not None for load in payment),
            reissues=sales.reissue(db, purchase.id, purchase.allocation) is not None,
            sold_since=sold_since(db, untaken.card, purchase),
            from_balance=put_on_balance(purchase.tenders),
            balance=_balance_here(kiosk, db, purchase.account),
        )
    )
    if why is not None:
        message, remedy = _REFUSALS[why]
        raise ReversalImpossible(
            _("This purchase cannot be reversed: {why}").format(why=message),
            _("Nothing was changed. {remedy}").format(remedy=remedy),
        )


def _balance_here(kiosk: Kiosk, db: Database, account: str) -> Money:
    """Account-level value is taken only where it cannot be spent twice."""
    at_home = account_named(db, account).home == kiosk.ledger.node
    return max(0, money.balance(db, account)) if at_home else 0


def _before(db: Database, purchase: Purchase) -> CardContents:
    """What the card said before the purchase was written to it.

    It said something: the meter was allocated by an earlier one, whose write came first.
    """
    writes = cards.writes(db, purchase.allocation)
    at = next(at for at, write in enumerate(writes) if write.mark == purchase.plan)
    return writes[at - 1].contents


def quote_for(look: ReverseLook, arguments: ReverseArguments) -> ReverseQuote:
    """Everything that was paid. Raises BadArgument."""
    amount = look.purchase.total + look.from_balance
    return ReverseQuote(
        look=look,
        reason=reason_given(arguments.reason),
        amount=amount,
        needs_proof=look.card.declares.copyable,
        needs_second=above_limit(amount, look.limit),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ReverseQuote) -> RefundResult:
    """Takes the load off the card; pays at once where no proof is needed."""
    shift = require_shift(kiosk, caller)
    require_second_above_limit(kiosk, caller, quote.amount)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> RefundOpened:
        require_not_refunded(tx, look.purchase)
        if (
            shift.id != look.purchase.shift
            or sold_since(tx.db, look.card, look.purchase)
            or look.from_balance > _balance_here(kiosk, tx.db, look.purchase.account)
        ):
            raise StaleQuote(
                _("What the reversal rests on has changed meanwhile."),
                _("Nothing was changed. Start over."),
            )
        return _opened(kiosk, quote, ticket, shift.id)

    return take_off(kiosk, caller, look.card, look.contents, opening, needs_proof=quote.needs_proof)


def _opened(kiosk: Kiosk, quote: ReverseQuote, ticket: PlanTicket, shift: EventId) -> RefundOpened:
    purchase = quote.look.purchase
    return RefundOpened(
        account=purchase.account,
        allocation=purchase.allocation,
        plan=ticket.plan,
        contents=ticket.contents,
        date=local_date(kiosk),
        shift=shift,
        purchase=purchase.id,
        basis=RefundBasis.REVERSED,
        reason=quote.reason,
        quantity=purchase.quantity,
        money=purchase.breakdown.money,
        lines=purchase.breakdown.lines,
        amount=quote.amount,
        needs_proof=quote.needs_proof,
    )


REVERSE = Operation(
    name="reverse",
    summary=_("Undo the last purchase of your shift as a whole, with its card."),
    permission=Permission.REFUND,
    arguments=ReverseArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=refund_result,
    opened_by=("refund_opened",),
    needs_shift=True,
    needs_invoice=True,
    signed_for=lambda quote: signed_money(quote.look.purchase.account, quote.amount),
)
