"""A screen of numbered choices: one digit, one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from app.domain.permissions import Permission
from app.screens.counter_screen import AnyScreen, CounterScreen
from app.screens.directory import screen_named
from app.widgets.notice import Notice

DIGIT = "bold $bar-key on $bar"
"""Not reversed: a console shows bright text reversed as grey on grey."""


@dataclass(frozen=True)
class Choice:
    """A digit and where it leads."""

    digit: str
    label: str
    screen: str
    permission: Permission


class Choices(CounterScreen[object]):
    """Shows what this operator may do; a digit keeps its meaning for everybody.

    It may give on what the chosen screen gave.
    """

    choices: ClassVar[Sequence[Choice]] = ()
    most_apart: ClassVar[int] = 8
    """Choices with a blank line after each; more would leave no room for the notice below them."""

    def __init__(self) -> None:
        """The list."""
        super().__init__()
        self.listing = Static("", id="choices", markup=False)
        self.notice = Notice(id="notice")

    def body(self) -> ComposeResult:
        """The list, and a line for what happened meanwhile."""
        yield self.listing
        yield self.notice

    def possible(self) -> list[Choice]:
        """Choices of this operator's role, as far as this machine can do them."""
        desk, rights = self.desk, self.desk.rights
        return [one for one in self.choices if one.permission in rights and desk.offers(one.screen)]

    def on_screen_resume(self) -> None:
        """Another operator may have other choices."""
        possible = self.possible()
        apart = "\n\n" if len(possible) <= self.most_apart else "\n"
        parts = [
            part
            for choice in possible
            for part in ((f"  {choice.digit}  ", DIGIT), f"  {choice.label}{apart}")
        ]
        self.listing.update(Content.assemble(*parts))
        super().on_screen_resume()

    def on_key(self, event: events.Key) -> None:
        """A digit chooses at once."""
        for choice in self.possible():
            if choice.digit == event.key:
                event.stop()
                self.app.push_screen(self.screen_for(choice), self.came_back)

    def screen_for(self, choice: Choice) -> AnyScreen:
        """The screen that a choice opens."""
        return screen_named(choice.screen)

    def came_back(self, result: object) -> None:
        """The chosen screen is closed: with its result, or None where nothing was done."""
