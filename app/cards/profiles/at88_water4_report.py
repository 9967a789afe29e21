"""What a meter of ``at88-water4`` reports in zone 2, on a customer's card and on a query card.

What the maker's report holds is not known (notes/domain.md 6.3: "fault bits + report, FF when
written"), so this one is ours: a quarter of its 32 bytes for each place. It has no check; the day,
written last, says that the figures before it are whole.
"""

from __future__ import annotations

from app.cards.chips.at88sc102 import ZONE_2
from app.cards.profiles.at88_water4_identity import is_erased
from app.cards.profiles.at88_water4_layout import PLACES, REPORT_SIZE, REPORTS_AT
from app.cards.profiles.fields import Day, Field, Record, Signed, Unsigned
from app.domain.cards import ReadBack
from app.domain.plans import CardImage

REPORT = Record(
    Field("status", Unsigned(1)),
    Field("number", Unsigned(1)),
    Field("remaining", Signed(4)),
    Field("written_on", Day(optional=True)),
)
"""What one meter reports. Names are those of ReadBack."""


def report_at(place: int) -> int:
    """Where a place's report stands in zone 2."""
    return REPORTS_AT + (place - 1) * (REPORT_SIZE // PLACES)


def packed_report(back: ReadBack) -> bytes:
    """A report. The byte has room for all status bits that are defined."""
    return REPORT.pack({field.name: getattr(back, field.name) for field in REPORT.fields})


def report_of(image: CardImage, place: int) -> ReadBack | None:
    """What a meter reported; None where it has not."""
    data = image.areas[ZONE_2][report_at(place) :][: REPORT.size]
    return None if is_erased(data) else ReadBack(totals=False, **REPORT.unpack(data))
