"""The floor of the screens' bench: an application of Textual's own with next to nothing on it.

Any digit opens a screen of as many plain widgets as a screen of the counter has.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input, Static

FIRST, SECOND = "EMPTY APPLICATION", "EMPTY SCREEN"
WIDGETS = 24
"""As many as Prepayment has."""


class Second(Screen[None]):
    """A screen of plain widgets."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        """Static after Static."""
        for number in range(WIDGETS - 1):
            yield Static(f"line {number}")
        yield Static(SECOND)


class Empty(App[None]):
    """One text, one field."""

    BINDINGS: ClassVar[list[BindingType]] = [("f2", "push_screen('second')", "Second")]
    SCREENS = {"second": Second}

    def compose(self) -> ComposeResult:
        """The field comes first: the text is the last that is painted."""
        field = Input()
        field.cursor_blink = False
        yield field
        yield Static(FIRST)

    def on_mount(self) -> None:
        """Still, as the counter is."""
        self.animation_level = "none"


if __name__ == "__main__":
    Empty().run(mouse=False)
