"""F1: what the screen behind is for, and its keys. Any key closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from app.domain.text import _
from app.screens.counter_screen import CounterScreen
from app.screens.keys import ACTIONS
from app.widgets.key_bar import key_name

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        for line in self._about.help_lines:
            text.append(f"{line}\n", "not bold")
        text.append("\n")
        for action, key in self._keys:
            text.append(f"  {key_name(key):<8}", "bold")
            text.append(f"{ACTIONS[action].label}\n", "not bold")
        text.append(f"\n{_('Any key closes this page.')}", "not bold")
        yield Static(text, id="help", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Closes it."""
        event.stop()
        self.dismiss(None)
