"""Names and values in two columns, as a list or as the panel that is read before money moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

Row: TypeAlias = tuple[str, str]
"""What it is, and its value; a row whose value is empty is left out."""


def lined_up(rows: Sequence[Row]) -> str:
    """Rows one below the other, all values beginning in one column."""
    kept = [(name, value) for name, value in rows if value]
    width = max((cell_len(name) for name, _value in kept), default=0) + 2
    return "\n".join(f"{name}{' ' * (width - cell_len(name))}{value}" for name, value in kept)


class Rows(Static):
    """Names and values."""

    DEFAULT_CSS = """
    Rows { height: auto; padding: 0 2; }
    """

    def __init__(self, id: str | None = None) -> None:
        """Empty."""
        super().__init__("", id=id, markup=False)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row], headline: str = "") -> None:
        """Replaces what is shown."""
        self.rows = tuple(rows)
        text = Text(f"{headline}\n" if headline else "", "bold")
        text.append(lined_up(rows), "not bold")
        self.update(text)


class ReviewPanel(Rows):
    """What will be paid and written, and the question that the confirm key answers."""

    DEFAULT_CSS = """
    ReviewPanel {
        height: auto; margin: 0 2; padding: 0 2;
        background: $panel; color: $panel-text; border: solid $border;
    }
    """

    question = ""
    """What the confirm key answers."""

    def ask(self, rows: Sequence[Row], question: str) -> None:
        """Shows rows and the question."""
        self.rows, self.question = tuple(rows), question
        text = Text(lined_up(rows))
        text.append(f"\n\n{question}", "bold")
        self.update(text)
