"""A list of what may be in one state or another: the * key goes through the states."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import events

from app.domain.text import _
from app.screens.paged_list import Page, PagedList


class FilteredList(PagedList):
    """Begins with the first state of its list."""

    states: ClassVar[Sequence[enum.StrEnum | None]] = ()
    """What the * key goes through; None: all."""
    names: ClassVar[Mapping[Any, str]] = {}
    beside: ClassVar[str] = _("* shows others")
    empty: ClassVar[str] = ""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self._which = 0

    def ask_for(self, state: Any, number: int) -> Callable[[], Page]:  # noqa: ANN401  one of its states
        """What brings a page of one state, to be run beside the screen."""
        raise NotImplementedError

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of what is shown now."""
        return self.ask_for(self.states[self._which], number)

    def called(self, state: enum.StrEnum | None) -> str:
        """What the list is headed with."""
        return _("All") if state is None else self.names[state].capitalize()

    def on_key(self, event: events.Key) -> None:
        """The * key shows those in another state; the list itself sees to the others."""
        if event.key == "asterisk" and self.focused is None:
            event.stop()
            event.prevent_default()
            self._which = (self._which + 1) % len(self.states)
            self.turn_to(1)
