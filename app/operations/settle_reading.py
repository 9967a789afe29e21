"""A person decides about a questioned reading: it counts, or it does not."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.dial_readings import Verdict
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialReadingSettled
from app.ledger.queries import dial_readings
from app.ledger.queries.dial_readings import DialReading
from app.operations.errors import AlreadyThere, UnknownRecord
from app.operations.event_record import event_typed
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class SettleReadingArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``reading``: its number, such as K07-01-123."""

    reading: str
    accept: bool
    reason: str


class SettleReadingLook(msgspec.Struct, frozen=True, kw_only=True):
    """The reading, and its meter's."""

    today: date
    reading: DialReading
    allocation: EventId


def look_at(kiosk: Kiosk, caller: Caller, arguments: SettleReadingArguments) -> SettleReadingLook:
    """Finds it. Raises UnknownRecord; AlreadyThere where nothing is left to decide."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        found = _questioned(reader.db, event_typed(arguments.reading))
    assert found.allocation is not None
    return SettleReadingLook(today=today, reading=found, allocation=found.allocation)


def _questioned(db: Database, id: EventId) -> DialReading:
    found = dial_readings.reading(db, id)
    if found is None:
        raise UnknownRecord(
            _("{event} is no reading of a dial.").format(event=id),
            _("Nothing was decided. Choose a questioned reading from the list."),
        )
    if found.stands is not Verdict.QUESTIONED:
        raise AlreadyThere(
            _("Nothing is left to decide about this reading."),
            _("Nothing was changed. Where the dial was read again, record that reading."),
        )
    return found


def quote_for(look: SettleReadingLook, arguments: SettleReadingArguments) -> DialReadingSettled:
    """The decision. Raises BadArgument."""
    return DialReadingSettled(
        reading=look.reading.event,
        account=look.reading.account,
        allocation=look.allocation,
        meter=look.reading.meter,
        accepted=arguments.accept,
        reason=reason_given(arguments.reason),
        date=look.today,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: DialReadingSettled) -> DialReadingSettled:
    """Records it. Raises AlreadyThere where somebody decided meanwhile."""

    def work(tx: Transaction) -> None:
        _questioned(tx.db, quote.reading)
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


SETTLE_READING = Operation(
    name="settle-reading",
    summary=_("Decide about a questioned reading of a dial."),
    permission=Permission.METER_READINGS,
    arguments=SettleReadingArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(DialReadingSettled),
    opened_by=("dial_reading_settled",),
)
