"""From settings to a working kiosk; the only place that knows every part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.training import TrainingKeys
from app.cards.keys import KeySource
from app.cards.pcsc import PcscReader
from app.cards.profiles.outside import outside_profiles
from app.cards.profiles.registry import BUILT_IN, profiles, take_in
from app.cards.readers import Readers
from app.cards.station import Station
from app.clock import SystemClock, SystemRandomness
from app.domain.text import _
from app.domain.training import is_training
from app.kiosk import CardStation, Clock, Kiosk, Randomness
from app.ledger.backup import backup
from app.ledger.database import SALE_ROOM, free_bytes
from app.ledger.errors import LedgerUnsafe
from app.ledger.ledger import Ledger
from app.ledger.queries import print_methods
from app.meters.line import SerialMeterLine
from app.operations.given_folder import sticks
from app.payments.cash_drawer import NoDrawer
from app.printing.drawer import PrinterDrawer
from app.printing.printers import Mine, OwnJobs, Printers
from app.printing.spooler import Spooler
from app.printing.transport import PrinterPort, transport_for
from app.reports.automatic import AutomaticReports
from app.settings import PsamSettings, Settings, change_device
from app.telling.standing import backup_words, clock_words

if TYPE_CHECKING:
    from app.cards.key_sources.security_module import PsamLayout
    from app.sync.desk import SyncDesk


@dataclass(frozen=True)
class Assembly:
    """A kiosk and the parts that run beside its operations."""

    kiosk: Kiosk
    ledger: Ledger
    spooler: Spooler | Printers
    settings: Settings
    sync: SyncDesk | None
    """None on a counter that stands alone."""
    reports: AutomaticReports
    """Those that are made by themselves."""


class ChosenDevices:
    """Devices as chosen at the kiosk; see :class:`app.kiosk.Devices`."""

    def __init__(self, settings: Settings) -> None:
        """``settings``: those in force at the start."""
        self._settings = settings

    def change(self, key: str, value: str) -> tuple[str, str]:
        """Keeps a choice across restarts; returns old and new. Raises SettingsError."""
        change = change_device(self._settings, key, value)
        self._settings = change.settings
        return change.old, change.new

    @property
    def printers(self) -> tuple[str, ...]:
        """Names of the further printers; the first one has none."""
        return tuple(one.name for one in self._settings.printer.also)


class SecondPath:
    """Copies of the ledger at the configured path; see :class:`app.kiosk.Backups`."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        """``ledger``: the one to copy."""
        self._ledger = ledger
        self._target = settings.backup.path

    def make(self) -> Path | None:
        """Makes a copy and reads it back; None if no path is set. Raises BackupFailed."""
        return None if self._target is None else backup(self._ledger, self._target).copy


def open_ledger(settings: Settings, clock: Clock, random: Randomness) -> Ledger:
    """The configured ledger. Raises what opening raises, LedgerUnsafe where files forbid it."""
    path = settings.ledger.path
    try:
        return Ledger.open(path, node=settings.kiosk.id, clock=clock, random=random)
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> LedgerUnsafe:
    """The refusal of a ledger whose files this user may not use."""
    return LedgerUnsafe(
        _("The ledger {path} cannot be used: {reason}.").format(path=path, reason=error.strerror),
        _("Nothing was done. Give this user the right to write there, or correct the path."),
    )


@contextmanager
def assembled(
    settings: Settings,
    *,
    keys: KeySource,
    clock: Clock | None = None,
    random: Randomness | None = None,
    cards: CardStation | None = None,
    printer: PrinterPort | None = None,
) -> Iterator[Assembly]:
    """A working kiosk over its ledger, until the context is left.

    ``clock``, ``random``, ``cards`` and ``printer`` take the place of the machine's own, for the
    simulator. Raises LedgerUnsafe where training and selling would meet.
    """
    learning = is_training(settings.kiosk.id)
    _keep_apart(learning, keys)
    clock = clock or SystemClock()
    random = random or SystemRandomness()
    take_in_profiles(settings)
    ledger = open_ledger(settings, clock, random)
    try:
        port = printer or transport_for(settings.printer.url)
        kiosk = Kiosk(
            ledger=ledger,
            cards=cards or station(settings, keys),
            keys=keys,
            clock=clock,
            random=random,
            devices=ChosenDevices(settings),
            backups=SecondPath(ledger, settings),
            drawer=NoDrawer() if learning else PrinterDrawer(port),
            meters=SerialMeterLine(settings.meters) if settings.meters.port else None,
        )
        spooler = spooler_of(ledger, port, settings)
        yield Assembly(
            kiosk=kiosk,
            ledger=ledger,
            spooler=spooler,
            settings=settings,
            sync=sync_desk(kiosk, ledger, spooler, settings),
            reports=AutomaticReports(
                ledger, settings.reports_folder, sticks if settings.reports.stick else None
            ),
        )
    finally:
        ledger.close()


def sync_desk(
    kiosk: Kiosk, ledger: Ledger, spooler: Spooler | Printers, settings: Settings
) -> SyncDesk | None:
    """The counter's side of the exchange with head office; None where it stands alone."""
    if settings.sync.folder is None:
        return None
    from app.sync.desk import SyncDesk
    from app.sync.folder import SyncFolder

    def health() -> dict[str, str]:
        free = free_bytes(settings.ledger.path.parent)
        return {
            "printer": spooler.describe(),
            "backup": backup_words(kiosk, settings),
            "clock": clock_words(kiosk),
            "disk": "" if free >= SALE_ROOM else _("no room for sales"),
        }

    return SyncDesk(
        ledger, SyncFolder(settings.sync.folder), program=version("tapcard"), health=health
    )


def spooler_of(ledger: Ledger, port: PrinterPort, settings: Settings) -> Spooler | Printers:
    """The workers of all printers; ``port``: the first one."""
    further = {one.name: one for one in settings.printer.also}
    if not further:
        return Spooler(ledger.print_jobs, port, width=settings.printer.width)

    def jobs_of(name: str) -> OwnJobs:
        def mine() -> Mine:
            with ledger.read() as reader:
                methods = print_methods.methods(reader.db)
            named = {paper: method.printer for paper, method in methods.items()}
            if name:
                return lambda kind: named.get(kind) == name
            return lambda kind: named.get(kind) not in further

        return OwnJobs(ledger.print_jobs, mine)

    return Printers(
        Spooler(jobs_of(""), port, width=settings.printer.width),
        {
            name: Spooler(jobs_of(name), transport_for(one.url), width=one.width)
            for name, one in further.items()
        },
    )


def _keep_apart(learning: bool, keys: KeySource) -> None:
    """A training ledger never meets keys of value, nor a ledger that sells those of training."""
    if learning != isinstance(keys, TrainingKeys):
        raise LedgerUnsafe(
            _("Training and selling are kept apart: this ledger is not worked with these keys."),
            _("Nothing was done. Training is opened by `tapcard counter --training`."),
        )


def take_in_profiles(settings: Settings) -> None:
    """Makes the profiles of the configured folder known. Raises OutsideProfileRefused."""
    folder = settings.cards.profiles
    built_in = [profile.name for profile in BUILT_IN]
    take_in(() if folder is None else outside_profiles(folder, built_in))


def station(settings: Settings, keys: KeySource) -> CardStation:
    """The card station of all readers for customers' cards."""
    dialects = [one.dialect for one in settings.reader.for_customers]
    return Readers(
        [
            Station(reader, profiles(), keys, None if dialect == "auto" else dialect)
            for reader, dialect in zip(user_readers(settings), dialects, strict=True)
        ]
    )


def user_readers(settings: Settings) -> tuple[PcscReader, ...]:
    """The readers for customers' cards in the order of the settings; the PSAM's is none of them.

    None is one of those named further down, so that a name may be part of a longer one there.
    """
    names = [one.name for one in settings.reader.for_customers]
    psam = [settings.reader.psam] if settings.reader.psam else []
    return tuple(
        PcscReader(name or None, [*names[number:], *psam]) for number, name in enumerate(names, 1)
    )


def key_source(settings: Settings, passphrase: bytes | None) -> KeySource:
    """The configured card keys; those of CPU cards are in the PSAM where there is one.

    Raises what opening a sealed file raises. A PSAM is not touched before a CPU card needs it.
    """
    held = _held_keys(settings, passphrase)
    if not settings.reader.psam:
        return held
    from app.cards.key_sources.psam import PsamKeys

    return PsamKeys(
        PcscReader(settings.reader.psam),
        held,
        bytes.fromhex(settings.keys.utility),
        psam_layout(settings.keys.psam),
    )


def psam_layout(psam: PsamSettings) -> PsamLayout:
    """What the settings say of the PSAM's maker."""
    from app.cards.key_sources.security_module import PsamLayout
    from app.cards.secrets import KeyUsage

    return PsamLayout(
        directory=psam.directory,
        public_file=psam.public_file,
        utility_offset=psam.utility_offset,
        types={
            KeyUsage.INTERNAL: psam.internal,
            KeyUsage.EXTERNAL: psam.external,
            KeyUsage.MAINTENANCE: psam.maintenance,
        },
        levels_shift=psam.levels_shift,
    )


def _held_keys(settings: Settings, passphrase: bytes | None) -> KeySource:
    file: Path | None = settings.keys.file
    if file is None:
        return DemoKeys()
    from app.cards.key_sources.sealed_file import SealedKeyFile

    return SealedKeyFile.open(file, passphrase or b"")
