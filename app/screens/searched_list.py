"""A list in pages under a field: Enter goes to the search, Esc from there into the list."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from app.domain.text import _
from app.screens.paged_list import PagedList
from app.widgets.field import Field, FieldKind


class SearchedList(PagedList):
    """A page of what fits what was typed; while it is typed, keys are characters."""

    longest: ClassVar[int]
    """Characters that can be looked for."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.wanted = Field(_("Search"), FieldKind.TEXT, id="wanted", longest=self.longest)

    def body(self) -> ComposeResult:
        """What is searched for, the list, what went wrong."""
        yield self.wanted
        yield from super().body()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Searches."""
        event.stop()
        self.set_focus(None)
        self.turn_to(1)

    def action_back(self) -> None:
        """From the search into the list; from there out."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """Enter goes to the search; what is typed there is the field's own."""
        if self.focused is None and event.key == "enter":
            event.stop()
            self.wanted.take_focus()
