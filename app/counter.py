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
from app.domain.training import is_training
from app.ledger.snapshot_server import SnapshotServer
from app.screens.app import Look
from app.screens.desk import Desk, MakeWatch
from app.screens.keys import load_keymap
from app.settings import Settings
from app.telling.standing import backup_words, clock_words
from app.telling.words import Words
from app.widgets.themes import load_themes, theme_folders, theme_or_default
from app.widgets.training import in_training

_logger = logging.getLogger(__name__)

_KEYMAP = "keys.toml"
"""Beside kiosk.toml."""
_LOG = "tapcard.log"
_LARGEST_LOG = 1 << 20
_OLDER_LOGS = 2


@contextmanager
def running(assembly: Assembly) -> Iterator[None]:
    """Prints, makes reports, lends snapshots, exchanges with head office while the context lasts.

    Without a socket for snapshots the counter sells all the same; others are told it is busy.
    """
    server = SnapshotServer(assembly.ledger)
    assembly.spooler.start()
    assembly.reports.start()
    if assembly.sync is not None:
        assembly.sync.start()
    try:
        server.start()
    except OSError:
        _logger.exception("no snapshots can be lent")
    try:
        yield
    finally:
        assembly.reports.stop()
        if assembly.sync is not None:
            assembly.sync.stop()
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
        backup_state=lambda: backup_words(kiosk, settings),
        clock_state=lambda: clock_words(kiosk),
        sync_state=lambda: "" if assembly.sync is None else assembly.sync.words,
        reports_state=lambda: assembly.reports.words,
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
    return look_beside(settings.file, settings.screen.theme)


def look_beside(file: Path, wanted: str) -> Look:
    """Themes and keys that lie beside a settings file; ``wanted``: a theme, or ``auto``."""
    loaded = load_themes(theme_folders(file))
    theme, sentence = theme_or_default(
        loaded, _theme_for_terminal() if wanted == "auto" else wanted
    )
    keymap = load_keymap(file.with_name(_KEYMAP))
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


def _theme_for_terminal() -> str:
    return "console" if os.environ.get("TERM") == "linux" else "dark"


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
