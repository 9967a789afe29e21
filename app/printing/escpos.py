"""From laid-out elements to the bytes that a receipt printer takes. python-escpos renders them.

A line goes out as text when the printer's code pages carry all of it, otherwise as a picture:
the library would print a question mark and say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from app.printing.elements import (
    Blank,
    Cut,
    Element,
    Line,
    Pair,
    Qr,
    Size,
    Text,
    line_text,
    placed,
)
from app.printing.escpos_library import escpos_module
from app.printing.printer_profile import PrinterProfile
from app.printing.raster import picture_bits, raster_line

_LATIN = b"\x1c.\x1bR\x00"
"""``FS .``: single bytes, not Chinese pairs as printers for China begin; ``ESC R 0``: no national
replacements, which would turn # into a pound sign."""
_RASTER = b"\x1dv0\x00"
_QR_MODULE = 5
"""Dots per module: 0.6 mm, which old phones read too."""
_QR_QUIET_MODULES = 4
_SIZES = {Size.NORMAL: (1, 1), Size.TALL: (1, 2), Size.DOUBLE: (2, 2)}


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of a paper."""

    data: bytes
    missing: frozenset[str]
    """Characters that could only be drawn as boxes: no installed font has them."""


def render(elements: Iterable[Element], profile: PrinterProfile) -> Rendered:
    """The bytes that print the elements, ready to be sent as they are.

    Raises RendererMissing when python-escpos cannot be used.
    """
    renderer = _Renderer(profile)
    for element in elements:
        renderer.put(element)
    return renderer.rendered()


class _Renderer:
    """One paper. A fresh library object each: it caches the code page across documents."""

    def __init__(self, profile: PrinterProfile) -> None:
        self._profile = profile
        self._printer: Any = escpos_module("escpos.printer").Dummy(profile=profile.for_library())
        self._missing: set[str] = set()
        self._printer.hw("INIT")
        self._printer._raw(_LATIN)

    def rendered(self) -> Rendered:
        return Rendered(data=self._printer.output, missing=frozenset(self._missing))

    def put(self, element: Element) -> None:
        match element:
            case Blank():
                self._printer.text("\n")
            case Qr():
                self._qr(element.content)
            case Cut():
                self._printer.cut(mode="PART")
            case _:
                self._line(element)

    def _line(self, line: Line) -> None:
        text = line_text(line, self._profile.columns)
        bold, size = False, Size.NORMAL
        if isinstance(line, Text | Pair):
            bold, size = line.bold, line.size
        if not self._can_encode(text):
            picture = raster_line(
                placed(line, self._profile.columns), self._profile.dots, bold=bold, size=size
            )
            self._missing |= picture.missing
            self._raster(self._profile.dots, picture.rows, picture.bits)
            return
        self._style(bold=bold, size=size)
        self._printer.text(f"{text}\n")
        self._style(bold=False, size=Size.NORMAL, was=(bold, size))

    def _style(
        self, *, bold: bool, size: Size, was: tuple[bool, Size] = (False, Size.NORMAL)
    ) -> None:
        """Sends what differs from ``was``."""
        if size is not was[1]:
            width, height = _SIZES[size]
            self._printer.set(custom_size=True, width=width, height=height)
        if bold is not was[0]:
            self._printer.set(bold=bold)

    def _can_encode(self, text: str) -> bool:
        encoder = self._printer.magic.encoder
        pages = tuple(self._printer.profile.get_code_pages())
        return all(
            char.isascii() or any(encoder.can_encode(page, char) for page in pages) for char in text
        )

    def _qr(self, content: str) -> None:
        if self._profile.native_qr:
            self._printer.set(align="center")
            self._printer.qr(content, ec=1, size=_QR_MODULE, native=True)
            self._printer.set(align="left")
            return
        import qrcode
        from PIL import Image

        code = qrcode.QRCode(
            error_correction=qrcode.constants.ERROR_CORRECT_M,
            box_size=_QR_MODULE,
            border=_QR_QUIET_MODULES,
        )
        code.add_data(content)
        drawn = code.make_image().get_image().convert("L")
        picture = Image.new("L", (self._profile.dots, drawn.height), 255)
        picture.paste(drawn, ((picture.width - drawn.width) // 2, 0))
        self._raster(picture.width, picture.height, picture_bits(picture))

    def _raster(self, dots: int, rows: int, bits: bytes) -> None:
        sizes = (dots // 8).to_bytes(2, "little") + rows.to_bytes(2, "little")
        self._printer._raw(_RASTER + sizes + bits)
