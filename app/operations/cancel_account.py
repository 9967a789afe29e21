"""Account cancellation: meters closed by dial, what is left given back, the final statement.

Two people. Only at the account's home kiosk, where all that was done with it is known. Arrears and
standing charges that are due come first; credit inside the meters, account balance and deposit go
back.
A card that is handed in is made blank right afterwards, by an operation of its own.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import bookkeeping
from app.domain.account_closing import Balance, balanced_out
from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.cards import UtilityKind
from app.domain.handover import Parting
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.tariff.breakdown import Line
from app.domain.tariff.pricing import rounding_line
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.accounts import AccountCancelled, CardFate, ClosedMeter, LeftBy
from app.ledger.events.readings import CardRead
from app.ledger.queries import journal, settings
from app.operations.account_standing import account_open_to, require_home_account, require_open_to
from app.operations.authority import require_second, require_shift
from app.operations.card_look import CardLook, see_card
from app.operations.card_readings import note_told, told_by
from app.operations.card_standing import hold_if_unexplained, refuse_blocked
from app.operations.closing_facts import (
    AccountFacts,
    account_facts,
    charges_until,
    require_card,
    require_fate,
    require_nothing_open,
)
from app.operations.closing_meters import closed_meter, dials_typed, meters_typed
from app.operations.crediting import credit_invoiced
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.final_statement import final_statement
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.reasons import reason_given
from app.operations.tendering import Rest
from app.operations.vending import Vending, require_room_for, vending_for
from app.payments.cash_drawer import open_for_cash


class CancelAccountArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which account and why, where card and meters are, what the dials say."""

    account: str
    reason: str
    card: CardFate
    """Where it was returned it lies in the reader."""
    dials: str = ""
    """Closing dial of each meter: METER=UNITS, with commas between."""
    returned: str = ""
    """Meters that were handed in, with commas between."""
    worked_on: date | None = None
    """Day of the work at the meters; none: today."""
    left_by: LeftBy = LeftBy.DIAL
    rest: Rest = Rest.CHANGE
    """Where what goes back goes: into the hand, or to the account balance."""


class CancelAccountLook(msgspec.Struct, frozen=True, kw_only=True):
    """All that it is reckoned from, and what is due by the day of the work."""

    facts: AccountFacts
    charges: tuple[Line, ...]
    worked_on: date
    told: CardRead | None
    """What the card that is here brought from its meters; kept with the end of the account."""
    vending: Vending | None
    """What the agent may still take; None: nothing limits it."""


class CancelAccountQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The final statement, as it will be."""

    look: CancelAccountLook
    reason: str
    card: CardFate
    meters: tuple[ClosedMeter, ...]
    rounding: tuple[Line, ...]
    outcome: Balance


class CancelAccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The account has ended."""

    cancelled: AccountCancelled
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: CancelAccountArguments) -> CancelAccountLook:
    """Refuses while anything is open, and away from home."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.CANCEL)
        require_home_account(kiosk, account)
        require_nothing_open(reader.db, account.number)
        require_fate(reader.db, account.number, arguments.card)
    card = None
    if arguments.card is CardFate.RETURNED:
        card = _card_here(kiosk, caller, account.number)
    worked_on = arguments.worked_on or today
    with kiosk.ledger.read() as reader:
        digits = settings.utility(reader.db).currency_digits
        facts = account_facts(reader.db, account, card, today, digits, worked_on=worked_on)
        _require_day(facts, worked_on)
        charges = charges_until(reader.db, account, facts.meters, worked_on)
        vending = vending_for(kiosk, reader.db, caller)
    return CancelAccountLook(
        facts=facts,
        charges=charges,
        worked_on=worked_on,
        told=None if card is None else told_by(kiosk, card),
        vending=vending,
    )


def _card_here(kiosk: Kiosk, caller: Caller, account: str) -> CardLook:
    with kiosk.cards.session() as session:
        card = see_card(kiosk, session)
    refuse_blocked(card, AccountAct.CANCEL)
    hold_if_unexplained(kiosk, caller, card)
    require_card(card, account)
    return card


def _require_day(facts: AccountFacts, day: date) -> None:
    began = max((meter.allocation.began for meter in facts.meters), default=day)
    if not began <= day <= facts.today:
        raise BadArgument(
            _("The work cannot have been done on {day}.").format(day=day.isoformat()),
            _("Nothing was done. Give a day from {first} to {last}.").format(
                first=began.isoformat(), last=facts.today.isoformat()
            ),
        )


def quote_for(look: CancelAccountLook, arguments: CancelAccountArguments) -> CancelAccountQuote:
    """The final statement. Raises BadArgument, BadAmount, AccountInUse, VendingLimitReached."""
    quote = statement_for(look, arguments)
    require_to_take(quote)
    return quote


def require_to_take(quote: CancelAccountQuote) -> None:
    """Raises VendingLimitReached where an agent may not take what the customer pays in the end."""
    if quote.look.vending is not None and quote.outcome.received:
        require_room_for(quote.look.vending, quote.outcome.received)


def statement_for(look: CancelAccountLook, arguments: CancelAccountArguments) -> CancelAccountQuote:
    """The final statement, whoever may take what is due. Raises BadArgument, BadAmount,
    AccountInUse."""
    dials = dials_typed(look.facts, arguments.dials)
    handed_in = meters_typed(look.facts, arguments.returned)
    meters = tuple(
        closed_meter(
            meter,
            dials[meter.allocation.meter],
            card=arguments.card,
            left_by=arguments.left_by,
            returned=meter.allocation.meter in handed_in,
        )
        for meter in look.facts.meters
    )
    outcome = balanced_out(
        worth=sum(line.amount for meter in meters for line in meter.lines),
        balance=look.facts.balance + look.facts.deposit,
        charges=sum(line.amount for line in look.charges),
        arrears=look.facts.arrears,
        in_cash=arguments.rest is Rest.CHANGE,
        unit=look.facts.rounding,
    )
    rounded = rounding_line(outcome.rounding)
    return CancelAccountQuote(
        look=look,
        reason=reason_given(arguments.reason),
        card=arguments.card,
        meters=meters,
        rounding=() if rounded is None else (rounded,),
        outcome=outcome,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: CancelAccountQuote) -> CancelAccountResult:
    """Two people are known: records it, settles the money, prints the statement.

    Raises SecondPersonNeeded, NotAllowed, NoOpenShift, StaleQuote.
    """
    require_second(kiosk, caller)
    shift = require_shift(kiosk, caller)

    def work(tx: Transaction) -> EventId:
        require_unchanged(kiosk, tx, quote)
        keep_told(tx, caller, quote)
        receipt = tx.next_receipt() if moves_money(quote) else None
        event = end_of_account(quote, shift.id, receipt)
        number = str(tx.next_id()) if receipt is None else receipt_text(kiosk, receipt)
        print_document(tx, final_statement(kiosk, tx, event, number, caller), number)
        ended = tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )
        return credit_invoiced(kiosk, tx, caller, ended)

    result = recall(kiosk, kiosk.ledger.commit(work))
    cash = result.cancelled.to_cash or result.cancelled.received
    drawer = open_for_cash(kiosk.drawer) if cash else ""
    return msgspec.structs.replace(result, drawer=drawer)


def require_unchanged(kiosk: Kiosk, tx: Transaction, quote: CancelAccountQuote) -> None:
    """What the statement is reckoned from must be as it was; the card cannot have changed.

    Raises StaleQuote, and what an account that may not end raises.
    """
    facts = quote.look.facts
    require_open_to(tx.db, facts.account, AccountAct.CANCEL, facts.today)
    require_nothing_open(tx.db, facts.account)
    account = account_open_to(kiosk, tx.db, facts.account, AccountAct.CANCEL)
    worked_on = quote.look.worked_on
    now = account_facts(
        tx.db, account, None, local_date(kiosk), facts.currency_digits, worked_on=worked_on
    )
    told = {meter.allocation.id: meter.told for meter in facts.meters}
    meters = tuple(
        msgspec.structs.replace(meter, told=told.get(meter.allocation.id)) for meter in now.meters
    )
    charges = charges_until(tx.db, account, now.meters, worked_on)
    if msgspec.structs.replace(now, meters=meters) != facts or charges != quote.look.charges:
        raise StaleQuote(
            _("The account changed meanwhile."), _("Nothing was done. Make the statement again.")
        )


def keep_told(tx: Transaction, caller: Caller, quote: CancelAccountQuote) -> None:
    """Records what the card told last: the statement may stand on it, and the card goes blank."""
    if quote.look.told is not None:
        note_told(tx, caller, quote.look.told)


def moves_money(quote: CancelAccountQuote) -> bool:
    """Whether the statement settles anything, and so has a number in the series of receipts."""
    facts, lines = quote.look.facts, [line for meter in quote.meters for line in meter.lines]
    return bool(lines or quote.look.charges or facts.balance or facts.arrears or facts.deposit)


def end_of_account(
    quote: CancelAccountQuote,
    shift: EventId,
    receipt: int | None,
    parting: Parting | None = None,
    successor: str = "",
) -> AccountCancelled:
    """The event; ``parting``: what goes over to ``successor``, and what stays owed."""
    facts, outcome = quote.look.facts, quote.outcome
    arrears = facts.arrears if parting is None else parting.arrears_settled
    over = 0 if parting is None else parting.to_successor
    given_back = [(meter.kind, meter.lines) for meter in quote.meters]
    given_back.append((UtilityKind.WATER, quote.rounding))  # of no matter for rounding
    return AccountCancelled(
        account=facts.account,
        reason=quote.reason,
        card=quote.card,
        meters=quote.meters,
        worked_on=quote.look.worked_on,
        charges=quote.look.charges,
        rounding=quote.rounding,
        arrears=arrears,
        balance=facts.balance,
        deposit=facts.deposit,
        to_cash=outcome.to_cash,
        to_balance=outcome.to_balance,
        received=outcome.received,
        receipt=receipt,
        shift=shift,
        entries=bookkeeping.account_closed(
            given_back,
            quote.look.charges,
            arrears=arrears,
            balance=facts.balance,
            deposit=facts.deposit,
            to_cash=outcome.to_cash,
            to_balance=outcome.to_balance,
            received=outcome.received,
            account=facts.account,
            shift=str(shift),
            successor=successor,
            to_successor=over,
        ),
        date=facts.today,
        successor=successor,
        to_successor=over,
        still_owed=0 if parting is None else parting.still_owed,
    )


def recall(kiosk: Kiosk, cancelled: EventId) -> CancelAccountResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, cancelled)
    if entry is None or not isinstance(entry.event, AccountCancelled):
        raise LookupError(cancelled)
    return CancelAccountResult(cancelled=entry.event)


CANCEL_ACCOUNT = Operation(
    name="cancel-account",
    summary=_("End an account: close its meters, give back what is left; two people."),
    permission=Permission.ACCOUNT_STATE,
    arguments=CancelAccountArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("account_cancelled",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: signed_money(
        quote.look.facts.account, quote.outcome.to_cash + quote.outcome.to_balance
    ),
)
