"""One reading of a dial, typed."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.accounts import check_meter_number
from app.domain.amounts import parse_volume
from app.domain.dial_readings import Claim, MeterKnown, ReadingSource
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.dial_readings import DialRead
from app.operations.given_days import day_that_came
from app.operations.inquiring import meter_typed
from app.operations.judging_readings import Circumstances, judge
from app.operations.local_time import local_date
from app.operations.one_reading import known_or_refused, new_reading, record_reading
from app.operations.operation import Caller, Operation
from app.operations.reading_file import LONGEST_REMARK, FiledReading
from app.operations.reasons import line_if_given
from app.operations.setting import recall_of


class TakeReadingArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``dial``: what the register shows, in units; ``read_on``: none is today."""

    meter: str
    dial: str
    read_on: date | None = None
    note: str = ""


class TakeReadingLook(msgspec.Struct, frozen=True, kw_only=True):
    """The meter as it is known, and what is thought of the reading."""

    today: date
    known: MeterKnown
    readings: tuple[DialRead, ...]
    """The reading; none where it is on record already."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: TakeReadingArguments) -> TakeReadingLook:
    """Finds the meter. Raises UnknownRecord, BadAmount, BadArgument, BadMeterNumber."""
    meter = meter_typed(check_meter_number(arguments.meter)) or ""
    today = local_date(kiosk)
    read_on = day_that_came(arguments.read_on or today, today)
    with kiosk.ledger.read() as reader:
        known = known_or_refused(reader.db, meter)
        filed = FiledReading(
            line=0,
            claim=Claim(meter=meter, dial=_dial(arguments.dial), read_on=read_on),
            remark=line_if_given(arguments.note, _("remark"), LONGEST_REMARK),
        )
        found = judge(reader.db, (filed,), Circumstances(today=today, source=ReadingSource.TYPED))
        return TakeReadingLook(today=today, known=known, readings=found.readings)


def _dial(text: str) -> Quantity:
    """A register may stand at nothing."""
    typed = text.strip()
    return 0 if typed and not typed.strip("0") else parse_volume(typed)


def quote_for(look: TakeReadingLook, arguments: TakeReadingArguments) -> DialRead:
    """What is recorded. Raises AlreadyThere."""
    return new_reading(look.readings)


TAKE_READING = Operation(
    name="take-reading",
    summary=_("Record what the dial of a meter shows."),
    permission=Permission.METER_READINGS,
    arguments=TakeReadingArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=record_reading,
    recall=recall_of(DialRead),
    opened_by=("dial_read",),
)
