"""The closed table of colours as a Textual theme.

Textual derives some 150 variables from a few colours by blending and fading. A console shows the
nearest of sixteen instead, at random, so each of them is one of the table's colours here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.design import NUMBER_OF_SHADES
from textual.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASES = {
    "primary": "accent",
    "secondary": "accent",
    "accent": "accent",
    "success": "good",
    "warning": "note",
    "error": "bad",
    "background": "background",
    "foreground": "foreground",
    "surface": "background",
    "panel": "panel",
    "boost": "background",
    "primary-background": "panel",
    "secondary-background": "panel",
}
"""Textual's own colours, and ours that stand for them and for all their shades."""

_HUES = ("primary", "secondary", "success", "warning", "error", "accent")

_STOCK = {
    "text": "foreground",
    "text-muted": "muted",
    "text-disabled": "muted",
    "foreground-muted": "muted",
    "foreground-disabled": "muted",
    "surface-active": "background",
    "block-cursor-foreground": "accent-text",
    "block-cursor-background": "accent",
    "block-cursor-blurred-foreground": "panel-text",
    "block-cursor-blurred-background": "panel",
    "block-hover-background": "background",
    "border-blurred": "border",
    "scrollbar": "muted",
    "scrollbar-hover": "muted",
    "scrollbar-active": "muted",
    "scrollbar-background": "panel",
    "scrollbar-background-hover": "panel",
    "scrollbar-background-active": "panel",
    "scrollbar-corner-color": "panel",
    "link-color": "foreground",
    "link-color-hover": "accent-text",
    "link-background-hover": "accent",
    "footer-foreground": "bar-text",
    "footer-background": "bar",
    "footer-key-foreground": "bar-key",
    "footer-key-background": "bar",
    "footer-description-foreground": "bar-text",
    "footer-description-background": "bar",
    "footer-item-background": "bar",
    "input-cursor-foreground": "foreground",
    "input-cursor-background": "background",
    "input-selection-foreground": "foreground",
    "input-selection-background": "background",
    "screen-selection-foreground": "accent-text",
    "screen-selection-background": "accent",
    "button-foreground": "foreground",
    "button-color-foreground": "accent-text",
}
"""What stock widgets use. Cursor and selection have the page's colours: they are seen on the
focused field, and a console has no bright background that they could have instead."""

_STYLES = {
    "block-cursor-text-style": "bold",
    "block-cursor-blurred-text-style": "none",
    "input-cursor-text-style": "none",
    "button-focus-text-style": "bold",
    "link-style": "bold",
    "link-style-hover": "bold",
}
"""Bold only: a console shows italic in green, underlined in cyan, and bright text reversed as grey
on grey (drivers/tty/vt/vt.c, build_attr)."""


def textual_theme(name: str, colours: Mapping[str, str], *, dark: bool) -> Theme:
    """The theme ``name`` for Textual, from a full table of colours ``#rrggbb``."""
    return Theme(
        name=name,
        primary=colours["accent"],
        secondary=colours["accent"],
        accent=colours["accent"],
        success=colours["good"],
        warning=colours["note"],
        error=colours["bad"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["background"],
        panel=colours["panel"],
        dark=dark,
        variables={**_shades(colours), **_derived(colours), **_STYLES, **colours},
    )


def _shades(colours: Mapping[str, str]) -> dict[str, str]:
    steps = [
        f"{base}-{way}-{step}"
        for base in _BASES
        for way in ("lighten", "darken")
        for step in range(1, NUMBER_OF_SHADES + 1)
    ]
    named = {step: colours[_BASES[step.rsplit("-", 2)[0]]] for step in steps}
    return named | {base: colours[ours] for base, ours in _BASES.items()}


def _derived(colours: Mapping[str, str]) -> dict[str, str]:
    stock = {name: colours[ours] for name, ours in _STOCK.items()}
    labels = {f"text-{hue}": colours["foreground"] for hue in _HUES}
    behind = {f"{hue}-muted": colours["background"] for hue in _HUES}
    headings = {f"markdown-h{level}-color": colours["foreground"] for level in range(1, 7)}
    styles = {f"markdown-h{level}-text-style": "bold" for level in range(1, 7)}
    return stock | labels | behind | headings | styles
