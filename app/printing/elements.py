"""The pieces of a laid-out paper. Each but the last few is exactly one printed line.

A line consists of texts placed in columns, so that text and raster printing agree on where they
stand.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from app.printing.columns import columns_of


class Align(enum.Enum):
    """Where a text stands in its columns."""

    LEFT = enum.auto()
    CENTER = enum.auto()
    RIGHT = enum.auto()


class Size(enum.Enum):
    """How large characters are."""

    NORMAL = enum.auto()
    TALL = enum.auto()
    """Twice as high."""
    DOUBLE = enum.auto()
    """Twice as high and as wide: a line holds half the columns."""


class Cell(msgspec.Struct, frozen=True):
    """A text in so many columns of a line."""

    text: str
    width: int
    align: Align = Align.LEFT


class Text(msgspec.Struct, frozen=True):
    """One text across the paper."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: Size = Size.NORMAL


class Pair(msgspec.Struct, frozen=True):
    """A name at the left edge, a value at the right one."""

    left: str
    right: str
    bold: bool = False
    size: Size = Size.NORMAL


class Columns(msgspec.Struct, frozen=True):
    """Several cells beside each other."""

    cells: tuple[Cell, ...]


class Rule(msgspec.Struct, frozen=True):
    """A line across the paper."""

    character: str = "-"


class Blank(msgspec.Struct, frozen=True):
    """An empty line."""


class Qr(msgspec.Struct, frozen=True):
    """A QR code in the middle."""

    content: str


class Cut(msgspec.Struct, frozen=True):
    """The end of the paper: feed and cut."""


Line: TypeAlias = Text | Pair | Columns | Rule | Blank
Element: TypeAlias = Line | Qr | Cut


class Placed(msgspec.Struct, frozen=True):
    """A text with the column at which its cell begins, counted in characters of its own size."""

    column: int
    cell: Cell


def columns_at(width: int, size: Size) -> int:
    """Characters of a size that a line of ``width`` normal columns holds."""
    return width // 2 if size is Size.DOUBLE else width


def placed(line: Line, width: int) -> tuple[Placed, ...]:
    """Where the texts of a line stand on paper that is ``width`` normal columns wide."""
    match line:
        case Text():
            room = columns_at(width, line.size)
            return (Placed(0, Cell(line.text, room, line.align)),)
        case Pair():
            room = columns_at(width, line.size)
            right = columns_of(line.right)
            return (
                Placed(0, Cell(line.left, room - right)),
                Placed(room - right, Cell(line.right, right, Align.RIGHT)),
            )
        case Columns():
            starts = [0]
            for cell in line.cells:
                starts.append(starts[-1] + cell.width)
            return tuple(
                Placed(start, cell) for start, cell in zip(starts, line.cells, strict=False)
            )
        case Rule():
            return (Placed(0, Cell(line.character * width, width)),)
        case Blank():
            return ()


def line_text(line: Line, width: int) -> str:
    """The characters of a line, filled with spaces where needed, without spaces at its end."""
    text = ""
    for piece in placed(line, width):
        text += " " * (piece.column - columns_of(text)) + _aligned(piece.cell)
    return text.rstrip()


def paper_text(elements: Iterable[Element], width: int) -> str:
    """The paper as characters, for previews and tests; what is not text stands in brackets."""
    lines = []
    for element in elements:
        match element:
            case Qr():
                lines.append(f"[QR {element.content}]")
            case Cut():
                lines.append("[cut]")
            case _:
                lines.append(line_text(element, width))
    return "\n".join(lines) + "\n"


def _aligned(cell: Cell) -> str:
    free = cell.width - columns_of(cell.text)
    match cell.align:
        case Align.LEFT:
            return cell.text + " " * free
        case Align.CENTER:
            return " " * (free // 2) + cell.text + " " * (free - free // 2)
        case Align.RIGHT:
            return " " * free + cell.text
