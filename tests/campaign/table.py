"""What was tried and how it ended, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from tests.campaign.recovery import Ending
from tests.campaign.trial import Tally

_COLUMNS = tuple(Ending)
_HEADS = ("tried", *(ending.value for ending in _COLUMNS))
_NAMES = (6, 34, 13)
"""Widths of part, errand and route."""


def table(tally: Tally) -> str:
    """A line for each errand and route, and one for all."""
    lines = [_line(("part", "errand", "then to"), _HEADS)]
    sums = [0] * len(_HEADS)
    for row in sorted({key[:3] for key in tally.endings}):
        counts = [tally.endings[(*row, ending)] for ending in _COLUMNS]
        figures = [sum(counts), *counts]
        sums = [a + b for a, b in zip(sums, figures, strict=True)]
        lines.append(_line(row, [str(figure or "") for figure in figures]))
    lines.append(_line(("all", "", ""), [str(figure) for figure in sums]))
    lines.append(f"wrong: {len(tally.failures)}")
    return "\n".join(lines)


def _line(names: tuple[str, str, str], figures: Sequence[str]) -> str:
    cells = [f"{name:<{width}}" for name, width in zip(names, _NAMES, strict=True)]
    cells += [f"{text:>{len(head) + 2}}" for text, head in zip(figures, _HEADS, strict=True)]
    return "".join(cells)
