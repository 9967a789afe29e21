"""Meters of the layout ``at88-water4``: a bit that is taken away, and a report of eight bytes.

A meter that has taken its load clears its bit among the unloaded ones, as its last write. The check
stays as the counter wrote it: the chip only lets bits be taken away, and a meter spends none of
the erasures. For the same reason it reports once for each time that the counter wrote. What the
maker's report holds is not known (notes/domain.md 6.3: "fault bits + report, FF when written"), so
this one is ours, a quarter of its 32 bytes for each place.
"""

from __future__ import annotations

import msgspec

from app.cards.chips.at88sc102 import ZONE_2
from app.cards.profiles.at88_water4_identity import is_erased
from app.cards.profiles.at88_water4_layout import PLACES, REPORT_SIZE, TABLE, TABLE_AT
from app.cards.profiles.at88_water4_table import table_of, user_number
from app.cards.profiles.fields import Day, Field, Record, Signed, Unsigned
from app.domain.cards import CardContents, CardReading, ReadBack
from app.domain.metering import MeterState
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.visits import MeterMemory, WriteBack

REPORT = Record(
    Field("status", Unsigned(1)),
    Field("number", Unsigned(1)),
    Field("remaining", Signed(4)),
    Field("written_on", Day(optional=True)),
)
"""What one meter reports. Names are those of ReadBack."""

_UNLOADED_AT = TABLE_AT + TABLE.size - 2
_REPORTS_AT = TABLE_AT + TABLE.size


class At88Water4Meters:
    """See :class:`~app.simulator.meters.layout.MeterLayout`."""

    names_loads = True
    """Its bit is that of the load on the card, and stays while the load is refused."""

    def serves(self, contents: CardContents, state: MeterState) -> bool:
        """By place, for there is no room for a meter number."""
        return contents.place == state.place

    def seen(self, image: CardImage, reading: CardReading, memory: MeterMemory) -> CardReading:
        """With the meter's own number at its own place, and the account as far as it is told."""
        contents, state = reading.contents, memory.state
        user = table_of(image.areas[ZONE_2]).user
        mine = state.account is not None and user == user_number(state.account)
        seen = msgspec.structs.replace(
            contents,
            meter=state.meter if self.serves(contents, state) else "",
            account=state.account if mine else str(user),
        )
        return msgspec.structs.replace(reading, contents=seen)

    def write_back(
        self, image: CardImage, reading: CardReading, memory: MeterMemory, move: WriteBack
    ) -> tuple[Step, ...]:
        """Its report where none stands; its bit where this is about the load on the card."""
        place, zone = reading.contents.place, image.areas[ZONE_2]
        at = report_at(place)
        steps = []
        if is_erased(zone[at : at + REPORT.size]):
            steps.append(Step(StepKind.WRITE, ZONE_2, at, packed_report(memory.read_back)))
        if move.mark == reading.contents.mark:
            left = zone[_UNLOADED_AT] & ~(1 << place - 1)
            steps.append(Step(StepKind.WRITE, ZONE_2, _UNLOADED_AT, bytes([left])))
        return tuple(steps)


def report_at(place: int) -> int:
    """Where a place's report stands in zone 2."""
    return _REPORTS_AT + (place - 1) * (REPORT_SIZE // PLACES)


def packed_report(back: ReadBack) -> bytes:
    """A report. The byte has room for all status bits that are defined."""
    return REPORT.pack({field.name: getattr(back, field.name) for field in REPORT.fields})


def report_of(image: CardImage, place: int) -> ReadBack | None:
    """What a meter reported; None where it has not."""
    data = image.areas[ZONE_2][report_at(place) :][: REPORT.size]
    return None if is_erased(data) else ReadBack(totals=False, **REPORT.unpack(data))
