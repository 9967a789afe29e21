"""A printed paper as text, to be scrolled; any other key closes it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from app.domain.text import _
from app.screens.counter_screen import CounterScreen


class Paper(CounterScreen[None]):
    """What came out of the printer."""

    heading: ClassVar[str] = _("Paper")
    help_lines = (
        _("Up and Down move the paper; Esc closes it."),
        _("A copy on paper is made by F3."),
    )

    def __init__(self, text: str) -> None:
        """``text``: all lines of the paper."""
        super().__init__()
        self._text = text

    def body(self) -> ComposeResult:
        """The paper, in the middle."""
        with VerticalScroll(id="paper"):
            yield Static(self._text, id="paper-text", markup=False)

    def on_mount(self) -> None:
        """The arrows move it."""
        self.query_one("#paper", VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Enter closes it too."""
        if event.key == "enter":
            event.stop()
            self.dismiss(None)
