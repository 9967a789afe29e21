"""Figures in columns, nine rows a page: what does not fit is reached sideways, sums stay below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from app.widgets.columns import in_columns

PER_PAGE = 9
"""One digit each."""
_WIDEST = 30
_MARK = 3
"""Cells of the mark before a row."""
_APART = 1
UP, DOWN = "▲", "▼"


@dataclass(frozen=True)
class Head:
    """A column."""

    title: str
    figure: bool
    """Whether it stands at the right edge."""


@dataclass(frozen=True)
class Figures:
    """A table as text; made beside the screen, for it may be long."""

    heads: tuple[Head, ...]
    rows: Sequence[tuple[str, ...]]
    totals: tuple[str, ...] | None
    widths: tuple[int, ...]

    @classmethod
    def of(
        cls,
        heads: tuple[Head, ...],
        rows: Sequence[tuple[str, ...]],
        totals: tuple[str, ...] | None,
    ) -> Figures:
        """Columns as wide as their widest cell, and a mark of the order beside each head."""
        below = [*rows, totals] if totals is not None else rows
        widths = tuple(
            min(_WIDEST, max([cell_len(head.title) + 2, *(cell_len(row[at]) for row in below)]))
            for at, head in enumerate(heads)
        )
        return cls(heads, rows, totals, widths)


class FigureTable(Widget):
    """One page of it; a row and a column are chosen."""

    DEFAULT_CSS = """
    FigureTable { height: auto; }
    """

    def __init__(self, id: str | None = None) -> None:
        """Empty."""
        super().__init__(id=id)
        self.figures = Figures((), (), None, ())
        self.page = 0
        self.line = 0
        """The chosen row of the page."""
        self.column = 0
        self.order: str = ""
        """Beside the chosen head while it gives the order: UP or DOWN."""
        self.sorted_by: int | None = None
        self._left = 1

    # -- what is shown ---------------------------------------------------------------------

    @property
    def pages(self) -> int:
        """At least one."""
        return max(1, -(-len(self.figures.rows) // PER_PAGE))

    @property
    def shown(self) -> Sequence[tuple[str, ...]]:
        """The rows of this page."""
        return self.figures.rows[self.page * PER_PAGE : (self.page + 1) * PER_PAGE]

    def show(self, figures: Figures) -> None:
        """Another table, or the same in another order: from its first page."""
        self.figures, self.page, self.line = figures, 0, 0
        self.refresh(layout=True)

    def turn(self, pages: int) -> None:
        """So many pages further, round and round."""
        self.page = (self.page + pages) % self.pages
        self.line = 0
        self.refresh(layout=True)

    def walk(self, rows: int) -> None:
        """So many rows down, within the page."""
        self.line = max(0, min(len(self.shown) - 1, self.line + rows))
        self.refresh()

    def choose(self, line: int) -> bool:
        """A row of the page; False where there is none."""
        if not 0 <= line < len(self.shown):
            return False
        self.line = line
        self.refresh()
        return True

    def step(self, columns: int, *, around: bool = False) -> None:
        """So many columns to the right."""
        count = len(self.figures.heads)
        at = self.column + columns
        self.column = at % count if around else max(0, min(count - 1, at))
        self.refresh()

    # -- paint -----------------------------------------------------------------------------

    def render(self) -> Text:
        """Heads, rows, sums."""
        figures = self.figures
        if not figures.heads:
            return Text("")
        at = self._columns_shown()
        widths = [_MARK, *(_signed(figures, one) for one in at)]
        hidden = (at[1:2] != [1] and len(figures.heads) > 1, at[-1] != len(figures.heads) - 1)
        text = Text(no_wrap=True, overflow="crop")
        titles = [self._title(one) for one in at]
        edge = f"{'<' if hidden[0] else ' '}{'>' if hidden[1] else ' '}"
        text.append(f"{in_columns((edge, *titles), widths)}\n", "bold")
        rule = ["─" * figures.widths[one] if one == self.column else "" for one in at]
        text.append(f"{in_columns(('', *rule), widths)}\n", "not bold")
        for number, row in enumerate(self.shown):
            chosen = number == self.line
            mark = f"{'>' if chosen else ' '}{number + 1}"
            line = in_columns((mark, *(row[one] for one in at)), widths)
            text.append(f"{line}\n", "bold" if chosen else "not bold")
        if figures.totals is not None:
            text.append(f"{'─' * (sum(map(abs, widths)) + _APART * len(at))}\n", "not bold")
            sums = in_columns(("", *(figures.totals[one] for one in at)), widths)
            text.append(sums, "bold")
        return text

    def _title(self, at: int) -> str:
        title = self.figures.heads[at].title
        if self.sorted_by != at:
            return title
        return f"{self.order} {title}" if self.figures.heads[at].figure else f"{title} {self.order}"

    def _columns_shown(self) -> list[int]:
        """The first one, and so many others that the chosen one is among them."""
        widths = self.figures.widths
        room = self.size.width - _MARK - _APART - widths[0]
        self._left = max(1, min(self._left, self.column or 1))
        while self.column > self._left and self._taken(self._left, self.column) > room:
            self._left += 1
        right = self._left
        while right + 1 < len(widths) and self._taken(self._left, right + 1) <= room:
            right += 1
        return [0, *range(self._left, min(right + 1, len(widths)))]

    def _taken(self, left: int, right: int) -> int:
        return sum(width + _APART for width in self.figures.widths[left : right + 1])


def _signed(figures: Figures, at: int) -> int:
    """Its width, negative where it stands at the right edge."""
    return -figures.widths[at] if figures.heads[at].figure else figures.widths[at]
