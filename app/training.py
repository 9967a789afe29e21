"""The training counter: a ledger of its own beside the real one, with simulated cards.

Nothing of the real counter is opened but its settings, and its ledger once, to copy what the
utility decided: no key, no PSAM, no reader, no folder of profiles, no backup.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from app.assembly import unusable
from app.cards.key_sources.training import TrainingKeys
from app.clock import SystemClock, SystemRandomness
from app.demo import Demo, assembled_with_tray
from app.domain.errors import TapcardError
from app.domain.text import _
from app.domain.training import TRAINING_NODE
from app.ledger.lock import LedgerLock
from app.ledger.readable import Readable
from app.operations.begin_training import begin_training, lesson_from
from app.printing.transport import transport_for
from app.settings import (
    BackupSettings,
    CardSettings,
    KeySettings,
    KioskSettings,
    LedgerSettings,
    MeterLineSettings,
    PrinterSettings,
    ReaderSettings,
    ReportSettings,
    Settings,
    StateSettings,
    SyncSettings,
)
from app.simulator.belongings import CardMake, KeptCard, KeptVillage, Roll, VillageCard
from app.simulator.village.keeping import VillageUnreadable, save_village

_FOLDER = ".training"
_LEDGER = "ledger.db"
_FILE = "kiosk.toml"
_KIOSK = """\
# The training counter; written anew whenever it is opened.
[kiosk]
id = {node}

[state]
path = "."
"""
_SMALL, _LARGE = 40, 10
"""Blank cards for one meter, and for several or for function cards."""


class TrainingDamaged(TapcardError):
    """What lies beside a training ledger cannot be read any more."""

    code = "training_damaged"


def training_settings(real: Settings) -> Settings:
    """The settings of the training counter beside a real one: all but its looks are its own."""
    ledger = real.ledger.path
    folder = ledger.with_name(ledger.name + _FOLDER)
    paper = real.printer if real.training.paper == "real" else PrinterSettings()
    return msgspec.structs.replace(
        real,
        file=folder / _FILE,
        kiosk=KioskSettings(id=TRAINING_NODE),
        state=StateSettings(folder),
        ledger=LedgerSettings(folder / _LEDGER),
        reader=ReaderSettings(),
        printer=msgspec.structs.replace(paper, width=real.printer.width),
        backup=BackupSettings(),
        keys=KeySettings(),
        cards=CardSettings(),
        sync=SyncSettings(),
        meters=MeterLineSettings(),
        reports=ReportSettings(),
    )


def make_training(settings: Settings, real: Readable) -> None:
    """Makes the ledger of ``settings`` with what the real one says, and a stack of blank cards.

    Whole or not at all: it is made beside its place. Raises LedgerUnsafe where files forbid it.
    """
    folder = settings.ledger.path.parent
    part = folder.with_name(folder.name + ".part")
    with real.read() as reader:
        lesson = lesson_from(reader.db)
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        ledger = part / _LEDGER
        begin_training(ledger, lesson, clock=SystemClock(), random=SystemRandomness()).close()
        save_village(ledger, _blank_cards())
        shutil.rmtree(folder, ignore_errors=True)  # nothing but a log is in one without a ledger
        part.rename(folder)
    except OSError as error:
        raise unusable(settings.ledger.path, error) from error


def wipe_training(settings: Settings) -> None:
    """Removes the training ledger and all beside it. Raises LedgerOwned, LedgerUnsafe."""
    path = settings.ledger.path
    lock = LedgerLock(path)  # nobody is at it, and nobody comes before it is gone
    try:
        shutil.rmtree(path.parent)
    except OSError as error:
        raise unusable(path, error) from error
    finally:
        lock.release()


@contextmanager
def assembled_training(settings: Settings) -> Iterator[Demo]:
    """The training counter of :func:`training_settings`, until the context is left.

    Raises TrainingDamaged, and what opening a ledger raises.
    """
    path = settings.ledger.path
    try:
        settings.file.write_text(_KIOSK.format(node=TRAINING_NODE), encoding="utf-8")
    except OSError as error:
        raise unusable(path, error) from error
    paper = transport_for(settings.printer.url) if settings.printer.url != "none" else None
    try:
        with assembled_with_tray(settings, TrainingKeys(), printer=paper) as demo:
            yield demo
    except VillageUnreadable as error:
        raise TrainingDamaged(
            error.message,
            _("Nothing real was touched. Begin training anew: `tapcard training reset`."),
        ) from error


def _blank_cards() -> KeptVillage:
    return KeptVillage(
        seed=1,
        ahead=0,
        boots=0,
        tears=0,
        cards=tuple(_cards()),
        meters=(),
        on_reader=None,
        roll=Roll.FULL,
    )


def _cards() -> Iterator[KeptCard]:
    for number in range(1, _SMALL + 1):
        yield VillageCard.new(f"blank-{number:02d}").kept()
    for number in range(1, _LARGE + 1):
        yield VillageCard.new(f"large-{number:02d}", CardMake.LARGE).kept()
    yield VillageCard.new("bank-card", CardMake.FOREIGN).kept()
    yield VillageCard.new("mute-card", CardMake.MUTE).kept()
