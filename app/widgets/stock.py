"""Stock widgets as a console can show them: the sheet and the parts that an application needs."""

from __future__ import annotations

from pathlib import Path

from textual.scrollbar import ScrollBar

from app.widgets.whole_cell_scrollbar import WholeCellScrollBar

STOCK_SHEET = Path(__file__).with_name("stock.tcss")
"""Stands first in an application's ``CSS_PATH``."""


def use_whole_cells() -> None:
    """From now on every scroll bar is painted in whole cells."""
    ScrollBar.renderer = WholeCellScrollBar
