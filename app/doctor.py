"""What works at this kiosk and what does not, each in a sentence."""

from __future__ import annotations

import enum
import shutil
import time
from collections.abc import Callable, Sequence

import msgspec

from app.assembly import open_ledger, user_readers
from app.cards.pcsc import PcscReader, list_readers
from app.clock import SystemClock, SystemRandomness
from app.domain.errors import TapcardError
from app.domain.text import _
from app.domain.training import is_training
from app.ledger.backup import newest_backup
from app.ledger.clock_guard import Reading, check_clock
from app.ledger.errors import LedgerOwned
from app.ledger.snapshot_client import from_running_counter, standing_of_owner
from app.printing.transport import transport_for
from app.settings import Settings

_ROOM = 256 << 20
_OLD_BACKUP_DAYS = 3
_PRINTER_SECONDS = 3
_DAY_MILLISECONDS = 86_400_000


class Health(enum.StrEnum):
    """How something is."""

    GOOD = "good"
    NOTE = "note"
    """It works; somebody should know something about it."""
    BAD = "bad"


class Checkup(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    health: Health
    state: str


_Finding = tuple[Health, str]


def examine(settings: Settings) -> list[Checkup]:
    """Looks at everything once; nothing is printed and no card is touched.

    A training counter has no reader, no keys and no backup that could be looked at.
    """
    looks: tuple[tuple[str, Callable[[Settings], _Finding]], ...] = (
        (_("ledger"), _ledger),
        (_("backup"), _backup),
        (_("reader"), _reader),
        (_("PSAM"), _psam),
        (_("printer"), _printer),
        (_("card keys"), _keys),
        (_("clock"), _clock),
        (_("room"), _room),
    )
    if is_training(settings.kiosk.id):
        looks = tuple(one for one in looks if one[1] in _TRAINING)
    return [Checkup(name, *_looked(look, settings)) for name, look in looks]


def _looked(look: Callable[[Settings], _Finding], settings: Settings) -> _Finding:
    try:
        return look(settings)
    except TapcardError as error:
        return Health.BAD, f"{error.message} {error.remedy}".strip()


def _ledger(settings: Settings) -> _Finding:
    path = settings.ledger.path
    try:
        with open_ledger(settings, SystemClock(), SystemRandomness()) as ledger:
            ledger.check_clock()
            state = _("epoch {epoch} at {path}").format(epoch=ledger.epoch, path=path)
            return _papers(state, len(ledger.print_jobs.pending()))
    except LedgerOwned:
        standing = standing_of_owner(path)
    check_clock(standing.reference, Reading.of(SystemClock()))
    state = _("epoch {epoch} at {path}, {as_of}").format(
        epoch=standing.epoch, path=path, as_of=from_running_counter(standing.at)
    )
    return _papers(state, standing.waiting)


def _papers(state: str, waiting: int) -> _Finding:
    if waiting:
        return Health.NOTE, _("{state}; {count} papers wait").format(state=state, count=waiting)
    return Health.GOOD, state


def _backup(settings: Settings) -> _Finding:
    target = settings.backup.path
    if target is None:
        return Health.NOTE, _("no backup path is set")
    newest = newest_backup(settings.kiosk.id, target)
    if newest is None:
        return Health.NOTE, _("none yet at {path}").format(path=target)
    days = max(0, time.time_ns() // 1_000_000 - newest.made) // _DAY_MILLISECONDS
    state = _("{days} days old, at {path}").format(days=days, path=target)
    return (Health.BAD if days > _OLD_BACKUP_DAYS else Health.GOOD), state


def _reader(settings: Settings) -> _Finding:
    return _all_there(user_readers(settings))


def _psam(settings: Settings) -> _Finding:
    if not settings.reader.psam:
        return Health.GOOD, _("none is configured")
    health, state = _all_there([PcscReader(settings.reader.psam)])
    if health is Health.GOOD and not settings.keys.utility:
        return Health.NOTE, _(
            "{reader}; keys.utility is not set, so that any PSAM is taken"
        ).format(reader=state)
    return health, state


def _all_there(readers: Sequence[PcscReader]) -> _Finding:
    listed = list_readers()
    missing = [reader.wanted for reader in readers if reader.find(listed) is None]
    if missing:
        return Health.BAD, _("no reader {wanted}; connected: {names}").format(
            wanted=", ".join(missing) or _("for customers' cards"),
            names=", ".join(listed) or _("none"),
        )
    return Health.GOOD, ", ".join(reader.find(listed) or "" for reader in readers)


def _printer(settings: Settings) -> _Finding:
    port = transport_for(settings.printer.url)
    if not port.present:
        return Health.NOTE, _("none is configured; no paper is printed")
    with port.link(_PRINTER_SECONDS) as link:
        status = link.status()
    if status is None:
        return Health.NOTE, _("connected; it cannot tell its state")
    if not status.ready:
        return Health.BAD, status.reason
    return Health.GOOD, _("ready")


def _keys(settings: Settings) -> _Finding:
    if settings.keys.file is None:
        return Health.NOTE, _("DEMO KEYS, for trials only: cards made with them have no value")
    if not settings.keys.file.exists():
        return Health.BAD, _("{path} is missing").format(path=settings.keys.file)
    return Health.GOOD, str(settings.keys.file)


def _clock(_settings: Settings) -> _Finding:
    if SystemClock().trusted():
        return Health.GOOD, _("set by network or battery")
    return Health.NOTE, _("nothing has set it since the machine started")


def _room(settings: Settings) -> _Finding:
    folder = settings.ledger.path.parent
    if not folder.exists():
        return Health.BAD, _("{path} is missing").format(path=folder)
    free = shutil.disk_usage(folder).free
    state = _("{mebibytes} MiB free at {path}").format(mebibytes=free >> 20, path=folder)
    return (Health.GOOD if free >= _ROOM else Health.BAD), state


_TRAINING = (_ledger, _printer, _clock, _room)
"""What a training counter has of all that is looked at."""
