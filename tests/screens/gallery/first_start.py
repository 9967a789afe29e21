"""The first start, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.screen import Screen

from app.screens.first_start_pages import (
    ModelPage,
    MoneyPage,
    OperatorPage,
    RegionPage,
    TariffPage,
    UtilityPage,
)
from app.screens.first_start_review import FirstStartReview
from app.screens.first_start_tests import FirstStartTests
from tests.screens.founder import (
    MONEY,
    PRICES,
    REGION,
    UTILITY,
    Founder,
    Machine,
    founder,
    to_the_review,
    to_the_tariff,
)
from tests.screens.gallery.page import Eyes, Size


@dataclass(frozen=True)
class FirstStartPage:
    """A screen of the program that makes a ledger."""

    shows: type[Screen[Any]]
    play: Callable[[Founder], Awaitable[None]]

    @property
    def name(self) -> str:
        """As its snapshot is called."""
        return self.play.__name__.replace("_", "-")

    @asynccontextmanager
    async def open(self, size: Size, theme: str = "dark") -> AsyncIterator[Eyes]:
        """Fills in the pages before it."""
        with TemporaryDirectory() as folder:
            machine = Machine(Path(folder) / "ledger.db")
            try:
                async with founder(machine, size=size, theme=theme) as one:
                    await self.play(one)
                    await one.pilot.pause()
                    yield one
            finally:
                machine.counter.close()


async def first_start_utility(_one: Founder) -> None:
    """Where it begins."""


async def first_start_complaint(one: Founder) -> None:
    """A number that cannot be."""
    await one.page("70000")
    await one.sees("The utility's number is 1 to 65535.")


async def first_start_money(one: Founder) -> None:
    await one.page(*UTILITY)
    await one.on(MoneyPage)


async def first_start_region(one: Founder) -> None:
    await first_start_money(one)
    await one.page(*MONEY)
    await one.on(RegionPage)


async def first_start_operator(one: Founder) -> None:
    await first_start_region(one)
    await one.page(*REGION)
    await one.on(OperatorPage)


async def first_start_tariff(one: Founder) -> None:
    await to_the_tariff(one)


async def first_start_model(one: Founder) -> None:
    await to_the_tariff(one)
    await one.page(*PRICES)
    await one.on(ModelPage)


async def first_start_review(one: Founder) -> None:
    await to_the_review(one)


async def first_start_printer(one: Founder) -> None:
    await to_the_review(one)
    await one.press("plus")
    await one.sees("Printer test")


async def first_start_reader(one: Founder) -> None:
    await first_start_printer(one)
    await one.press("2")
    await one.sees("Reader test")


async def first_start_ready(one: Founder) -> None:
    await first_start_reader(one)
    await one.press("2")
    await one.sees("Everything is ready.")


FIRST_START = (
    FirstStartPage(UtilityPage, first_start_utility),
    FirstStartPage(UtilityPage, first_start_complaint),
    FirstStartPage(MoneyPage, first_start_money),
    FirstStartPage(RegionPage, first_start_region),
    FirstStartPage(OperatorPage, first_start_operator),
    FirstStartPage(TariffPage, first_start_tariff),
    FirstStartPage(ModelPage, first_start_model),
    FirstStartPage(FirstStartReview, first_start_review),
    FirstStartPage(FirstStartTests, first_start_printer),
    FirstStartPage(FirstStartTests, first_start_reader),
    FirstStartPage(FirstStartTests, first_start_ready),
)
