"""How backup and clock stand, in a few words."""

from __future__ import annotations

from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.backup import newest_backup
from app.settings import Settings

_DAY_MILLISECONDS = 86_400_000


def backup_words(kiosk: Kiosk, settings: Settings) -> str:
    """How old the newest copy is."""
    target = settings.backup.path
    if target is None:
        return _("no backup path")
    try:
        newest = newest_backup(kiosk.ledger.node, target)
    except (TapcardError, OSError):
        return _("backup path cannot be read")
    if newest is None:
        return _("no backup yet")
    days = max(0, kiosk.clock.milliseconds() - newest.made) // _DAY_MILLISECONDS
    return _("backup today") if days == 0 else _("backup {days} days old").format(days=days)


def clock_words(kiosk: Kiosk) -> str:
    """What is wrong with the clock; empty while nothing is."""
    try:
        kiosk.ledger.check_clock()
    except TapcardError:
        return _("CLOCK JUMPED: no sales")
    return "" if kiosk.clock.trusted() else _("clock not set")
