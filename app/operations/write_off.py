"""Two people give up arrears, whole or in part, the oldest first; only at the home kiosk."""

from __future__ import annotations

import msgspec

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import ArrearsWrittenOff
from app.ledger.queries import journal, money
from app.operations.account_value import ValueLook, amount_within, require_same, value_look
from app.operations.authority import require_second, require_shift
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.arrears_slip import arrears_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given


class WriteOffArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, why, and how much; none: all that is owed."""

    account: str
    reason: str
    amount: str | None = None


class WriteOffQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is given up."""

    look: ValueLook
    amount: Money
    reason: str


class WriteOffResult(msgspec.Struct, frozen=True, kw_only=True):
    """It is owed no more."""

    written_off: EventId
    account: str
    amount: Money
    arrears: Money
    """What the account still owes by now."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: WriteOffArguments) -> ValueLook:
    """Raises UnknownRecord, AccountForbids, OtherHome."""
    return value_look(
        kiosk, caller, arguments.account, PaymentFor.ARREARS, AccountAct.OWE, at_home=True
    )


def quote_for(look: ValueLook, arguments: WriteOffArguments) -> WriteOffQuote:
    """Raises BadArgument, BadAmount."""
    return WriteOffQuote(
        look=look,
        amount=amount_within(look, arguments.amount),
        reason=reason_given(arguments.reason),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: WriteOffQuote) -> WriteOffResult:
    """Two people are known: books it, prints the slip. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)
    look, today = quote.look, local_date(kiosk)
    shift = require_shift(kiosk, caller).id

    def work(tx: Transaction) -> EventId:
        require_same(kiosk, tx, look, AccountAct.OWE)
        slip = arrears_slip(
            kiosk,
            tx,
            caller,
            title=_("ARREARS GIVEN UP"),
            account=look.account,
            shift=shift,
            reason=quote.reason,
            given_up=quote.amount,
            arrears_after=look.standing - quote.amount,
        )
        print_document(tx, slip, slip.number)
        event = ArrearsWrittenOff(
            account=look.account,
            amount=quote.amount,
            reason=quote.reason,
            date=today,
            shift=shift,
            entries=bookkeeping.written_off(quote.amount, look.account),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> WriteOffResult:
    """What an earlier call gave up."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
        if entry is None or not isinstance(entry.event, ArrearsWrittenOff):
            raise LookupError(done)
        arrears = money.arrears(reader.db, entry.event.account)
    return WriteOffResult(
        written_off=done,
        account=entry.event.account,
        amount=entry.event.amount,
        arrears=arrears,
    )


WRITE_OFF = Operation(
    name="write-off",
    summary=_("Give up arrears that nobody will pay; two people."),
    permission=Permission.REFUND,
    arguments=WriteOffArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("arrears_written_off",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(quote.look.account, quote.amount),
)
