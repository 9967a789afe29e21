"""A keymap without the keys that leave the counter, and the way back to the whole one."""

from __future__ import annotations

import re
from pathlib import Path

from app.console.tools import run_tool

_ESCAPES = re.compile(
    r"\b(?:"
    r"Console_\d+|(?:Incr|Decr|Last)_Console"  # to another terminal
    r"|Boot|SAK|KeyboardSignal"  # reboots, kills what runs, starts a program
    r"|Show_\w+"  # writes registers and tasks over the screen
    r"|Scroll_\w+"  # Scroll Lock stops all output, and with it the watchdog's loop
    r"|Pause|Break"  # the kernel sends ESC [ P, whose tail lands in the field as text
    r")\b"
)
_NOTHING = "VoidSymbol"


def without_escapes(dump: str) -> str:
    """The output of ``dumpkeys --keys-only`` with every escape turned into nothing."""
    return "".join(
        _ESCAPES.sub(_NOTHING, line) if "keycode" in line else line
        for line in dump.splitlines(keepends=True)
    )


def strip_keymap(terminal: Path, kept: Path) -> None:
    """Takes the escapes out of the keymap in force, for all terminals.

    The whole keymap is first kept in ``kept``, once: a second time it would be the stripped one.
    Raises ConsoleFault, OSError.
    """
    dump = run_tool("dumpkeys", "--keys-only", f"--console={terminal}")
    if not kept.exists():
        kept.write_text(dump, encoding="utf-8", errors="surrogateescape")
    _load(terminal, without_escapes(dump))


def restore_keymap(terminal: Path, kept: Path) -> None:
    """Loads the keymap that was kept, and forgets it; nothing was stripped if there is none.

    Raises ConsoleFault, OSError.
    """
    if kept.exists():
        _load(terminal, kept.read_text(encoding="utf-8", errors="surrogateescape"))
        kept.unlink()


def _load(terminal: Path, keymap: str) -> None:
    run_tool("loadkeys", "--quiet", f"--console={terminal}", typed=keymap)
