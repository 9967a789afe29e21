"""One reading of a dial, asked of the meter itself over a wire."""

from __future__ import annotations

import msgspec

from app.domain.accounts import check_meter_number
from app.domain.dial_readings import Claim, ReadingSource
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.dial_readings import DialRead
from app.operations.errors import OperationRefused
from app.operations.inquiring import meter_typed
from app.operations.judging_readings import Circumstances, judge
from app.operations.local_time import local_date
from app.operations.one_reading import known_or_refused, new_reading, record_reading
from app.operations.operation import Caller, Operation
from app.operations.reading_file import FiledReading
from app.operations.setting import recall_of


class NoMeterLine(OperationRefused):
    """No meter hangs on a wire of this kiosk."""

    code = "no_meter_line"


class ReadMeterByWireArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which meter is asked."""

    meter: str


class ReadMeterByWireLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the meter said, as it is thought of."""

    readings: tuple[DialRead, ...]
    """The reading; none where it is on record already."""


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: ReadMeterByWireArguments
) -> ReadMeterByWireLook:
    """Asks the meter. Raises BadMeterNumber, UnknownRecord, NoMeterLine, MeterWireError."""
    meter = meter_typed(check_meter_number(arguments.meter)) or ""
    with kiosk.ledger.read() as reader:
        known_or_refused(reader.db, meter)
    if kiosk.meters is None:
        raise NoMeterLine(
            _("No meter hangs on a wire of this counter."),
            _("Nothing was recorded. Type what the dial shows, or set meters.port in kiosk.toml."),
        )
    said = kiosk.meters.read(meter)
    today = local_date(kiosk)  # the meter's own clock may be wrong for years
    claim = Claim(meter=meter, dial=said.dial, read_on=today)
    filed = FiledReading(line=0, claim=claim, remark="")
    how = Circumstances(today=today, source=ReadingSource.WIRE)
    with kiosk.ledger.read() as reader:
        readings = judge(reader.db, (filed,), how).readings
    return ReadMeterByWireLook(
        readings=tuple(
            msgspec.structs.replace(one, valve=said.valve.value, battery_low=said.battery_low)
            for one in readings
        )
    )


def quote_for(look: ReadMeterByWireLook, arguments: ReadMeterByWireArguments) -> DialRead:
    """What is recorded. Raises AlreadyThere."""
    return new_reading(look.readings)


READ_METER_BY_WIRE = Operation(
    name="read-meter-by-wire",
    summary=_("Ask a meter for its dial over the wire and record it."),
    permission=Permission.METER_READINGS,
    arguments=ReadMeterByWireArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=record_reading,
    recall=recall_of(DialRead),
    opened_by=("dial_read",),
)
