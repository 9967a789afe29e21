"""Screens on which a report is made: they show how far it has come, and to leave gives it up."""

from __future__ import annotations

import threading
import time
from typing import Generic, TypeVar

from textual.message import Message

from app.domain.text import _
from app.reports.watch import Watch
from app.screens.counter_screen import CounterScreen

Result = TypeVar("Result")


class Came(Message):
    """So much of a report is done, after so long."""

    def __init__(self, percent: int, seconds: int) -> None:
        """``percent``: 0 to 100."""
        super().__init__()
        self.percent = percent
        self.seconds = seconds


class Watched(CounterScreen[Result], Generic[Result]):
    """Gives its reports a watch, and gives them up when it goes, in whatever way."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        super().__init__()
        self._gone = threading.Event()
        self._came = (0, 0)
        """Percent and seconds, as told last."""
        self._began = 0.0

    def looks_on(self) -> Watch:
        """For one report, on whatever thread."""
        self._came, self._began = (0, 0), time.monotonic()
        return Watch(told=self._told, goes_on=self._goes_on, given_up=self._gone.is_set)

    def _told(self, done: int, of: int) -> None:
        self._say_came(done * 100 // max(1, of))

    def _goes_on(self) -> None:
        """One step may take long: then time at least moves."""
        self._say_came(self._came[0])

    def _say_came(self, percent: int) -> None:
        came = (percent, int(time.monotonic() - self._began))
        if came != self._came and not self._gone.is_set():
            self._came = came
            self.post_message(Came(*came))

    def on_came(self, message: Came) -> None:
        """Shows it."""
        message.stop()
        self.progress(
            _("{percent} % are done. Esc gives it up. It takes {seconds} s so far.").format(
                percent=message.percent, seconds=message.seconds
            )
        )

    def progress(self, words: str) -> None:
        """Shows how far a report has come."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """What is still being made is wanted no more."""
        self._gone.set()
