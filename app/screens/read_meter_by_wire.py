"""One reading of a dial, asked of the meter over a wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.dial_readings import DialRead
from app.operations.read_meter_by_wire import READ_METER_BY_WIRE
from app.screens.setting_form import SettingForm
from app.telling.dial_readings import read_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class ReadMeterByWire(SettingForm[DialRead]):
    """The meter's number."""

    heading = _("Read a meter by wire")
    help_lines = (
        _("The meter's number may be typed without the zeros that it begins with."),
        _("Enter asks the meter; a few seconds may pass before it answers."),
        _("The review says what it shows, where its valve is, how its battery does,"),
        _("what was used since the last reading, and what speaks against it."),
        _("Press + to record it. Nothing is printed."),
    )
    operation: ClassVar = READ_METER_BY_WIRE

    def __init__(self) -> None:
        """Empty."""
        self.meter = Field(_("Meter"), FieldKind.DIGITS, id="meter", longest=12)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The only one."""
        return (self.meter,)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"meter": self.meter.value}

    def review_rows(self, _kiosk: Kiosk, quote: DialRead) -> Sequence[Row]:
        """What is recorded."""
        return [row for row in read_rows(self.desk.words, quote) if row[1]]

    def question(self) -> str:
        """What + does."""
        return _("Press + to record it.")
