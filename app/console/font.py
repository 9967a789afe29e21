"""The console's font."""

from __future__ import annotations

from pathlib import Path

from app.console.tools import run_tool

USUAL = "Uni2-Terminus16"
"""Debian's console-setup: 8x16 dots, Latin, Cyrillic and Greek, the lines of boxes, no blocks."""


def set_font(terminal: Path, font: str = USUAL) -> None:
    """Loads ``font``, by name or file, for one terminal. Raises ConsoleFault."""
    run_tool("setfont", "-C", str(terminal), font)
