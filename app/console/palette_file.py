"""Palettes as files, in the form that setvtrgb(8) reads."""

from __future__ import annotations

from pathlib import Path

from app.console.errors import ConsoleFault
from app.domain.text import _

_COLOURS = 16


def read_palette(file: Path) -> str:
    """The sixteen colours in ``file`` as ``set_palette`` takes them: ``rrggbb``, space between.

    The file has three lines of sixteen decimal numbers 0 to 255, with commas between: all reds, all
    greens, all blues. Raises ConsoleFault.
    """
    try:
        rows = [bytes(map(int, row.split(","))) for row in file.read_text("ascii").splitlines()]
        red, green, blue = rows
        colours = [bytes(colour).hex() for colour in zip(red, green, blue, strict=True)]
    except (OSError, ValueError) as error:
        raise _unusable(file) from error
    if len(colours) != _COLOURS:
        raise _unusable(file)
    return " ".join(colours)


def _unusable(file: Path) -> ConsoleFault:
    return ConsoleFault(
        _("{file} is not a palette.").format(file=file),
        _("It needs three lines of sixteen numbers 0 to 255: red, green and blue."),
    )
