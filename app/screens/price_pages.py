"""A price in pages, where a review has less room than the price has lines."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import _
from app.widgets.rows import Row


def in_pages(lines: Sequence[Row], always: Sequence[Row], room: int) -> list[list[Row]]:
    """Pages of at most ``room`` rows: some of the lines each, and those that stand on all."""
    always = [row for row in always if row[1]]
    if len(lines) + len(always) <= room:
        return [[*lines, *always]]
    each = max(1, room - len(always) - 1)
    pages = []
    for first in range(0, len(lines), each):
        shown = lines[first : first + each]
        seen = _("{first} to {last} of {count}; PgDn or 0 shows the others").format(
            first=first + 1, last=first + len(shown), count=len(lines)
        )
        pages.append([*shown, (_("Lines"), seen), *always])
    return pages
