"""A person decides about a questioned reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.dial_readings import DialReadingSettled
from app.operations.reasons import LONGEST_REASON
from app.operations.settle_reading import SETTLE_READING
from app.screens.setting_form import SettingForm
from app.telling.dial_readings import settled_rows
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SettleReading(SettingForm[DialReadingSettled]):
    """Counts or not, and why."""

    heading = _("Questioned reading")
    help_lines = (
        _("Look at the meter's earlier readings first (Readings of dials, 1)."),
        _("A reading that counts is what the next one is compared with."),
        _("The first decision stands. Where the dial is read again, record that reading."),
    )
    operation: ClassVar = SETTLE_READING

    def __init__(self, reading: str) -> None:
        """``reading``: its number."""
        self._reading = reading
        self.decision = ChoiceField(
            _("The reading"),
            id="decision",
            options=[Option(1, _("counts")), Option(2, _("does not count"))],
        )
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Both."""
        return (self.decision, self.why)

    def check(self, field: Field) -> None:
        """It is chosen from the list."""
        if field is self.decision:
            _chosen = self.decision.choice

    def texts(self) -> dict[str, str]:
        """As chosen."""
        return {
            "reading": self._reading,
            "accept": "yes" if self.decision.choice.number == 1 else "no",
            "reason": self.why.value,
        }

    def review_rows(self, _kiosk: Kiosk, quote: DialReadingSettled) -> Sequence[Row]:
        """What is decided."""
        return settled_rows(self.desk.words, quote)

    def question(self) -> str:
        """What + does."""
        return _("Press + to decide so.")
