"""Lines as pictures, for scripts and signs that the printer's code pages lack.

Fonts: those of the system where they are installed, and one that a dependency of python-escpos
always brings. A character that no font has is drawn as a box and reported, never dropped.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from app.printing.elements import Align, Placed, Size
from app.printing.printer_profile import DOTS_PER_COLUMN

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

LINE_DOTS = 30
"""Height of a line: the printers' default line feed."""

_FONT_SIZE = 19.9
"""Of a monospaced font whose characters are 0.602 em wide: just under 12 dots."""
_DARK = 140
"""Grey below which a dot is burnt; a bit above the middle, because thin strokes fade."""
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_FONTS = (
    "DejaVuSansMono.ttf",
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansLao-Regular.ttf",
    "NotoSansKhmer-Regular.ttf",
    "NotoSansMyanmar-Regular.ttf",
    "wqy-microhei.ttc",
    "NotoSansCJK-Regular.ttc",
)
"""In order of preference: monospaced first, so that columns align; then one per script."""
_NOWHERE = "\U0010fffe"
"""A code point that no font has: its picture is the font's box for missing characters."""

_Run: TypeAlias = "tuple[FreeTypeFont, str]"


class RasterLine(NamedTuple):
    """A line of dots: whole bytes per row, a set bit is black."""

    rows: int
    bits: bytes
    missing: frozenset[str]
    """Characters that no font has."""


def raster_line(
    pieces: Sequence[Placed], dots: int, *, bold: bool = False, size: Size = Size.NORMAL
) -> RasterLine:
    """A printed line of ``dots`` dots with its texts where the layout placed them."""
    from PIL import Image, ImageDraw

    scale = 1 if size is Size.NORMAL else 2
    across = dots * 2 if size is Size.TALL else dots
    canvas = Image.new("L", (across, LINE_DOTS * scale), 255)
    missing: set[str] = set()
    for piece in pieces:
        runs = list(_runs(piece.cell.text, scale))
        missing.update(char for font, text in runs for char in text if not _has(font, char))
        picture = _drawn(ImageDraw, runs, canvas.height, bold=bold)
        room = piece.cell.width * DOTS_PER_COLUMN * scale
        if picture.width > room:
            picture = picture.resize((room, picture.height))
        left = piece.column * DOTS_PER_COLUMN * scale + _indent(
            piece.cell.align, room - picture.width
        )
        canvas.paste(picture, (left, 0))
    if size is Size.TALL:
        canvas = canvas.resize((dots, canvas.height))
    return RasterLine(canvas.height, harmless(_bits(canvas)), frozenset(missing))


def picture_bits(picture: Image) -> bytes:
    """A one-bit picture, black on white, as raster bytes; its width is a multiple of 8."""
    return harmless(_bits(picture.convert("L")))


def harmless(bits: bytes) -> bytes:
    """Dots that hold no real-time command.

    A printer obeys ``DLE EOT``, ``DLE ENQ`` and ``DLE DC4`` (which opens the drawer) wherever
    their bytes stand, in a picture too; one dot more keeps them apart. Source: Epson's command
    reference, notes on real-time commands.
    """
    for second in (b"\x04", b"\x05", b"\x14"):
        bits = bits.replace(b"\x10" + second, b"\x30" + second)
    return bits


def _bits(picture: Image) -> bytes:
    dark = picture.point([255 if grey < _DARK else 0 for grey in range(256)])
    return dark.convert("1").tobytes()


def _drawn(image_draw: ModuleType, runs: Iterable[_Run], height: int, *, bold: bool) -> Image:
    """Runs of text beside each other on a strip just as wide as they are."""
    from PIL import Image

    runs = list(runs)
    width = sum(round(font.getlength(text)) for font, text in runs) + 1
    strip = Image.new("L", (width, height), 255)
    draw = image_draw.Draw(strip)
    at = 0
    for font, text in runs:
        for shift in (0, 1) if bold else (0,):
            draw.text((at + shift, height * 2 // 3), text, font=font, fill=0, anchor="ls")
        at += round(font.getlength(text))
    return strip


def _indent(align: Align, free: int) -> int:
    match align:
        case Align.LEFT:
            return 0
        case Align.CENTER:
            return free // 2
        case Align.RIGHT:
            return free


def _runs(text: str, scale: int) -> Iterator[_Run]:
    """The text in pieces of one font each; in one piece where one font has all of it.

    Scripts that join letters, or run from right to left, are only right within one piece.
    """
    fonts = _fonts(scale)
    whole = next((font for font in fonts if all(_has(font, char) for char in text)), None)
    if whole is not None:
        yield whole, text
        return
    current, run = fonts[0], ""
    for char in text:
        chosen = current
        if not _has(current, char):
            chosen = next((font for font in fonts if _has(font, char)), current)
        if chosen is not current and run:
            yield current, run
            run = ""
        current, run = chosen, run + char
    yield current, run


def _has(font: FreeTypeFont, char: str) -> bool:
    """Whether the font draws something of its own for a character."""
    invisible = char.isspace() or unicodedata.category(char) == "Cf"
    return invisible or _glyph(font, char) != _glyph(font, _NOWHERE)


@functools.lru_cache(maxsize=4096)
def _glyph(font: FreeTypeFont, char: str) -> bytes:
    return bytes(font.getmask(char))


@functools.cache
def _fonts(scale: int) -> tuple[FreeTypeFont, ...]:
    """All fonts there are, in order of preference; at least one."""
    from PIL import ImageFont

    size = _FONT_SIZE * scale
    found = []
    for path in _font_files():
        with contextlib.suppress(OSError):  # a damaged font file must not stop all printing
            found.append(ImageFont.truetype(path, size))
    if not found:
        last = ImageFont.load_default(size)
        assert isinstance(last, ImageFont.FreeTypeFont), "Pillow without FreeType"
        found.append(last)
    return tuple(found)


@functools.cache
def _font_files() -> tuple[str, ...]:
    found: dict[str, str] = {}
    brought = importlib.util.find_spec("barcode")
    for folder in (*_FOLDERS, *((brought.submodule_search_locations or ()) if brought else ())):
        for path in sorted(Path(folder).rglob("*.tt[fc]")):
            found.setdefault(path.name, str(path))
    return tuple(found[name] for name in _FONTS if name in found)
