"""One reading of a dial, typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.dial_readings import DialRead
from app.operations.reading_file import LONGEST_REMARK
from app.operations.take_reading import TAKE_READING
from app.screens.setting_form import SettingForm
from app.telling.dial_readings import read_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class TakeReading(SettingForm[DialRead]):
    """Meter, dial, day, remark."""

    heading = _("Type a reading")
    help_lines = (
        _("The meter's number may be typed without the zeros that it begins with."),
        _("The dial in whole units, with a point before the red digits: 123.456."),
        _("The review says what was used since, and what speaks against the reading."),
        _("What is questioned is recorded, too, and counts once somebody decides so."),
    )
    operation: ClassVar = TAKE_READING

    def __init__(self) -> None:
        """Empty."""
        self.meter = Field(_("Meter"), FieldKind.DIGITS, id="meter", longest=12)
        self.dial = Field(_("Dial"), FieldKind.NUMBER, id="dial", longest=12)
        self.day = Field(
            _("Read on"), FieldKind.TEXT, id="day", longest=10, hint=_("empty = today")
        )
        self.remark = Field(_("Remark"), FieldKind.TEXT, id="remark", longest=LONGEST_REMARK)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """As one reads."""
        return (self.meter, self.dial, self.day, self.remark)

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        given = {"meter": self.meter.value, "dial": self.dial.value}
        optional = {"read_on": self.day.value, "note": self.remark.value}
        return given | {name: value for name, value in optional.items() if value}

    def review_rows(self, _kiosk: Kiosk, quote: DialRead) -> Sequence[Row]:
        """What is recorded."""
        return [row for row in read_rows(self.desk.words, quote) if row[1]]

    def question(self) -> str:
        """What + does."""
        return _("Press + to record it.")
