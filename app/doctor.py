"""What works at this kiosk and what does not, each in a sentence."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

import msgspec

from app.cards.pcsc import list_readers
from app.clock import SystemClock, SystemRandomness
from app.domain.errors import TapcardError
from app.domain.text import _
from app.ledger.backup import newest_backup
from app.ledger.ledger import Ledger
from app.printing.errors import PrinterError
from app.printing.transport import transport_for
from app.settings import Settings

_ROOM = 256 << 20
_OLD_BACKUP_DAYS = 3
_PRINTER_SECONDS = 3.0


class Checkup(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    good: bool
    state: str


def examine(settings: Settings) -> list[Checkup]:
    """Looks at everything once; nothing is written."""
    return [
        _ledger(settings),
        _checked(_("reader"), lambda: _reader(settings)),
        _checked(_("printer"), lambda: _printer(settings)),
        _keys(settings),
        _clock(),
        _room(settings),
    ]


def _checked(name: str, look: Callable[[], tuple[bool, str]]) -> Checkup:
    try:
        good, state = look()
    except TapcardError as error:
        return Checkup(name=name, good=False, state=f"{error.message} {error.remedy}".strip())
    return Checkup(name=name, good=good, state=state)


def _ledger(settings: Settings) -> Checkup:
    def look() -> tuple[bool, str]:
        ledger = Ledger.open(
            settings.ledger.path,
            node=settings.kiosk.id,
            clock=SystemClock(),
            random=SystemRandomness(),
        )
        with ledger:
            ledger.check_clock()
            return _backup(ledger, settings)

    return _checked(_("ledger and backup"), look)


def _backup(ledger: Ledger, settings: Settings) -> tuple[bool, str]:
    where = _("epoch {epoch} at {path}").format(epoch=ledger.epoch, path=ledger.path)
    if settings.backup.path is None:
        return False, _("{where}; no backup path is set").format(where=where)
    newest = newest_backup(ledger, settings.backup.path)
    if newest is None:
        return False, _("{where}; never backed up").format(where=where)
    days = (time.time_ns() // 1_000_000 - newest.made) // 86_400_000
    text = _("{where}; last backup {days} days ago").format(where=where, days=days)
    return days <= _OLD_BACKUP_DAYS, text


def _reader(settings: Settings) -> tuple[bool, str]:
    names = list_readers()
    wanted = settings.reader.name
    found = [name for name in names if wanted in name]
    if found:
        return True, found[0]
    listed = ", ".join(names) or _("none")
    return False, _("no reader {wanted}; connected: {names}").format(wanted=wanted, names=listed)


def _printer(settings: Settings) -> tuple[bool, str]:
    port = transport_for(settings.printer.url)
    if not port.present:
        return True, _("none is configured")
    try:
        with port.link(_PRINTER_SECONDS) as link:
            status = link.status()
    except PrinterError as error:
        return False, error.message
    if status is None:
        return True, _("connected; it cannot tell its state")
    return status.ready, status.reason or _("ready")


def _keys(settings: Settings) -> Checkup:
    demo = settings.keys.file is None
    state = _("DEMO KEYS: for trials only") if demo else str(settings.keys.file)
    return Checkup(name=_("card keys"), good=not demo, state=state)


def _clock() -> Checkup:
    trusted = SystemClock().trusted()
    state = _("set by network or battery") if trusted else _("not proved to be right")
    return Checkup(name=_("clock"), good=trusted, state=state)


def _room(settings: Settings) -> Checkup:
    folder = settings.ledger.path.parent
    if not folder.exists():
        return Checkup(name=_("room"), good=False, state=_("{path} is missing").format(path=folder))
    free = shutil.disk_usage(folder).free
    state = _("{mebibytes} MiB free").format(mebibytes=free >> 20)
    return Checkup(name=_("room"), good=free >= _ROOM, state=state)
