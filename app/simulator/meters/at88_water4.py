"""Meters of the layout ``at88-water4``: a bit that is taken away, and a report of eight bytes.

A meter that has taken its load clears its bit among the unloaded ones, as its last write. The check
stays as the counter wrote it: the chip only lets bits be taken away, and a meter spends none of
the erasures. For the same reason it reports once for each time that the counter wrote.
"""

from __future__ import annotations

import msgspec

from app.cards.chips.at88sc102 import ZONE_2
from app.cards.profiles.at88_water4_identity import is_erased
from app.cards.profiles.at88_water4_layout import TABLE, TABLE_AT
from app.cards.profiles.at88_water4_report import REPORT, packed_report, report_at
from app.cards.profiles.at88_water4_table import table_of, user_number
from app.domain.cards import CardContents, CardReading
from app.domain.metering import MeterState
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.visits import MeterMemory, WriteBack

_UNLOADED_AT = TABLE_AT + TABLE.size - 2


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
