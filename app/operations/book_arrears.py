"""Something that an account has not paid is booked as owed: a repair, a penalty, an old debt.

The kind of payment says its tax and its account of the general ledger, as where it is paid at once.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.payments import PaymentKind, payment_line
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import ArrearsBooked
from app.ledger.queries import journal, money, payments, settings
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second_above_limit, require_shift
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.arrears_slip import arrears_slip
from app.operations.paper.letterhead import print_document
from app.operations.payment_kinds import amount_for, kind_in_use
from app.operations.reasons import reason_given


class BookArrearsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Who owes for what, why, and by when it is to be paid; none: today."""

    account: str
    kind: str
    """Code of a kind of payment that is no deposit."""
    reason: str
    amount: str | None = None
    """Only where the kind has no price."""
    due: date | None = None


class BookArrearsLook(msgspec.Struct, frozen=True, kw_only=True):
    """The account, the kind, and what one person may book."""

    account: str
    kind: PaymentKind
    today: date
    limit: Money | None
    currency_digits: int


class BookArrearsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be owed."""

    look: BookArrearsLook
    line: Line
    due: date
    reason: str
    needs_second: bool


class BookArrearsResult(msgspec.Struct, frozen=True, kw_only=True):
    """It is owed."""

    debt: EventId
    account: str
    name: str
    amount: Money
    due: date
    arrears: Money
    """All that the account owes by now."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: BookArrearsArguments) -> BookArrearsLook:
    """Raises UnknownRecord, AccountForbids."""
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_open_to(kiosk, db, arguments.account.strip(), AccountAct.OWE)
        return BookArrearsLook(
            account=account.number,
            kind=kind_in_use(db, arguments.kind),
            today=local_date(kiosk),
            limit=settings.money_limit(db, MoneyLimit.ARREARS),
            currency_digits=settings.utility(db).currency_digits,
        )


def quote_for(look: BookArrearsLook, arguments: BookArrearsArguments) -> BookArrearsQuote:
    """Raises BadArgument, BadAmount."""
    due = arguments.due or look.today
    if look.kind.deposit:
        raise BadArgument(
            _("A deposit is paid or not: nobody owes it."),
            _("Nothing was booked. Choose another kind."),
        )
    if due < look.today:
        raise BadArgument(
            _("{day} is over.").format(day=due.isoformat()),
            _("Nothing was booked. Give a day from {today} on.").format(
                today=look.today.isoformat()
            ),
        )
    line = payment_line(look.kind, amount_for(look.kind, arguments.amount, look.currency_digits))
    return BookArrearsQuote(
        look=look,
        line=line,
        due=due,
        reason=reason_given(arguments.reason),
        needs_second=above_limit(line.amount, look.limit),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: BookArrearsQuote) -> BookArrearsResult:
    """Books it, prints the slip. Raises NoOpenShift, SecondPersonNeeded, StaleQuote."""
    look, line = quote.look, quote.line
    require_second_above_limit(kiosk, caller, line.amount, MoneyLimit.ARREARS)
    shift = require_shift(kiosk, caller).id

    def work(tx: Transaction) -> EventId:
        account_open_to(kiosk, tx.db, look.account, AccountAct.OWE)
        if payments.payment_kind(tx.db, look.kind.code) != look.kind:
            raise StaleQuote(
                _("What this costs was changed meanwhile."), _("Nothing was booked. Start over.")
            )
        slip = arrears_slip(
            kiosk,
            tx,
            caller,
            title=_("ARREARS BOOKED"),
            account=look.account,
            shift=shift,
            reason=quote.reason,
            line=line,
            due=quote.due,
            ledger_code=look.kind.ledger_code,
            arrears_after=money.arrears_with(tx.db, look.account, line.amount),
        )
        print_document(tx, slip, slip.number)
        event = ArrearsBooked(
            account=look.account,
            line=line,
            ledger_code=look.kind.ledger_code,
            reason=quote.reason,
            due=quote.due,
            date=look.today,
            shift=shift,
            entries=bookkeeping.owed(line, look.account, look.kind.ledger_code),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, debt: EventId) -> BookArrearsResult:
    """What an earlier call booked."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, debt)
        if entry is None or not isinstance(entry.event, ArrearsBooked):
            raise LookupError(debt)
        event = entry.event
        arrears = money.arrears(reader.db, event.account)
    return BookArrearsResult(
        debt=debt,
        account=event.account,
        name=event.line.name,
        amount=event.line.amount,
        due=event.due,
        arrears=arrears,
    )


BOOK_ARREARS = Operation(
    name="book-arrears",
    summary=_("Book what an account owes: a repair, a penalty, an old debt."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=BookArrearsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("arrears_booked",),
    needs_shift=True,
    signed_for=lambda quote: signed_money(quote.look.account, quote.line.amount),
)
