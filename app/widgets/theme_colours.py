"""The closed table of colours: every theme has these, screens use these, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKGROUNDS = (
    "background",
    "panel",
    "bar",
    "field",
    "field-focus",
    "accent",
    "good",
    "note",
    "bad",
)
"""Colours that lie behind text."""

TEXTS = {
    "foreground": ("background",),
    "panel-text": ("panel",),
    "bar-text": ("bar",),
    "bar-key": ("bar",),
    "field-text": ("field",),
    "field-focus-text": ("field-focus",),
    "accent-text": ("accent",),
    "good-text": ("good",),
    "note-text": ("note",),
    "bad-text": ("bad",),
    "muted": ("background", "panel"),
}
"""Colours of text, each with the backgrounds it stands on."""

LINES = {
    "border": ("background", "panel"),
    "accent": ("background", "panel"),
    "field-focus": ("background",),
}
"""Colours that are seen by themselves: a line, the chosen item, the place where typing goes."""

COLOURS = (*BACKGROUNDS, *TEXTS, "border")
"""Every name of the table."""

LEAST_FOR_TEXT = 4.5
LEAST_FOR_LINES = 3.0
"""Contrast ratios: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

CONSOLE_PALETTE = (
    "#000000",
    "#aa0000",
    "#00aa00",
    "#aa5500",
    "#0000aa",
    "#aa00aa",
    "#00aaaa",
    "#aaaaaa",
    "#555555",
    "#ff5555",
    "#55ff55",
    "#ffff55",
    "#5555ff",
    "#ff55ff",
    "#55ffff",
    "#ffffff",
)
"""The sixteen colours of the Linux console as the kernel sets them (drivers/tty/vt/vt.c,
default_red and its neighbours). Rich turns exactly these into the console's own numbers."""

CONSOLE_BACKGROUNDS = 8
"""The console paints the first eight of its colours behind text, no others."""


def seen_pairs() -> Iterator[tuple[str, str, float]]:
    """Every (colour, what is behind it, least contrast) that the table implies."""
    for table, least in ((TEXTS, LEAST_FOR_TEXT), (LINES, LEAST_FOR_LINES)):
        for name, backgrounds in table.items():
            for behind in backgrounds:
                yield name, behind, least


def in_bold(colour: str) -> str:
    """What the console makes of a colour of its palette in bold: the bright one of the same hue."""
    number = CONSOLE_PALETTE.index(colour)
    return CONSOLE_PALETTE[number % CONSOLE_BACKGROUNDS + CONSOLE_BACKGROUNDS]
