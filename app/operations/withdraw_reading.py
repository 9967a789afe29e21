"""A reading of a dial that counted was wrong: two people take it out, and the one before counts.

Nothing that was reckoned with it before changes: a meter change keeps what it was made with.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.approval import Signed
from app.domain.dial_readings import Verdict
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialReadingWithdrawn
from app.ledger.queries import dial_readings
from app.ledger.queries.dial_readings import DialReading
from app.operations.authority import require_second
from app.operations.errors import AlreadyThere, UnknownRecord
from app.operations.event_record import event_typed
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class WithdrawReadingArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``reading``: its number, such as K07-01-123."""

    reading: str
    reason: str


class WithdrawReadingLook(msgspec.Struct, frozen=True, kw_only=True):
    """The reading, and its meter's."""

    today: date
    reading: DialReading
    allocation: EventId


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: WithdrawReadingArguments
) -> WithdrawReadingLook:
    """Finds it. Raises UnknownRecord; AlreadyThere where it does not count anyway."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        found = _counting(reader.db, event_typed(arguments.reading))
    assert found.allocation is not None
    return WithdrawReadingLook(today=today, reading=found, allocation=found.allocation)


def _counting(db: Database, id: EventId) -> DialReading:
    found = dial_readings.reading(db, id)
    if found is None:
        raise UnknownRecord(
            _("{event} is no reading of a dial.").format(event=id),
            _("Nothing was withdrawn. Choose a reading that counts from the list."),
        )
    if found.stands is not Verdict.ACCEPTED:
        raise AlreadyThere(
            _("This reading does not count."),
            _("Nothing was changed. Choose a reading that counts from the list."),
        )
    return found


def quote_for(
    look: WithdrawReadingLook, arguments: WithdrawReadingArguments
) -> DialReadingWithdrawn:
    """What is recorded. Raises BadArgument."""
    return DialReadingWithdrawn(
        reading=look.reading.event,
        account=look.reading.account,
        allocation=look.allocation,
        meter=look.reading.meter,
        dial=look.reading.dial,
        read_on=look.reading.read_on,
        reason=reason_given(arguments.reason),
        date=look.today,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: DialReadingWithdrawn) -> DialReadingWithdrawn:
    """Records it. Raises SecondPersonNeeded; AlreadyThere where somebody did meanwhile."""
    require_second(kiosk, caller)

    def work(tx: Transaction) -> None:
        _counting(tx.db, quote.reading)
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


WITHDRAW_READING = Operation(
    name="withdraw-reading",
    summary=_("Take out a reading of a dial that was wrong; two people."),
    permission=Permission.METER_READINGS,
    arguments=WithdrawReadingArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(DialReadingWithdrawn),
    opened_by=("dial_reading_withdrawn",),
    signed_for=lambda quote: Signed(account=quote.account),
)
