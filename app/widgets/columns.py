"""A table as text: cells cut or padded to their columns, so that nothing shifts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size


def in_columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One line; a negative width aligns to the right. Columns are one blank apart."""
    return " ".join(_cell(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cell(text: str, width: int) -> str:
    if width >= 0:
        return set_cell_size(text, width)
    return " " * max(0, -width - cell_len(text)) + set_cell_size(text, min(-width, cell_len(text)))
