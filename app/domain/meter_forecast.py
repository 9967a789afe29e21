"""What its meter will do with a card that lies on the reader, as far as the card can tell.

The decision itself is :func:`app.domain.metering.meter_answer`; here stands what is known of the
meter from the card that it last wrote on.
"""

from __future__ import annotations

from app.domain.cards import CardForm, CardReading, ReadBackPhase
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer, MeterState, meter_answer
from app.domain.quantity import Quantity


def meter_forecast(
    reading: CardReading,
    standing: Standing,
    *,
    newer_card: bytes | None = None,
    hoarding_limit: Quantity | None = None,
    largest_load: Quantity | None = None,
) -> MeterAnswer:
    """The answer of the meter that the card names.

    ``newer_card``: serial of the card that superseded this one, taken to have been in the meter.
    Limits: those of the meter's model, None where there are none or the model is not known. Use
    since the meter last wrote on the card is not known, so a load over the hoarding limit may be
    taken by the time the card is there.
    """
    contents, back = reading.contents, reading.read_back
    wrote = back.written_on is not None
    opened = wrote or contents.form is not CardForm.OPENING
    number, credited = _before(reading)
    state = MeterState(
        meter=contents.meter,
        utility=contents.utility,
        region=contents.region,
        kind=contents.kind,
        place=contents.place,
        charging=contents.charging,
        account=contents.account if opened else None,
        serial=newer_card or reading.serial,
        number=number,
        total_credited=credited,
        total_used=credited - back.remaining if wrote else 0,
        hoarding_limit=hoarding_limit if wrote or not opened else None,
        largest_load=largest_load,
        half_taken=contents.mark.to_bytes() if standing is Standing.INSERT_AGAIN else None,
    )
    return meter_answer(state, contents, reading.serial, returned=back.phase)


def _before(reading: CardReading) -> tuple[int, Quantity]:
    """Number and total that the meter has: its own word, else what came before this load."""
    contents, back = reading.contents, reading.read_back
    if back.written_on is not None:
        # A mark without final totals was written before the load was counted.
        begun = back.phase is ReadBackPhase.BEGUN
        number = min(back.number, contents.number - 1) if begun else back.number
        return number, back.total_credited
    before = contents.number - 1 if contents.number else 0
    return before, contents.cumulative - contents.load
