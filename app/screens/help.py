"""F1: what the screen behind is for, and its keys. Any key closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from app.domain.text import _
from app.screens.counter_screen import CounterScreen
from app.screens.keys import ACTIONS
from app.widgets.key_bar import key_name

if TYPE_CHECKING:
    from collections.abc import Sequence


_MOVES = {"up": -1, "down": 1}


class Help(CounterScreen[None]):
    """Sentences about a screen, then every key that does something there."""

    heading = _("Help")

    def __init__(self, about: CounterScreen[Any], keys: Sequence[tuple[str, str]]) -> None:
        """``keys``: name of an action and its key, as they are bound now."""
        super().__init__()
        self._about = about
        self._keys = keys

    def body(self) -> ComposeResult:
        """One text."""
        text = Text(f"{self._about.heading}\n\n", "bold")
        for part in (self._about.help_lines, self._about.when_it_fails()):
            for line in part:
                text.append(f"{line}\n", "not bold")
            text.append("\n" if part else "")
        for action, key in self._keys:
            text.append(key_name(key), "bold")
            text.append(f" {ACTIONS[action].label}   ", "not bold")
        closing = _("Up and Down move a long page. Any key closes this page.")
        text.append(f"\n\n{closing}", "not bold")
        with VerticalScroll(id="help-page"):
            yield Static(text, id="help", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Closes it; Up and Down move a page that is longer than the screen."""
        event.stop()
        page = self.query_one("#help-page", VerticalScroll)
        if event.key in _MOVES and page.max_scroll_y:
            page.scroll_relative(y=_MOVES[event.key], animate=False)
            return
        self.dismiss(None)
