"""The two lines at the top: where one is and who works; how the devices are, in words."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.widget import Widget

_GAP = "  "


class StatusBar(Widget):
    """Repaints only when its words change, so that an idle screen sends nothing."""

    DEFAULT_CSS = """
    StatusBar { dock: top; height: 2; background: $bar; color: $bar-text; }
    """

    def __init__(self) -> None:
        """Empty until told."""
        super().__init__()
        self._title = ""
        self._who = ""
        self._states: tuple[str, ...] = ()

    def tell(self, title: str, who: str, states: Sequence[str]) -> None:
        """Shows a title, whose desk it is, and states of devices; empty states are left out."""
        told = (title, who, tuple(state for state in states if state))
        if told == (self._title, self._who, self._states):
            return
        self._title, self._who, self._states = told
        self.refresh()

    def render(self) -> Text:
        """Two lines."""
        width = self.size.width
        room = max(0, width - cell_len(self._who) - 3)
        first = f" {set_cell_size(self._title, room)} {self._who} "
        second = set_cell_size(" " + " | ".join(self._states), width)
        return Text.assemble((first, "bold"), "\n", second, no_wrap=True)
