"""Two people say that the clock is right although it jumped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from zoneinfo import ZoneInfo

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.ledger_life import ClockJumpAccepted
from app.ledger.queries import settings
from app.operations.accept_clock import ACCEPT_CLOCK, AcceptClockArguments, AcceptClockQuote
from app.operations.operation import Caller
from app.operations.reasons import LONGEST_REASON
from app.screens.setting_form import SettingForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class AcceptClock(SettingForm[ClockJumpAccepted]):
    """The time that is shown, and why it is the right one."""

    heading = _("Clock")
    help_lines = (
        _("A clock that jumped stops all sales: a wrong day on a receipt cannot be taken back."),
        _("Compare the date and the time that are shown with a watch. Wrong: set the machine's"),
        _("clock, and sales go on by themselves. Right: type why it jumped; two people sign."),
        _("The time, the reason and both people are recorded. Nothing is printed."),
    )
    operation: ClassVar = ACCEPT_CLOCK

    def __init__(self) -> None:
        """Nothing was looked at."""
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """One."""
        return (self.why,)

    def look(self) -> None:
        """A clock that is believed needs nobody."""
        self.work(partial(_jump, self.desk.kiosk, self.desk.caller()), self._jumped, self.refuse)

    def _jumped(self, rows: Sequence[Row]) -> None:
        super().look()
        self.facts.show(rows)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {"reason": self.why.value}

    def review_rows(self, kiosk: Kiosk, quote: AcceptClockQuote) -> Sequence[Row]:
        """Which time, and why."""
        return [*_time_rows(kiosk, quote), (_("Reason"), quote.reason)]

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What + does."""
        return _("Press + if this is the right time.")

    def signs_for(self) -> str:
        """What the second person signs."""
        return _("The clock is right although it jumped.")


def _jump(kiosk: Kiosk, caller: Caller) -> list[Row]:
    """What there is to accept, before anybody says why. Raises UnknownRecord where nothing is."""
    look = ACCEPT_CLOCK.look_unsigned(kiosk, caller, AcceptClockArguments(reason=""))
    return _time_rows(kiosk, look)


def _time_rows(kiosk: Kiosk, quote: AcceptClockQuote) -> list[Row]:
    """The time where the utility is, and how far it jumped."""
    with kiosk.ledger.read() as reader:
        zone = ZoneInfo(settings.utility(reader.db).time_zone)
    now = datetime.fromtimestamp(quote.wall_milliseconds // 1000, tz=UTC).astimezone(zone)
    return [(_("Date and time"), f"{now:%Y-%m-%d %H:%M}"), (_("Jump"), quote.jump)]
