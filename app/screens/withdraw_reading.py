"""Two people take out a reading that counted and was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.dial_readings import DialReadingWithdrawn
from app.operations.reasons import LONGEST_REASON
from app.operations.withdraw_reading import WITHDRAW_READING
from app.screens.setting_form import SettingForm
from app.telling.dial_readings import withdrawn_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class WithdrawReading(SettingForm[DialReadingWithdrawn]):
    """Why."""

    heading = _("Reading that counts")
    help_lines = (
        _("A reading that was wrong is taken out, with the reason. Two people sign."),
        _("The reading before it counts again; then record the right one."),
        _("It stays on the list as refused. What was reckoned with it before stays as it is."),
    )
    operation: ClassVar = WITHDRAW_READING

    def __init__(self, reading: str) -> None:
        """``reading``: its number."""
        self._reading = reading
        self.why = Field(_("It is wrong because"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The reason."""
        return (self.why,)

    def texts(self) -> dict[str, str]:
        """As typed."""
        return {"reading": self._reading, "reason": self.why.value}

    def takes_two(self) -> bool:
        """Always."""
        return True

    def signs_for(self) -> str:
        """What the second person signs for."""
        return _("A reading of a dial is taken out.")

    def review_rows(self, _kiosk: Kiosk, quote: DialReadingWithdrawn) -> Sequence[Row]:
        """What is taken out."""
        return withdrawn_rows(self.desk.words, quote)

    def question(self) -> str:
        """What + does."""
        return _("Press + to take it out.")
