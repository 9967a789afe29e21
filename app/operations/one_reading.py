"""What the ways to record a single reading have in common."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.dial_readings import Claim, MeterKnown
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialRead
from app.operations.errors import AlreadyThere, StaleQuote, UnknownRecord
from app.operations.judging_readings import Circumstances, judge, meter_known
from app.operations.operation import Caller
from app.operations.reading_file import FiledReading


def known_or_refused(db: Database, meter: str) -> MeterKnown:
    """What is known of a meter. Raises UnknownRecord."""
    known = meter_known(db, meter)
    if known is None:
        raise UnknownRecord(
            _("No account has the meter {meter}.").format(meter=meter),
            _("Nothing was recorded. Type the number as it stands on the meter."),
        )
    return known


def new_reading(readings: tuple[DialRead, ...]) -> DialRead:
    """The reading that was judged. Raises AlreadyThere where none is to be recorded."""
    if not readings:
        raise AlreadyThere(_("This reading is on record already."), _("Nothing was recorded now."))
    return readings[0]


def record_reading(kiosk: Kiosk, caller: Caller, quote: DialRead) -> DialRead:
    """Records it. Raises StaleQuote where it would be judged otherwise by now."""
    claim = Claim(meter=quote.meter, dial=quote.dial, read_on=quote.read_on)
    filed = FiledReading(line=0, claim=claim, remark=quote.remark)
    how = Circumstances(today=quote.date, source=quote.source)
    # The dial alone is judged.
    said = msgspec.structs.replace(quote, valve="", battery_low=False)

    def work(tx: Transaction) -> None:
        if judge(tx.db, (filed,), how).readings != (said,):
            raise StaleQuote(
                _("Another reading of this meter was recorded meanwhile."),
                _("Nothing was recorded now. Look at the meter again."),
            )
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote
