"""Screens on which a report is made: they show how far it has come, and to leave gives it up."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from textual.message import Message

from app.domain.text import _
from app.reports.watch import Watch
from app.screens.counter_screen import CounterScreen

Result = TypeVar("Result")


class Came(Message):
    """So much of a report is done."""

    def __init__(self, percent: int) -> None:
        """``percent``: 0 to 100."""
        super().__init__()
        self.percent = percent


class Watched(CounterScreen[Result], Generic[Result]):
    """Gives its reports a watch, and gives them up when it goes, in whatever way."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        super().__init__()
        self._gone = threading.Event()
        self._percent = 0

    def looks_on(self) -> Watch:
        """For one report, on whatever thread."""
        self._percent = 0
        return Watch(told=self._told, given_up=self._gone.is_set)

    def _told(self, done: int, of: int) -> None:
        percent = done * 100 // max(1, of)
        if percent != self._percent and not self._gone.is_set():
            self._percent = percent
            self.post_message(Came(percent))

    def on_came(self, message: Came) -> None:
        """Shows it."""
        message.stop()
        self.progress(_("{percent} % are done. Esc gives it up.").format(percent=message.percent))

    def progress(self, words: str) -> None:
        """Shows how far a report has come."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """What is still being made is wanted no more."""
        self._gone.set()
