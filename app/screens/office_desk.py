"""What the screens of head office are given: all counters to look at, and `serve` to act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.cards.watcher import ReaderState
from app.domain.permissions import Permission, Rights
from app.domain.text import _
from app.office.fleet import Fleet, FleetAsked, Trouble
from app.office.office_kiosk import OfficeKiosk
from app.operations.local_time import local_date
from app.screens.desk import Desk
from app.telling.words import Words

_RIGHTS = frozenset(
    {
        Permission.SIGN_IN,
        Permission.READ_CARD,
        Permission.AUDIT,
        Permission.SETTINGS,
        Permission.OPERATORS,
        Permission.AGENTS,
        Permission.KIOSKS,
        Permission.GRANTS,
        Permission.EXCEPTIONS,
        Permission.REPORTS,
    }
)
"""What can be exercised at head office: the rest takes a card, a drawer or a customer."""
_AT_COUNTERS = frozenset(
    {
        *("devices", "print-methods", "look-settings", "set-approver"),
        *("automatic-reports", "automatic-files"),
        *("agent-deposit", "agent-withdraw", "settle-agent"),
        *("take-subsidy", "unblacklist", "lose-function-card", "account-statement", "reprint"),
        "print-report",
    }
)
"""Screens that are open to these rights and yet about one counter, its money or its printer."""
_BAR = {
    Trouble.SILENT: _("{count} silent"),
    Trouble.LIMIT: _("{count} short of limit"),
    Trouble.CLOCK: _("{count} with a wrong clock"),
}


@dataclass(kw_only=True)
class OfficeDesk(Desk):
    """Somebody's place at head office."""

    office: OfficeKiosk

    @classmethod
    def of(cls, office: OfficeKiosk) -> OfficeDesk:
        """Nobody has signed in yet."""
        return cls(
            kiosk=office.kiosk,
            papers=_NoPapers(),
            watch=_NoWatch,
            words=Words.of(office.kiosk),
            backup_state=lambda: fleet_state(office),
            clock_state=lambda: "",
            office=office,
        )

    @property
    def rights(self) -> Rights:
        """What the signed-in operator may do here."""
        return super().rights & _RIGHTS

    def offers(self, screen: str) -> bool:
        """Whether it is not about one counter."""
        return screen not in _AT_COUNTERS

    def states(self, backup: str) -> tuple[str, ...]:
        """How the fleet stands, for whoever has signed in."""
        return () if self.operator is None else (backup,)

    def fleet_asked(self, only: Trouble | None = None) -> FleetAsked:
        """What every list of kiosks is asked with."""
        return fleet_asked(self.office, only)


def fleet_asked(office: OfficeKiosk, only: Trouble | None = None) -> FleetAsked:
    """Kiosks as they stand now, all or those with one trouble."""
    kiosk = office.kiosk
    return FleetAsked(
        office=kiosk.ledger.node,
        now=kiosk.clock.milliseconds(),
        today=local_date(kiosk),
        program=office.program,
        only=only,
    )


def fleet_state(office: OfficeKiosk) -> str:
    """How many kiosks there are, and of how many what is wrong, for the status bar."""
    with office.kiosk.ledger.read() as reader:
        said = [_("{count} kiosks").format(count=Fleet(reader.db, fleet_asked(office)).count())]
        for trouble, words in _BAR.items():
            count = Fleet(reader.db, fleet_asked(office, trouble)).count()
            if count:
                said.append(words.format(count=count))
    return " | ".join(said)


class _NoPapers:
    """Head office prints nothing."""

    def wake(self) -> None:
        """There is nothing to print."""

    def describe(self) -> str:
        """Nothing."""
        return ""


class _NoWatch:
    """Head office has no reader."""

    def __init__(self, _on_change: Callable[[ReaderState], None]) -> None:
        """Nothing is watched."""

    def start(self) -> None:
        """Nothing begins."""

    def stop(self) -> None:
        """Nothing ends."""
