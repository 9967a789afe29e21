"""Figures as bars, of signs that the console's font has: full blocks, and shades for less than one.

A library of plots would want part blocks or Braille, which that font lacks (see console.glyphs).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

FULL = "█"
SHADE = "▒"
_PARTS = f" ░{SHADE}{FULL}"
"""A cell of which no third, one, two or all three are taken."""
_AXIS, _CORNER, _LINE, _TICK = "│", "└", "─", "┤"
_WIDEST_BAR = 4
_LONGEST_LABEL = 28


class Bar(NamedTuple):
    """A figure."""

    label: str
    value: int


Say = Callable[[int], str]
"""A figure in words."""


def most_upright(width: int, said: int) -> int:
    """How many upright bars fit beside an axis whose figures have ``said`` cells."""
    return max(1, width - said - 2)


def upright(bars: Sequence[Bar], say: Say, width: int, height: int) -> list[str]:
    """Bars from left to right, days or months below them; those below zero hang down.

    ``height``: lines of the bars, three more are for the axis and what stands below it.
    """
    scale = _Scale.of([bar.value for bar in bars], height)
    names = scale.names(say)
    left = max(map(cell_len, names.values()))
    each, apart = _spread(len(bars), width - left - 2)
    thirds = [scale.thirds(bar.value) for bar in bars]
    lines = []
    for line in scale.lines:
        name = names.get(line, "").rjust(left)
        if not line:
            lines.append(f"{name} {_CORNER}{_LINE * (len(bars) * (each + apart))}")
            continue
        cells = "".join(_cell(one, line) * each + " " * apart for one in thirds)
        lines.append(f"{name} {_TICK if name.strip() else _AXIS}{cells}".rstrip())
    indent = " " * (left + 2)
    return [*lines, *(indent + line for line in _below(bars, each + apart))]


class _Scale(NamedTuple):
    """How much a line of the plot is worth: ``worth`` divided by ``lines_of_it``."""

    top: int
    bottom: int
    above: int
    below: int
    """Lines above and below zero."""
    worth: int
    lines_of_it: int

    @classmethod
    def of(cls, values: Sequence[int], height: int) -> _Scale:
        top, bottom = max(0, 0, *values), min(0, 0, *values)
        span = top - bottom
        below = 0 if not bottom else min(height - 1, max(1, -bottom * height // span))
        above = height - below
        if top * below >= -bottom * above:
            return cls(top, bottom, above, below, top or 1, above)
        return cls(top, bottom, above, below, -bottom, below)

    @property
    def lines(self) -> range:
        """From the uppermost to the lowest; 0 is the axis."""
        return range(self.above, -self.below - 1, -1)

    def thirds(self, value: int) -> int:
        """Thirds of a cell that a figure takes; what is something is never nothing."""
        size = -(-abs(value) * 3 * self.lines_of_it // self.worth)
        return size if value > 0 else -size

    def names(self, say: Say) -> dict[int, str]:
        """Figures beside the axis: nothing, the largest, half of it, the smallest."""
        names = {0: say(0)}
        if self.top:
            half = self.above // 2
            names[half] = say(self.worth * half // self.lines_of_it) if half > 1 else ""
            names[self.above] = say(self.worth * self.above // self.lines_of_it)
        if self.bottom:
            names[-self.below] = say(-self.worth * self.below // self.lines_of_it)
        return names


def _spread(count: int, room: int) -> tuple[int, int]:
    """Cells of a bar and between two of them."""
    step = max(1, room // max(1, count))
    apart = 1 if step > 1 else 0
    return min(_WIDEST_BAR, step - apart), apart


def _cell(thirds: int, line: int) -> str:
    """What a bar of so many thirds of a cell shows in a line above, or below, the axis."""
    if (thirds > 0) != (line > 0):
        return " "
    return _PARTS[max(0, min(3, abs(thirds) - 3 * (abs(line) - 1)))]


def _below(bars: Sequence[Bar], step: int) -> list[str]:
    """Ends of the labels, as many as there is room for; where it changes, what they begin with."""
    short, long = [" "] * (len(bars) * step + 8), [" "] * (len(bars) * step + 12)
    every = max(1, -(-3 // step))
    before, free = "", 0
    for at, bar in enumerate(bars):
        if at % every == 0:
            short[at * step : at * step + 2] = bar.label[-2:]
        head = bar.label[:-3]
        if head != before and at * step >= free:
            long[at * step : at * step + len(head)] = head
            before, free = head, at * step + len(head) + 1
    return ["".join(short).rstrip(), "".join(long).rstrip()]


def lying(bars: Sequence[Bar], say: Say, width: int) -> list[str]:
    """A line for each: what it is about, a bar, the figure; those below zero are shaded."""
    names = [set_cell_size(bar.label, min(_LONGEST_LABEL, cell_len(bar.label))) for bar in bars]
    left = max(map(cell_len, names), default=0)
    figures = [say(bar.value) for bar in bars]
    right = max(map(cell_len, figures), default=0)
    most = max((abs(bar.value) for bar in bars), default=0) or 1
    room = max(1, width - left - right - 4)
    lines = []
    for bar, name, figure in zip(bars, names, figures, strict=True):
        cells = -(-abs(bar.value) * room // most) if bar.value else 0
        drawn = (FULL if bar.value > 0 else SHADE) * cells
        blanks = " " * (left - cell_len(name))
        lines.append(f"{name}{blanks} {_AXIS}{drawn} {figure}")
    return lines
