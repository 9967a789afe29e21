"""Credit inside a meter is paid back; afterwards the meter serves the account no longer.

Either a transfer card took the credit out of the meter and was made blank with it: then one person
pays, as far as one person may. Or, where no such card proves it (none for this meter, one that can
be copied, a dead meter), two people answer for what a technician read off the meter that came off
the wall. One that is only cleared would be opened again by any copy of its opening card. Either way
the allocation ends: its totals stand as they were, and no card for it is sold to any more. Somebody
who goes on with the meter has it allocated anew, from number 1.

It is worth what was paid for it, newest purchase first (domain/account_closing.py), and its tiers
go back to the periods of those purchases. The money goes back the way it came: no more in cash
than was paid in cash for each purchase, the rest to the account balance. Only at the account's home
kiosk.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import bookkeeping
from app.domain.account_closing import WorthShare, cash_of, paid_back, shares_of
from app.domain.account_states import AccountAct
from app.domain.amounts import parse_volume
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.meter_change import used_by_dial
from app.domain.money_limits import above_limit
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.domain.tariff.pricing import cash_rounded, rounding_line
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.meter_credit import CreditShare, MeterCreditRefunded, MeterFate
from app.ledger.queries import journal
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second, require_second_above_limit, require_shift
from app.operations.crediting import credit_invoiced
from app.operations.errors import BadArgument, RefundImpossible, StaleQuote
from app.operations.meter_change_quote import LONGEST_FORM, LONGEST_NAME, check_left, dial_reading
from app.operations.meter_credit_facts import MeterCreditFacts, meter_credit_facts
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document, receipt_text
from app.operations.paper.meter_credit_receipt import meter_credit_receipt
from app.operations.reasons import line_of_text, reason_given
from app.payments.cash_drawer import open_for_cash


class RefundMeterCreditArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose meter and why; the transfer card's number, or what the technician's form says."""

    account: str
    reason: str
    meter: str | None = None
    """Which meter, where the account has several."""
    card: str | None = None
    """Number of the transfer card that took the credit and was made blank since."""
    dial: str | None = None
    """By form: reading of the register, in units."""
    remaining: str | None = None
    """By form: credit that the display shows."""
    technician: str = ""
    form: str = ""
    """Number of the form."""
    work_date: date | None = None
    """Day of the work; none: today."""


class RefundMeterCreditQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what is paid, and for what."""

    facts: MeterCreditFacts
    reason: str
    fate: MeterFate
    dial: int | None
    remaining: int
    left: int
    """Credit that is paid back, as the meter counts it."""
    technician: str
    form: str
    worked_on: date
    shares: tuple[WorthShare, ...]
    cash: tuple[Money, ...]
    """What of each share goes out of the drawer, before rounding."""
    lines: tuple[Line, ...]
    to_cash: Money
    to_balance: Money
    needs_second: bool

    @property
    def amount(self) -> Money:
        """All that goes back."""
        return self.to_cash + self.to_balance


class RefundMeterCreditResult(msgspec.Struct, frozen=True, kw_only=True):
    """Paid; the meter is no longer this account's."""

    refund: EventId
    refunded: MeterCreditRefunded
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: RefundMeterCreditArguments
) -> MeterCreditFacts:
    """Refuses away from home, while anything is open, and where a load may be on a card yet."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account, AccountAct.GIVE_BACK)
        return meter_credit_facts(
            kiosk, reader.db, account, meter=arguments.meter, card=arguments.card
        )


def quote_for(
    look: MeterCreditFacts, arguments: RefundMeterCreditArguments
) -> RefundMeterCreditQuote:
    """What it is worth. Raises BadArgument, BadAmount, BadDial, RefundImpossible."""
    by_card = look.dump is not None
    dial, remaining = _told_by_card(look, arguments) if by_card else _read_off(look, arguments)
    used = None
    if dial is not None and not look.counts_money:
        used = used_by_dial(look.allocation.dial, dial, digits=look.dial_digits)
    left = paid_back(remaining=remaining, credited=look.credited, used=used)
    shares = shares_of(left, look.loads)
    lines = tuple(line for share in shares for line in share.lines if line.amount)
    cash = cash_of(shares, dict(look.cash_left))
    to_cash = cash_rounded(sum(cash), look.rounding)
    to_balance = sum(line.amount for line in lines) - sum(cash)
    if not to_cash + to_balance:
        raise RefundImpossible(
            _("Nothing that was paid for is left in meter {meter}.").format(
                meter=look.allocation.meter
            ),
            _("Nothing was paid out. Check what the meter shows."),
        )
    rounded = rounding_line(to_cash - sum(cash))
    form = not by_card
    return RefundMeterCreditQuote(
        facts=look,
        reason=reason_given(arguments.reason),
        fate=MeterFate.EMPTIED if by_card else MeterFate.REMOVED,
        dial=dial,
        remaining=remaining,
        left=left,
        technician=line_of_text(arguments.technician, _("technician's name"), LONGEST_NAME)
        if form
        else "",
        form=line_of_text(arguments.form, _("form number"), LONGEST_FORM) if form else "",
        worked_on=_work_date(look, arguments.work_date),
        shares=shares,
        cash=cash,
        lines=lines if rounded is None else (*lines, rounded),
        to_cash=to_cash,
        to_balance=to_balance,
        needs_second=form or above_limit(to_cash + to_balance, look.limit),
    )


def _told_by_card(
    look: MeterCreditFacts, arguments: RefundMeterCreditArguments
) -> tuple[None, int]:
    if arguments.dial is not None or arguments.remaining is not None:
        raise BadArgument(
            _("The transfer card tells what was in the meter."),
            _("Nothing was paid out. Leave out what the meter showed."),
        )
    return None, look.dump.remaining if look.dump is not None else 0


def _read_off(look: MeterCreditFacts, arguments: RefundMeterCreditArguments) -> tuple[int, int]:
    if arguments.dial is None or arguments.remaining is None:
        raise BadArgument(
            _("Without a transfer card the meter's dial and its remaining credit are needed."),
            _("Nothing was paid out. Give both as the technician's form says (dial, remaining)."),
        )
    if look.counts_money:
        return dial_reading(arguments.dial), check_left(arguments.remaining, look.currency_digits)
    return dial_reading(arguments.dial), parse_volume(arguments.remaining)


def _work_date(look: MeterCreditFacts, given: date | None) -> date:
    day = given or look.today
    if look.allocation.began <= day <= look.today:
        return day
    raise BadArgument(
        _("The meter serves the account since {began}; the work was not on {day}.").format(
            began=look.allocation.began.isoformat(), day=day.isoformat()
        ),
        _("Nothing was paid out. Give the day of the work, today at the latest."),
    )


def carry_out(
    kiosk: Kiosk, caller: Caller, quote: RefundMeterCreditQuote
) -> RefundMeterCreditResult:
    """Pays, ends the allocation, prints the receipt, in one transaction.

    Raises SecondPersonNeeded, NotAllowed, NoOpenShift, StaleQuote.
    """
    if quote.fate is not MeterFate.EMPTIED:
        require_second(kiosk, caller)
    require_second_above_limit(kiosk, caller, quote.amount)
    shift, facts = require_shift(kiosk, caller), quote.facts

    def work(tx: Transaction) -> EventId:
        account = account_open_to(kiosk, tx.db, facts.allocation.account, AccountAct.GIVE_BACK)
        card = None if facts.card is None else str(facts.card)
        meter = facts.allocation.meter
        if meter_credit_facts(kiosk, tx.db, account, meter=meter, card=card) != facts:
            raise StaleQuote(
                _("The account changed meanwhile."), _("Nothing was paid out. Start over.")
            )
        event = _event(quote, shift.id, tx.next_receipt())
        id = tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )
        number = receipt_text(kiosk, event.receipt)
        paper = meter_credit_receipt(kiosk, tx, event, id, number, caller.operator)
        print_document(tx, paper, number)
        return credit_invoiced(kiosk, tx, caller, id)

    done = recall(kiosk, kiosk.ledger.commit(work))
    drawer = open_for_cash(kiosk.drawer) if quote.to_cash else ""
    return msgspec.structs.replace(done, drawer=drawer)


def _event(quote: RefundMeterCreditQuote, shift: EventId, receipt: int) -> MeterCreditRefunded:
    facts = quote.facts
    allocation = facts.allocation
    return MeterCreditRefunded(
        account=allocation.account,
        allocation=allocation.id,
        meter=allocation.meter,
        kind=allocation.kind,
        charging=facts.charging,
        fate=quote.fate,
        credited=facts.credited,
        dial_before=allocation.dial,
        dial=quote.dial,
        dial_digits=facts.dial_digits,
        remaining=quote.remaining,
        left=quote.left,
        dump=facts.dump,
        erased_by=facts.erased_by,
        technician=quote.technician,
        form=quote.form,
        worked_on=quote.worked_on,
        reason=quote.reason,
        shares=tuple(
            _share(share, share.price - cash, facts)
            for share, cash in zip(quote.shares, quote.cash, strict=True)
            if share.load.purchase
        ),
        lines=quote.lines,
        amount=quote.amount,
        to_balance=quote.to_balance,
        receipt=receipt,
        shift=shift,
        entries=bookkeeping.credit_paid_back(
            quote.lines,
            allocation.account,
            allocation.kind,
            to_cash=quote.to_cash,
            to_balance=quote.to_balance,
            shift=str(shift),
        ),
        date=facts.today,
    )


def _share(share: WorthShare, to_balance: Money, facts: MeterCreditFacts) -> CreditShare:
    load, money = share.load, facts.counts_money
    if load.purchase is None or load.allocation is None:
        raise LookupError("a share of credit that nobody bought")
    return CreditShare(
        purchase=load.purchase,
        allocation=load.allocation,
        quantity=0 if money else share.taken,
        allowance=share.allowance,
        money=share.taken if money else 0,
        lines=share.lines,
        to_balance=to_balance,
    )


def recall(kiosk: Kiosk, refund: EventId) -> RefundMeterCreditResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, refund)
    if entry is None or not isinstance(entry.event, MeterCreditRefunded):
        raise LookupError(refund)
    return RefundMeterCreditResult(refund=refund, refunded=entry.event)


REFUND_METER_CREDIT = Operation(
    name="refund-meter-credit",
    summary=_("Pay back credit inside a meter: by transfer card, or by two people."),
    permission=Permission.REFUND,
    arguments=RefundMeterCreditArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("meter_credit_refunded",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: signed_money(quote.facts.allocation.account, quote.amount),
)
