"""Makes a terminal ready for the counter, and gives it back. Both need root."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.console.errors import ConsoleFault
from app.console.font import set_font
from app.console.keymap import restore_keymap, strip_keymap
from app.console.number_lock import switch_on
from app.console.palette import set_palette
from app.console.palette_file import read_palette
from app.console.terminals import keep_messages_away, lock, show, unlock
from app.domain.text import _

TERMINAL = Path("/dev/tty1")
KEPT_KEYMAP = Path("/run/tapcard-keymap")
"""In a directory that only root writes: what lies here is loaded as root."""

_Steps = tuple[tuple[str, Callable[[], None]], ...]


def prepare(
    terminal: Path, font: str, palette: Path | None = None, kept: Path = KEPT_KEYMAP
) -> list[str]:
    """Does every step, whatever became of the others; returns a sentence for each that failed.

    ``palette``: a file as setvtrgb reads it; None leaves the colours.

    Raises ConsoleFault only where there is no such terminal.
    """
    with _opened(terminal) as tty:
        steps: _Steps = (
            (_("terminal shown"), lambda: show(tty, _number(terminal))),
            (_("keymap"), lambda: strip_keymap(terminal, kept)),
            (_("number lock"), lambda: switch_on(tty)),
            (_("font"), lambda: set_font(terminal, font)),
            (_("palette"), lambda: _colour(tty, palette)),
            (_("kernel messages"), lambda: keep_messages_away(tty)),
            (_("terminals locked"), lambda: lock(tty)),  # last: a locked one cannot be shown
        )
        return _done(steps)


def give_back(terminal: Path, kept: Path = KEPT_KEYMAP) -> list[str]:
    """Unlocks terminals and keys for maintenance; failures as in :func:`prepare`."""
    with _opened(terminal) as tty:
        return _done(
            (
                (_("terminals unlocked"), lambda: unlock(tty)),
                (_("keymap"), lambda: restore_keymap(terminal, kept)),
            )
        )


@contextmanager
def _opened(terminal: Path) -> Iterator[int]:
    try:
        descriptor = os.open(terminal, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise ConsoleFault(
            _("{terminal} cannot be opened: {reason}.").format(
                terminal=terminal, reason=error.strerror
            ),
            _("Run this as root, on a machine with a console."),
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _colour(tty: int, palette: Path | None) -> None:
    if palette is not None:
        set_palette(tty, read_palette(palette))


def _number(terminal: Path) -> int:
    return int(terminal.name.removeprefix("tty"))


def _done(steps: _Steps) -> list[str]:
    failed = []
    for name, step in steps:
        try:
            step()
        except ConsoleFault as fault:
            failed.append(f"{name}: {fault.message} {fault.remedy}")
        except OSError as error:
            failed.append(f"{name}: {error.strerror}.")
    return failed
