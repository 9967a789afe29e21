"""What eyes can read, and what a Linux console can show them."""

from __future__ import annotations

from typing import Any

from textual.app import App

from app.console.glyphs import undrawable
from app.widgets.theme_colours import CONSOLE_PALETTE
from tests.widgets.painted import Painted, painted

FRAME = " ─│┌┐└┘━┃┏┓┗┛"
LEAST_FOR_FRAMES = 3
EIGHT = CONSOLE_PALETTE[:8]
NOT_ON_A_CONSOLE = ("dim", "italic", "underline", "underline2", "strike", "blink", "overline")


def ratio(one: str, other: str) -> float:
    """WCAG 2.2: contrast ratio, from relative luminance of sRGB."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def bold(colour: str) -> str:
    """A console shows bold as the bright colour of the same hue."""
    return CONSOLE_PALETTE[CONSOLE_PALETTE.index(colour) % 8 + 8]


def least_for_text(theme: str) -> float:
    return 7 if theme == "high-contrast" else 4.5


def illegible(app: App[Any]) -> list[Painted]:
    """What is painted now and cannot be read."""
    least = least_for_text(app.theme)
    return [
        cells
        for cells in painted(app)
        if cells.text.strip()
        and ratio(cells.colour, cells.background)
        < (least if cells.text.strip(FRAME) else LEAST_FOR_FRAMES)
    ]


def not_for_a_console(app: App[Any]) -> list[Painted]:
    """What is painted now and looks different, or like nothing, on a Linux console."""
    return [cells for cells in painted(app) if not _showable(cells)]


def _showable(cells: Painted) -> bool:
    style = cells.style
    if cells.colour not in CONSOLE_PALETTE or cells.background not in EIGHT:
        return False
    if undrawable(cells.text) or any(getattr(style, name) for name in NOT_ON_A_CONSOLE):
        return False
    if style.reverse:  # brightness stays behind when the console swaps colours
        return cells.colour in EIGHT and not style.bold
    return not style.bold or ratio(bold(cells.colour), cells.background) >= 4.5
