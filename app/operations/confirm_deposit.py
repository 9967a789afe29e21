"""The bank says what it received of a deposit slip; a difference is booked, and never guessed."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain import safe as books
from app.domain.amounts import parse_money
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.safe import DepositConfirmed
from app.ledger.queries import journal, settings
from app.ledger.queries.safe import Slip
from app.operations.authority import require_second
from app.operations.errors import BadArgument
from app.operations.given_days import day_that_came
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text, reason_given
from app.operations.slips_on_the_way import require_still_on_the_way, slip_on_the_way

_LONGEST_REFERENCE = 40
"""Characters of the number of the bank's paper."""


class ConfirmDepositArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank's paper says."""

    slip: str = ""
    """None: the only one that is on its way."""
    amount: str | None = None
    """What the bank received; none: what the slip comes to. ``0``: it got nothing."""
    received_on: date | None = None
    """None: today."""
    reference: str
    reason: str = ""
    """Why it is not what the slip comes to; only then."""


class ConfirmDepositLook(msgspec.Struct, frozen=True, kw_only=True):
    """The slip."""

    slip: Slip
    today: date
    currency_digits: int


class ConfirmDepositQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is booked."""

    slip: Slip
    received: Money
    received_on: date
    reference: str
    reason: str

    @property
    def over(self) -> Money:
        """What the bank received beyond the slip; below zero what it lacks."""
        return self.received - self.slip.amount

    @property
    def needs_second(self) -> bool:
        """A difference takes two people."""
        return bool(self.over)


class ConfirmDepositResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the slip."""

    confirmed: EventId
    slip: EventId
    amount: Money
    received: Money
    over_short: Money
    """Received less what the slip comes to."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ConfirmDepositArguments) -> ConfirmDepositLook:
    """The slip. Raises BadArgument, UnknownRecord."""
    slip = slip_on_the_way(kiosk, arguments.slip)
    with kiosk.ledger.read() as reader:
        digits = settings.utility(reader.db).currency_digits
    return ConfirmDepositLook(slip=slip, today=local_date(kiosk), currency_digits=digits)


def quote_for(look: ConfirmDepositLook, arguments: ConfirmDepositArguments) -> ConfirmDepositQuote:
    """Raises BadArgument, BadAmount."""
    slip = look.slip
    received = _received(arguments.amount, look)
    day = day_that_came(arguments.received_on or look.today, look.today)
    if day < slip.day:
        raise BadArgument(
            _("The slip was written on {day}, after that.").format(day=slip.day.isoformat()),
            _("Nothing was booked. Type the day that the bank's paper says."),
        )
    if received == slip.amount and arguments.reason.strip():
        raise BadArgument(
            _("There is no difference to give a reason for."),
            _("Nothing was booked. Type what the bank received, or no reason."),
        )
    return ConfirmDepositQuote(
        slip=slip,
        received=received,
        received_on=day,
        reference=line_of_text(
            arguments.reference, _("number of the bank's paper"), _LONGEST_REFERENCE
        ),
        reason="" if received == slip.amount else reason_given(arguments.reason),
    )


def _received(text: str | None, look: ConfirmDepositLook) -> Money:
    if text is None:
        return look.slip.amount
    return 0 if text.strip() == "0" else parse_money(text, look.currency_digits)


def carry_out(kiosk: Kiosk, caller: Caller, quote: ConfirmDepositQuote) -> ConfirmDepositResult:
    """Books it, by two where it differs. Raises SecondPersonNeeded, NotAllowed, StaleQuote."""
    if quote.needs_second:
        require_second(kiosk, caller)
    today, slip = local_date(kiosk), quote.slip

    def work(tx: Transaction) -> EventId:
        require_still_on_the_way(tx, slip)
        event = DepositConfirmed(
            deposit=slip.id,
            amount=slip.amount,
            received=quote.received,
            received_on=quote.received_on,
            reference=quote.reference,
            reason=quote.reason,
            date=today,
            entries=books.confirmed(slip.amount, quote.received, str(slip.id), slip.bank),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, confirmed: EventId) -> ConfirmDepositResult:
    """What an earlier call booked."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, confirmed)
    if entry is None or not isinstance(entry.event, DepositConfirmed):
        raise LookupError(confirmed)
    event = entry.event
    return ConfirmDepositResult(
        confirmed=confirmed,
        slip=event.deposit,
        amount=event.amount,
        received=event.received,
        over_short=event.received - event.amount,
    )


CONFIRM_DEPOSIT = Operation(
    name="confirm-deposit",
    summary=_("Record what the bank says that it received of a deposit slip."),
    permission=Permission.SHIFT,
    arguments=ConfirmDepositArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("deposit_confirmed",),
    signed_for=lambda quote: signed_money("", quote.received),
)
