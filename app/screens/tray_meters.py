"""The demo's hands once more: which meter a function card is taken to."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from app.domain.text import _
from app.screens.counter_screen import CounterScreen


class TrayMeters(CounterScreen[str]):
    """A list of meters by digit; dismisses with the name of the one chosen."""

    heading = _("Which meter? (demo)")
    help_lines = (_("A digit takes the function card to that meter."),)

    def __init__(self, meters: Sequence[str]) -> None:
        """``meters``: their names, nine at most are shown."""
        super().__init__()
        self._meters = tuple(meters)[:9]

    def body(self) -> ComposeResult:
        """The list."""
        lines = [f"   {at}  {name}" for at, name in enumerate(self._meters, start=1)]
        yield Static("\n".join(lines), markup=False)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._meters):
            event.stop()
            self.dismiss(self._meters[int(event.key) - 1])
