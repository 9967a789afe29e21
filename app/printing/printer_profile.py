"""What the two kinds of receipt printer can do: 58 mm and 80 mm paper.

python-escpos' own profiles guess code pages per model; these two claim only what all of the
common models share, so that no character comes out as another one.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.text import _
from app.printing.errors import PrinterWidthWrong
from app.printing.escpos_library import escpos_module

DOTS_PER_COLUMN = 12
"""Width of a character of font A at 203 dpi."""

_CODE_PAGES = {"0": "CP437", "16": "CP1252"}
"""Numbers of ``ESC t`` that mean the same on every model in python-escpos' table but one."""


class PrinterProfile(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of printer."""

    columns: int
    native_qr: bool
    """Whether it draws QR codes itself; otherwise they are sent as a picture."""

    @property
    def dots(self) -> int:
        """Dots across the paper."""
        return self.columns * DOTS_PER_COLUMN

    def for_library(self) -> object:
        """The profile object that python-escpos asks for features."""
        base: Any = escpos_module("escpos.capabilities").Profile
        features = {"paperPartCut": True, "qrCode": self.native_qr}
        data = {
            "name": f"tapcard-{self.columns}",
            "codePages": _CODE_PAGES,
            "fonts": {"0": {"columns": self.columns, "name": "Font A"}},
            "media": {"dpi": 203, "width": {"pixels": self.dots}},
        }
        return type("TapcardProfile", (base,), {"profile_data": data})(features=features)


_PROFILES = {
    32: PrinterProfile(columns=32, native_qr=False),
    48: PrinterProfile(columns=48, native_qr=True),
}


def printer_profile(columns: int) -> PrinterProfile:
    """The profile for a width in columns. Raises PrinterWidthWrong for any but 32 and 48."""
    found = _PROFILES.get(columns)
    if found is None:
        raise PrinterWidthWrong(
            _("A printer cannot be {columns} columns wide.").format(columns=columns),
            _("Set [printer] width to 32 (58 mm paper) or 48 (80 mm paper)."),
        )
    return found
