"""The table of the bench: each line is told as soon as it is there, for some parts take hours."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.bench.line import Line


def measured(measure: Callable[[Path], Iterable[Line]], folder: Path) -> list[Line]:
    """The lines of a part."""
    lines = []
    for one in measure(folder):
        show(one)
        lines.append(one)
    return lines


def show_head() -> None:
    """What stands above the lines."""
    head = f"{'what':<58}{'value':>12} {'unit':<9}{'floor':>12}{'ratio':>8}  goal"
    sys.stdout.write(f"{head}\n{'-' * len(head)}\n")
    sys.stdout.flush()


def show(one: Line) -> None:
    """A line of the table."""
    met = {True: "met", False: "NOT MET", None: ""}[one.met]
    sys.stdout.write(
        f"{one.name:<58}{one.value:>12.2f} {one.unit:<9}{one.floor:>12.2f}"
        f"{one.ratio:>8.2f}  {one.goal} {met}\n"
    )
    sys.stdout.flush()
