"""Clocks of the demo: one that is put where history needs it, one that can be moved ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from app.kiosk import Clock

DAY_MS = 24 * 60 * 60 * 1000
TIME_ZONE = ZoneInfo("Africa/Nairobi")
"""Where the demo village lies."""


class SetClock:
    """A clock that moves only when told, and one millisecond per reading; a kiosk.Clock."""

    def __init__(self, name: str) -> None:
        """At 1970; ``name`` begins the identity of every boot."""
        self._name = name
        self._now = 0
        self.boots = 0
        """How often the machine was switched on."""

    def switch_on(self, day: date, minute: int) -> None:
        """A new boot on the morning of a day, so many minutes after local midnight."""
        self.boots += 1
        self.put(day, minute)

    def put(self, day: date, minute: int) -> None:
        """Moves to a minute of a day, never back."""
        at = datetime.combine(day, time(minute // 60, minute % 60), TIME_ZONE)
        self._now = max(self._now, int(at.timestamp()) * 1000)

    def milliseconds(self) -> int:
        """Wall time, milliseconds since 1970 UTC."""
        self._now += 1
        return self._now

    def boot(self) -> str:
        """Identity of this boot."""
        return boot_name(self._name, self.boots)

    def trusted(self) -> bool:
        """Always: history was written down on time."""
        return True


class DemoClock:
    """The machine's clock, so many days ahead of it; a kiosk.Clock.

    The ledger stops sales when wall time jumps within one boot. Days that pass in the demo are
    days on which the counter was switched off, so each time is a new boot.
    """

    def __init__(self, machine: Clock, name: str, *, ahead: int = 0, boots: int = 0) -> None:
        """``ahead``: milliseconds; ``boots``: how often the counter was switched on before."""
        self._machine = machine
        self._name = name
        self.ahead = ahead
        """Milliseconds between the machine's time and the demo's."""
        self.boots = boots
        """How often the counter was switched on."""

    def let_days_pass(self, days: int) -> None:
        """Moves ahead; the counter is switched on again afterwards."""
        self.ahead += days * DAY_MS
        self.switch_on()

    def switch_on(self) -> None:
        """A new boot."""
        self.boots += 1

    def milliseconds(self) -> int:
        """Wall time of the demo, milliseconds since 1970 UTC."""
        return self._machine.milliseconds() + self.ahead

    def boot(self) -> str:
        """Identity of this boot."""
        return boot_name(self._name, self.boots)

    def trusted(self) -> bool:
        """Always: the demo's counter has a battery behind its clock."""
        return True

    def today(self) -> date:
        """The day in the village."""
        seconds = self.milliseconds() // 1000
        return datetime.fromtimestamp(seconds, tz=UTC).astimezone(TIME_ZONE).date()


def boot_name(name: str, boots: int) -> str:
    """Identity of the boot with this number."""
    return f"{name}-boot-{boots}"
