"""The bank says what it received of a deposit slip; a difference is booked, and never guessed.

Who wrote the slip or carried the bags does not confirm alone. What was entered wrongly is put right
by the same operation, by two and with a reason: the difference is booked, both are kept. A paper of
the bank is for one slip.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import safe as books
from app.domain.amounts import parse_money
from app.domain.approval import signed_money
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.safe import DepositConfirmed
from app.ledger.queries import journal, safe, settings
from app.ledger.queries.safe import BankWord, Slip
from app.operations.authority import require_second
from app.operations.errors import BadArgument, ReferenceUsed
from app.operations.given_days import day_that_came
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text, reason_given
from app.operations.slips_on_the_way import require_still_on_the_way, slip_at_the_bank

_LONGEST_REFERENCE = 40
"""Characters of the number of the bank's paper."""


class ConfirmDepositArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank's paper says."""

    slip: str = ""
    """None: the only one that is on its way; of one that is confirmed: it is put right."""
    amount: str | None = None
    """What the bank received; none: what the slip comes to. ``0``: it got nothing."""
    received_on: date | None = None
    """None: today."""
    reference: str
    reason: str = ""
    """Why it is not what the slip comes to, or was entered wrongly; only then."""


class ConfirmDepositLook(msgspec.Struct, frozen=True, kw_only=True):
    """The slip, and who looks at it."""

    slip: Slip
    alone: bool
    """Whether the caller neither wrote it nor carried it."""
    today: date
    currency_digits: int


class ConfirmDepositQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is booked."""

    slip: Slip
    received: Money
    received_on: date
    reference: str
    reason: str
    alone: bool

    @property
    def over(self) -> Money:
        """What the bank received beyond the slip; below zero what it lacks."""
        return self.received - self.slip.amount

    @property
    def needs_second(self) -> bool:
        """For a difference, for what was entered before, and for one's own slip."""
        return bool(self.over) or self.slip.word is not None or not self.alone


class ConfirmDepositResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the slip."""

    confirmed: EventId
    slip: EventId
    amount: Money
    received: Money
    over_short: Money
    """Received less what the slip comes to."""
    was: Money | None = None
    """What was entered before; None: it was entered the first time."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ConfirmDepositArguments) -> ConfirmDepositLook:
    """The slip. Raises BadArgument, UnknownRecord, ReferenceUsed."""
    slip = slip_at_the_bank(kiosk, arguments.slip)
    with kiosk.ledger.read() as reader:
        _require_free(reader.db, arguments.reference, slip)
        return ConfirmDepositLook(
            slip=slip,
            alone=_alone(reader.db, caller, slip),
            today=local_date(kiosk),
            currency_digits=settings.utility(reader.db).currency_digits,
        )


def _alone(db: Database, caller: Caller, slip: Slip) -> bool:
    known = settings.operator(db, caller.operator)
    name = "" if known is None else known.name
    return books.may_confirm_alone(caller.operator, name, wrote=slip.operator, carrier=slip.carrier)


def _require_free(db: Database, reference: str, slip: Slip) -> None:
    """Raises ReferenceUsed where the bank's paper is another slip's."""
    other = safe.slip_with_reference(db, reference, but_for=slip.id)
    if other is not None:
        raise ReferenceUsed(
            _("{reference} was entered already, for deposit slip {slip}.").format(
                reference=reference.strip(), slip=other
            ),
            _(
                "Nothing was booked. Compare the bank's papers; if the other one is wrong, put it "
                "right first (confirm-deposit slip={slip})."
            ).format(slip=other),
        )


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
    reference = line_of_text(
        arguments.reference, _("number of the bank's paper"), _LONGEST_REFERENCE
    )
    plain = received == slip.amount and slip.word is None
    if slip.word is not None and _is_said(slip.word, received, reference):
        raise BadArgument(
            _("That is what was entered already."),
            _("Nothing was booked. Type what the bank's paper really says."),
        )
    if plain and arguments.reason.strip():
        raise BadArgument(
            _("There is no difference to give a reason for."),
            _("Nothing was booked. Type what the bank received, or no reason."),
        )
    return ConfirmDepositQuote(
        slip=slip,
        received=received,
        received_on=day,
        reference=reference,
        reason="" if plain else reason_given(arguments.reason),
        alone=look.alone,
    )


def _is_said(word: BankWord, received: Money, reference: str) -> bool:
    return (word.received, word.reference) == (received, books.same_reference(reference))


def _received(text: str | None, look: ConfirmDepositLook) -> Money:
    if text is None:
        return look.slip.amount
    return 0 if text.strip() == "0" else parse_money(text, look.currency_digits)


def carry_out(kiosk: Kiosk, caller: Caller, quote: ConfirmDepositQuote) -> ConfirmDepositResult:
    """Books it, by two where that is needed.

    Raises SecondPersonNeeded, NotAllowed, StaleQuote, ReferenceUsed.
    """
    if quote.needs_second:
        require_second(kiosk, caller)
    today, slip = local_date(kiosk), quote.slip

    def work(tx: Transaction) -> EventId:
        require_still_on_the_way(tx, slip)
        _require_free(tx.db, quote.reference, slip)
        event = DepositConfirmed(
            deposit=slip.id,
            amount=slip.amount,
            received=quote.received,
            received_on=quote.received_on,
            reference=quote.reference,
            reason=quote.reason,
            corrects=None if slip.word is None else slip.word.event,
            was=0 if slip.word is None else slip.word.received,
            date=today,
            entries=_entries(slip, quote.received),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _entries(slip: Slip, received: Money) -> tuple[Posting, ...]:
    if slip.word is None:
        return books.confirmed(slip.amount, received, str(slip.id), slip.bank)
    return books.put_right(slip.word.received, received, str(slip.id), slip.bank)


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
        was=None if event.corrects is None else event.was,
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
