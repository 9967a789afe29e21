"""A page of the gallery: a counter prepared, and somebody who brings a screen up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
)
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from tests.screens.desk import Hands, hands
from tests.screens.jobs import JOBS, Case, case_for

Size = tuple[int, int]
"""Columns and rows."""


class Eyes(Protocol):
    """Who sees a page: Hands or Founder."""

    pilot: Pilot[Any]

    @property
    def app(self) -> App[Any]: ...

    @property
    def screen(self) -> Screen[Any]: ...

    def text(self) -> str: ...


class AnyPage(Protocol):
    """What the tests walk through."""

    @property
    def name(self) -> str: ...

    @property
    def shows(self) -> type[Screen[Any]]: ...

    def open(self, size: Size, theme: str = "dark") -> AbstractAsyncContextManager[Eyes]:
        """The page, until the context is left."""
        ...


@dataclass(frozen=True)
class Visit:
    """A cashier on the way to a page."""

    cashier: Hands
    case: Case
    later: AsyncExitStack
    """What is to be done before the program ends."""


World = Callable[[Path], AbstractContextManager[Case]]
"""A counter prepared in a folder."""


def before_job(name: str) -> World:
    """The counter at the moment before a job of JOBS."""
    return partial(case_for, JOBS[name])


AT_HOME = before_job("prepayment")
"""A customer whose card has been in its meter."""
UNLOADED = before_job("refund")
"""A customer whose card has a load that the meter has not taken."""


@dataclass(frozen=True)
class Page:
    """A screen of the counter's program."""

    shows: type[Screen[Any]]
    play: Callable[[Visit], Awaitable[None]]
    world: World = AT_HOME
    before: Callable[[Case], None] | None = None
    """What happens before the program starts."""
    title: str = ""

    @property
    def name(self) -> str:
        """As its snapshot is called."""
        return self.title or self.play.__name__.replace("_", "-")

    @asynccontextmanager
    async def open(self, size: Size, theme: str = "dark") -> AsyncIterator[Eyes]:
        """Plays the way there."""
        with TemporaryDirectory() as folder, self.world(Path(folder)) as case:
            if self.before is not None:
                self.before(case)
            async with (
                hands(case.counter, size=size, theme=theme) as cashier,
                AsyncExitStack() as later,
            ):
                await cashier.sees("no backup path")
                await self.play(Visit(cashier, case, later))
                await cashier.pilot.pause()
                yield cashier
