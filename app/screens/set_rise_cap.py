"""How much may be bought before prices rise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from app.domain.amounts import format_volume
from app.domain.tariff.rise_cap import RiseCap
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import RiseCapSet
from app.ledger.queries import settings
from app.operations.set_rise_cap import SET_RISE_CAP
from app.screens.rise_caps import times_text
from app.screens.setting_form import SettingForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SetRiseCap(SettingForm[RiseCapSet]):
    """Days, volume, multiple."""

    heading = _("Cap of a class")
    help_lines = (
        _("Days: from so many days before the first day of a dearer revision. Empty: no cap."),
        _("Fixed volume: for customers without a usual month, or for all of them."),
        _("Times usual: as a multiple of the volume of a usual month, such as 1.5."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_RISE_CAP

    def __init__(self, tariff_class: int) -> None:
        """``tariff_class``: whose."""
        self._class = tariff_class
        self.days = Field(_("Days before a rise"), FieldKind.DIGITS, id="days", longest=3)
        self.volume = Field(_("Fixed volume m3"), FieldKind.NUMBER, id="volume", longest=9)
        self.times = Field(_("Times usual"), FieldKind.NUMBER, id="times", longest=6)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """All three."""
        return (self.days, self.volume, self.times)

    def look(self) -> None:
        """Reads the cap."""
        self.work(partial(_cap, self.desk.kiosk, self._class), self._fill, self.refuse)

    def _fill(self, cap: RiseCap | None) -> None:
        self.days.relabel(_("Days before a rise"), _("empty = no cap"))
        self.times.relabel(_("Times usual"), _("empty = fixed for all"))
        if cap is not None:
            self.days.value, self.volume.value = str(cap.days), format_volume(cap.volume)
            self.times.value = times_text(cap.times)
        super().look()

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {
            "tariff_class": str(self._class),
            "days": self.days.value or "0",
            "volume": self.volume.value,
            "times": self.times.value,
        }

    def named(self) -> Sequence[Row]:
        """Whose."""
        return ((_("Class"), str(self._class)),)


def _cap(kiosk: Kiosk, tariff_class: int) -> RiseCap | None:
    with kiosk.ledger.read() as reader:
        return settings.rise_cap(reader.db, tariff_class)
