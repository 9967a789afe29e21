"""From a working kiosk to its running counter: what its screens are given, and what runs beside."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.assembly import Assembly, user_readers
from app.cards.watcher import ReaderState, Watcher
from app.domain.errors import TapcardError
from app.domain.text import _
from app.domain.training import is_training
from app.ledger.backup import newest_backup
from app.ledger.snapshot_server import SnapshotServer
from app.screens.app import Look
from app.screens.desk import Desk, MakeWatch
from app.screens.keys import load_keymap
from app.settings import Settings
from app.telling.words import Words
from app.widgets.themes import load_themes, theme_folders, theme_or_default
from app.widgets.training import in_training

_logger = logging.getLogger(__name__)

_DAY_MILLISECONDS = 86_400_000
_KEYMAP = "keys.toml"
"""Beside kiosk.toml."""
_LOG = "tapcard.log"
_LARGEST_LOG = 1 << 20
_OLDER_LOGS = 2


@contextmanager
def running(assembly: Assembly) -> Iterator[None]:
    """Prints and lends snapshots while the context lasts.

    Without a socket for snapshots the counter sells all the same; others are told it is busy.
    """
    server = SnapshotServer(assembly.ledger)
    assembly.spooler.start()
    try:
        server.start()
    except OSError:
        _logger.exception("no snapshots can be lent")
    try:
        yield
    finally:
        server.stop()
        assembly.spooler.stop()


def desk_of(assembly: Assembly, watch: MakeWatch | None = None) -> Desk:
    """The desk of a kiosk. ``watch`` takes the place of the PC/SC one, for the simulator."""
    settings, kiosk = assembly.settings, assembly.kiosk
    return Desk(
        kiosk=kiosk,
        papers=assembly.spooler,
        watch=watch or pcsc_watch(settings),
        words=Words.of(kiosk),
        backup_state=lambda: backup_words(assembly),
        clock_state=lambda: clock_words(assembly),
        demo_keys=settings.keys.file is None,
        training=is_training(kiosk.ledger.node),
    )


def pcsc_watch(settings: Settings) -> MakeWatch:
    """A watch over the readers for customers' cards."""

    def make(on_change: Callable[[ReaderState], None]) -> Watcher:
        return Watcher(on_change, user_readers(settings))

    return make


def look_of(settings: Settings) -> Look:
    """Themes and keys, with a sentence for each file that could not be followed."""
    loaded = load_themes(theme_folders(settings.file))
    theme, sentence = theme_or_default(loaded, _wanted_theme(settings))
    keymap = load_keymap(settings.file.with_name(_KEYMAP))
    return Look(
        themes=loaded.themes,
        theme=theme.name,
        keymap=keymap.keys,
        complaints=(*([sentence] if sentence else []), *keymap.complaints),
    )


def training_look_of(settings: Settings) -> Look:
    """As :func:`look_of` for the same kiosk, in the colours of training."""
    look = look_of(settings)
    return replace(look, themes=[in_training(theme) for theme in look.themes])


def _wanted_theme(settings: Settings) -> str:
    if settings.screen.theme != "auto":
        return settings.screen.theme
    return "console" if os.environ.get("TERM") == "linux" else "dark"


def backup_words(assembly: Assembly) -> str:
    """How old the newest copy is."""
    target = assembly.settings.backup.path
    if target is None:
        return _("no backup path")
    try:
        newest = newest_backup(assembly.ledger.node, target)
    except (TapcardError, OSError):
        return _("backup path cannot be read")
    if newest is None:
        return _("no backup yet")
    days = max(0, assembly.kiosk.clock.milliseconds() - newest.made) // _DAY_MILLISECONDS
    return _("backup today") if days == 0 else _("backup {days} days old").format(days=days)


def clock_words(assembly: Assembly) -> str:
    """What is wrong with the clock; empty while nothing is."""
    try:
        assembly.ledger.check_clock()
    except TapcardError:
        return _("CLOCK JUMPED: no sales")
    return "" if assembly.kiosk.clock.trusted() else _("clock not set")


def log_to_file(state: Path) -> None:
    """Everything that is logged or warned of goes to a file: the screen must stay whole."""
    from logging.handlers import RotatingFileHandler

    state.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        state / _LOG, maxBytes=_LARGEST_LOG, backupCount=_OLDER_LOGS, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
