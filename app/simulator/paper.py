"""What stands on the paper: text, pictures and codes, decoded from ESC/POS commands."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_COLUMN = 12
"""Width of a character of font A; font B is 9 wide."""


class Style(msgspec.Struct, frozen=True):
    """How characters look."""

    bold: bool = False
    underline: bool = False
    reverse: bool = False
    small: bool = False
    """Font B."""
    width: int = 1
    height: int = 1

    @property
    def advance(self) -> int:
        """Dots from one character to the next."""
        return (9 if self.small else DOTS_PER_COLUMN) * self.width


class Span(msgspec.Struct, frozen=True):
    """Characters of one style."""

    text: str
    style: Style


class TextLine(msgspec.Struct, frozen=True):
    """A printed line of characters; without any it is an empty line."""

    spans: tuple[Span, ...]
    align: int = 0
    """0 left, 1 centre, 2 right; also of pictures and codes."""

    @property
    def text(self) -> str:
        """The characters, without their place on the line."""
        return "".join(span.text for span in self.spans)

    @property
    def dots(self) -> int:
        """Width in dots."""
        return sum(len(span.text) * span.style.advance for span in self.spans)


class Picture(msgspec.Struct, frozen=True):
    """A raster image: rows of whole bytes, 1 = black."""

    bytes_per_row: int
    rows: int
    bits: bytes
    align: int = 0
    width: int = 1
    """Times that each dot is printed across, and :attr:`height` down."""
    height: int = 1

    @property
    def text(self) -> str:
        """A placeholder that tells its size in dots."""
        return f"[image {self.bytes_per_row * 8 * self.width}x{self.rows * self.height}]"

    def image(self) -> Image:
        """As a one-bit picture, black on white."""
        from PIL import Image as Pillow

        size = (self.bytes_per_row * 8, self.rows)
        inverted = bytes(255 - byte for byte in self.bits)
        picture = Pillow.frombytes("1", size, inverted)
        return picture.resize((size[0] * self.width, size[1] * self.height))


class QrCode(msgspec.Struct, frozen=True):
    """A QR code that the printer drew itself."""

    data: str
    module: int
    """Dots per module."""
    align: int = 0

    @property
    def text(self) -> str:
        """A placeholder that tells its contents."""
        return f"[QR {self.data}]"


class Barcode(msgspec.Struct, frozen=True):
    """A bar code that the printer drew itself."""

    kind: str
    data: str
    module: int
    rows: int
    align: int = 0

    @property
    def text(self) -> str:
        """A placeholder that tells its kind and contents."""
        return f"[{self.kind} {self.data}]"


Item: TypeAlias = TextLine | Picture | QrCode | Barcode


class PrintedDocument(msgspec.Struct, frozen=True):
    """One piece of paper."""

    items: tuple[Item, ...]
    data: bytes
    """The bytes that printed it."""
    columns: int
    """Characters of font A across the paper."""
    complete: bool = True
    """False: it was torn off before the printer cut it, or the power went."""

    @property
    def text(self) -> str:
        """All lines as they stand on the paper, pictures and codes as ``[...]``."""
        return "\n".join(self._line(item) for item in self.items)

    def _line(self, item: Item) -> str:
        dots = item.dots if isinstance(item, TextLine) else len(item.text) * DOTS_PER_COLUMN
        free = max(0, self.columns - -(-dots // DOTS_PER_COLUMN))
        return " " * (0, free // 2, free)[item.align] + item.text.rstrip()

    def of_type(self, kind: type[Picture] | type[QrCode] | type[Barcode]) -> list[Item]:
        """All pictures, or all codes of a kind, from top to bottom."""
        return [item for item in self.items if isinstance(item, kind)]

    def image(self) -> Image:
        """The paper as a picture, one pixel per dot."""
        from app.simulator.paper_picture import draw

        return draw(self)


class Paper:
    """The roll: documents that were cut off, and the one still in the printer."""

    def __init__(self, columns: int) -> None:
        """``columns``: characters of font A across the paper, 48 or 32."""
        self.columns = columns
        self.documents: list[PrintedDocument] = []
        """What was cut off or torn off, oldest first."""
        self.lines_left: int | None = None
        """Lines until the roll ends; None: it does not."""
        self._items: list[Item] = []
        self._data = bytearray()

    @property
    def dots(self) -> int:
        """Printable width in dots."""
        return self.columns * DOTS_PER_COLUMN

    @property
    def ended(self) -> bool:
        """Whether the roll is used up."""
        return self.lines_left == 0

    @property
    def unfinished(self) -> PrintedDocument:
        """What hangs out of the printer, not cut yet."""
        return PrintedDocument(tuple(self._items), bytes(self._data), self.columns, complete=False)

    def note(self, raw: bytes) -> None:
        """Keeps the bytes of a command beside what it printed."""
        self._data += raw

    def put(self, item: Item, lines: int = 1) -> None:
        """Prints something that is so many text lines high."""
        self._items.append(item)
        if self.lines_left is not None:
            self.lines_left = max(0, self.lines_left - lines)

    def feed(self, lines: int) -> None:
        """Empty lines."""
        for _line in range(lines):
            self.put(TextLine(()))

    def cut(self, *, complete: bool = True) -> None:
        """Ends the document, if anything stands on it."""
        if any(item.text for item in self._items):
            items = _without_empty_ends(self._items)
            self.documents.append(PrintedDocument(items, bytes(self._data), self.columns, complete))
        self._items.clear()
        self._data.clear()


def _without_empty_ends(items: list[Item]) -> tuple[Item, ...]:
    """Feeds before a cut are not part of what a person reads."""
    kept = list(itertools.dropwhile(lambda item: not item.text, reversed(items)))
    return tuple(reversed(kept))
