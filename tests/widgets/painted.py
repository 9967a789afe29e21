"""What a screen really paints, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rich.color import Color
from rich.style import Style
from textual.app import App


class Painted(NamedTuple):
    """A stretch of equal cells."""

    text: str
    colour: str
    """``#rrggbb``; of the background where nothing is drawn."""
    background: str
    style: Style


def painted(app: App[Any]) -> Iterator[Painted]:
    """Every stretch on the screen that ``app`` shows now, reversed cells as they look."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style or Style()
            colour, background = _named(style.color), _named(style.bgcolor)
            if style.reverse:
                colour, background = background, colour
            assert background, f"{segment.text!r} has no background"
            yield Painted(segment.text, colour or background, background, style)


def _named(colour: Color | None) -> str:
    return "" if colour is None else colour.get_truecolor().hex
