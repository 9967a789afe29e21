"""A screen as an SVG picture: only what stands in its cells, and nothing from elsewhere.

Textual's own export names fonts by their address in the network; a picture in a document must not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from rich.cells import cell_len
from textual.app import App

from tests.widgets.painted import Painted, painted

_CELL_WIDTH, _CELL_HEIGHT = 12, 24
_FONT_SIZE = 20
"""Most fonts of one width have letters of 0.6 of their size."""
_BASELINE = 18
_MARGIN = 12
_ARMS = {
    character: arms
    for characters, arms in (
        ("─━", (True, True, False, False)),
        ("│┃", (False, False, True, True)),
        ("┌┏", (False, True, False, True)),
        ("┐┓", (True, False, False, True)),
        ("└┗", (False, True, True, False)),
        ("┘┛", (True, False, True, False)),
    )
    for character in characters
}
"""Whether a line goes left, right, up and down from the middle of its cell."""
_BLOCKS = {"█": "", "▒": ' fill-opacity="0.5"', "░": ' fill-opacity="0.25"'}
_HEAVY = frozenset("━┃┏┓┗┛")
_FONTS = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"


def drawing(app: App[Any]) -> str:
    """What ``app`` shows now."""
    cells = list(painted(app))
    widths = Counter[str]()
    for each in cells:
        widths[each.background] += cell_len(each.text)
    paper = widths.most_common(1)[0][0]
    width = app.size.width * _CELL_WIDTH + 2 * _MARGIN
    height = app.size.height * _CELL_HEIGHT + 2 * _MARGIN
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">',
            f'<rect width="{width}" height="{height}" fill="{paper}"/>',
            f'<g font-family="{_FONTS}" font-size="{_FONT_SIZE}" xml:space="preserve">',
            *_drawn(cells, app.size.width, paper),
            "</g>",
            "</svg>",
            "",
        )
    )


def _drawn(cells: list[Painted], columns: int, paper: str) -> Iterator[str]:
    at = 0
    for each in cells:
        row, column = divmod(at, columns)
        at += cell_len(each.text)
        left, top = _MARGIN + column * _CELL_WIDTH, _MARGIN + row * _CELL_HEIGHT
        width = cell_len(each.text) * _CELL_WIDTH
        if each.background != paper and width:
            yield (
                f'<rect x="{left}" y="{top}" width="{width}" height="{_CELL_HEIGHT}" '
                f'fill="{each.background}" shape-rendering="crispEdges"/>'
            )
        for draw, part in groupby(each.text, key=_drawn_by):
            text = "".join(part)
            yield from draw(each._replace(text=text), left, top)
            left += cell_len(text) * _CELL_WIDTH


def _drawn_by(character: str) -> Callable[[Painted, int, int], Iterator[str]]:
    if character in _ARMS:
        return _framed
    return _filled if character in _BLOCKS else _written


def _filled(each: Painted, left: int, top: int) -> Iterator[str]:
    """Blocks and shades as areas: a font would leave gaps between rows."""
    for character, run in groupby(each.text):
        width = len(list(run)) * _CELL_WIDTH
        yield (
            f'<rect x="{left}" y="{top}" width="{width}" height="{_CELL_HEIGHT}" '
            f'fill="{each.colour}"{_BLOCKS[character]} shape-rendering="crispEdges"/>'
        )
        left += width


def _written(each: Painted, left: int, top: int) -> Iterator[str]:
    """Its text from the first character that is no blank, as wide as its cells in any font."""
    text = each.text.strip()
    if not text:
        return
    left += (cell_len(each.text) - cell_len(each.text.lstrip())) * _CELL_WIDTH
    weight = ' font-weight="bold"' if each.style.bold else ""
    yield (
        f'<text x="{left}" y="{top + _BASELINE}" textLength="{cell_len(text) * _CELL_WIDTH}" '
        f'lengthAdjust="spacingAndGlyphs" fill="{each.colour}"{weight}>{escape(text)}</text>'
    )


def _framed(each: Painted, left: int, top: int) -> Iterator[str]:
    """Frames as lines: a font would leave gaps between rows."""
    across, down = _CELL_WIDTH // 2, _CELL_HEIGHT // 2
    path = ""
    for character, run in groupby(each.text):
        count = len(list(run))
        west, east, north, south = _ARMS[character]
        start, end = left + (0 if west else across), left + count * _CELL_WIDTH
        if west or east:
            path += f"M{start} {top + down}H{end if east else left + across}"
        if north or south:
            start = top + (0 if north else down)
            path += f"M{left + across} {start}V{top + (_CELL_HEIGHT if south else down)}"
        left += count * _CELL_WIDTH
    thickness = 3 if set(each.text) & _HEAVY else 1
    yield f'<path d="{path}" stroke="{each.colour}" stroke-width="{thickness}"/>'
