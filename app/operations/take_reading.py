"""One reading of a dial, typed."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.accounts import check_meter_number
from app.domain.amounts import parse_volume
from app.domain.dial_readings import Claim, MeterKnown, ReadingSource
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialRead
from app.operations.errors import AlreadyThere, StaleQuote, UnknownRecord
from app.operations.given_days import day_that_came
from app.operations.inquiring import meter_typed
from app.operations.judging_readings import Circumstances, judge, meter_known
from app.operations.local_time import local_date
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
        known = meter_known(reader.db, meter)
        if known is None:
            raise UnknownRecord(
                _("No account has the meter {meter}.").format(meter=meter),
                _("Nothing was recorded. Type the number as it stands on the meter."),
            )
        filed = FiledReading(
            line=0,
            claim=Claim(meter=meter, dial=_dial(arguments.dial), read_on=read_on),
            remark=line_if_given(arguments.note, _("remark"), LONGEST_REMARK),
        )
        return TakeReadingLook(today=today, known=known, readings=_judged(reader.db, filed, today))


def _dial(text: str) -> Quantity:
    """A register may stand at nothing."""
    typed = text.strip()
    return 0 if typed and not typed.strip("0") else parse_volume(typed)


def _judged(db: Database, filed: FiledReading, today: date) -> tuple[DialRead, ...]:
    return judge(db, (filed,), Circumstances(today=today, source=ReadingSource.TYPED)).readings


def quote_for(look: TakeReadingLook, arguments: TakeReadingArguments) -> DialRead:
    """What is recorded. Raises AlreadyThere."""
    if not look.readings:
        raise AlreadyThere(_("This reading is on record already."), _("Nothing was recorded now."))
    return look.readings[0]


def carry_out(kiosk: Kiosk, caller: Caller, quote: DialRead) -> DialRead:
    """Records it. Raises StaleQuote where it would be judged otherwise by now."""
    claim = Claim(meter=quote.meter, dial=quote.dial, read_on=quote.read_on)
    filed = FiledReading(line=0, claim=claim, remark=quote.remark)

    def work(tx: Transaction) -> None:
        if _judged(tx.db, filed, quote.date) != (quote,):
            raise StaleQuote(
                _("Another reading of this meter was recorded meanwhile."),
                _("Nothing was recorded now. Look at the meter again."),
            )
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


TAKE_READING = Operation(
    name="take-reading",
    summary=_("Record what the dial of a meter shows."),
    permission=Permission.METER_READINGS,
    arguments=TakeReadingArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(DialRead),
    opened_by=("dial_read",),
)
