"""Draws a printed document, one pixel per dot, so that one can look at a receipt."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from app.simulator.paper import (
    DOTS_PER_COLUMN,
    Barcode,
    Item,
    Picture,
    PrintedDocument,
    QrCode,
    Style,
    TextLine,
)

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as BitmapFont

_CELL = {False: (12, 24), True: (9, 17)}
"""Font A and font B of a printer, dots."""
_FONT_SIZE = {False: 20, True: 15}
_LEADING = 6
_MARGIN = 24
_BLACK, _WHITE = 0, 255
_QUIET_ZONE = 4
"""Modules of white around a QR code that a reader needs."""


def draw(document: PrintedDocument) -> Image.Image:
    """The paper with a margin all around, grey levels (mode L)."""
    width = document.columns * DOTS_PER_COLUMN
    blocks = [(_block(item), item.align) for item in document.items]
    height = sum(block.height for block, _align in blocks)
    paper = Image.new("L", (width + 2 * _MARGIN, height + 2 * _MARGIN), _WHITE)
    top = _MARGIN
    for block, align in blocks:
        free = max(0, width - block.width)
        paper.paste(block, (_MARGIN + (0, free // 2, free)[align], top))
        top += block.height
    return paper


def _block(item: Item) -> Image.Image:
    if isinstance(item, TextLine):
        return _text(item)
    if isinstance(item, Picture):
        return item.image().convert("L")
    if isinstance(item, QrCode):
        return _qr(item)
    return _bars(item)


def _text(line: TextLine) -> Image.Image:
    tallest = max((_CELL[s.style.small][1] * s.style.height for s in line.spans), default=24)
    block = Image.new("L", (max(1, line.dots), tallest + _LEADING), _WHITE)
    left = 0
    for span in line.spans:
        for character in span.text:
            glyph = _glyph(character, span.style)
            block.paste(glyph, (left, tallest - glyph.height))
            left += span.style.advance
    return block


@functools.lru_cache(maxsize=1024)
def _glyph(character: str, style: Style) -> Image.Image:
    """One cell, enlarged dot by dot as a printer does."""
    width, height = _CELL[style.small]
    ink, ground = (_WHITE, _BLACK) if style.reverse else (_BLACK, _WHITE)
    cell = Image.new("L", (width, height), ground)
    pen = ImageDraw.Draw(cell)
    font = _font(_FONT_SIZE[style.small], style.bold)
    pen.text((width / 2, height * 0.8), character, fill=ink, font=font, anchor="ms")
    if style.underline:
        pen.line((0, height - 1, width, height - 1), fill=ink)
    return cell.resize((width * style.width, height * style.height), Image.Resampling.NEAREST)


@functools.cache
def _font(size: int, bold: bool) -> FreeTypeFont | BitmapFont:
    """A monospaced font if the system has one; the built-in one otherwise."""
    try:
        return ImageFont.truetype(f"DejaVuSansMono{'-Bold' if bold else ''}.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def _qr(code: QrCode) -> Image.Image:
    import qrcode

    drawing = qrcode.QRCode(border=_QUIET_ZONE)
    drawing.add_data(code.data)
    return _from_rows(drawing.get_matrix(), code.module, code.module)


def _bars(code: Barcode) -> Image.Image:
    """CODE128 as bars; other kinds, which no document of ours has, as their text."""
    if code.kind != "CODE128":
        return _text(TextLine(()))
    import barcode  # type: ignore[import-untyped]  # the library has no types

    (modules,) = barcode.get("code128", code.data).build()
    row = [module == "1" for module in modules]
    return _from_rows([row], code.module, code.rows)


def _from_rows(rows: list[list[bool]], across: int, down: int) -> Image.Image:
    block = Image.new("L", (len(rows[0]), len(rows)), _WHITE)
    block.putdata([_BLACK if dot else _WHITE for row in rows for dot in row])
    size = (block.width * across, block.height * down)
    return block.resize(size, Image.Resampling.NEAREST)
