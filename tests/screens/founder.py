"""A first start that is driven in process: a machine without a ledger, and who types at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from app.domain.errors import TapcardError
from app.kiosk import Kiosk
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.screens.app import Look
from app.screens.first_start_app import FirstStartApp
from app.screens.first_start_door import FirstStartDoor
from app.screens.first_start_pages import ModelPage, MoneyPage, OperatorPage, TariffPage
from app.widgets.themes import load_themes, shipped_themes
from tests.counter import PIN, Counter

UTILITY = ("4711", "Mto Water", "Box 7", "P051", "0800 111")
MONEY = ("KES", "", "Africa/Nairobi")
REGION = ("12", "Kilifi", "7")
OPERATOR = ("", "Asha", PIN, PIN)
PRICES = ("", "Domestic", "45", "6", "67.50", "15", "90", "12", "50", "16")
MODEL = ("DN15", "", "200", "100", "200", "150")


class Machine:
    """A counter without a ledger; its printer and reader do as the test says."""

    def __init__(self, path: Path) -> None:
        self.counter = Counter(path)
        self.printed = 0
        self.printer_fails = False

    def begin(self, arguments: BeginLedgerArguments, pin: str) -> Kiosk:
        one = self.counter
        one.ledger = begin_ledger(
            one.path, arguments, pin, node=one.node, clock=one.clock, random=one.random
        )
        return one.kiosk

    def print_test(self) -> None:
        self.printed += 1
        if self.printer_fails:
            raise TapcardError("The printer has no paper.", "Put paper in.")

    def see_card(self) -> str:
        with self.counter.station.session() as session:
            return "A blank card." if session.blank() else "A used card."

    @property
    def door(self) -> FirstStartDoor:
        return FirstStartDoor(self.begin, self.print_test, self.see_card)


class Founder:
    """Who types at the first start."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot

    @property
    def app(self) -> FirstStartApp:
        app = self.pilot.app
        assert isinstance(app, FirstStartApp)
        return app

    @property
    def screen(self) -> Any:
        return self.app.screen

    def text(self) -> str:
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())

    async def until(self, what: Callable[[], object]) -> None:
        for _turn in range(1000):
            if what():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"the screen shows:\n{self.text()}")

    async def sees(self, text: str) -> None:
        await self.until(lambda: text in self.text())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        """As a keyboard that types a whole value at once."""
        focused = self.screen.focused
        assert isinstance(focused, Input)
        focused.insert_text_at_cursor(text)
        await self.pilot.pause()

    async def page(self, *values: str) -> None:
        """Fills in a page, Enter after each value."""
        for value in values:
            await self.types(value)
            await self.press("enter")

    async def on(self, screen: type[Any]) -> None:
        await self.until(lambda: isinstance(self.screen, screen) and self.screen.focused)


@asynccontextmanager
async def founder(
    machine: Machine, *, size: tuple[int, int] = (80, 24), theme: str = "dark"
) -> AsyncIterator[Founder]:
    themes = load_themes([shipped_themes()]).themes
    app = FirstStartApp(machine.door, Look(themes, theme))
    app.guard_seconds = 0.0
    async with app.run_test(size=size) as pilot:
        one = Founder(pilot)
        await one.sees("First start: the utility")
        yield one


async def to_the_tariff(one: Founder) -> None:
    await one.page(*UTILITY)
    await one.on(MoneyPage)
    await one.page(*MONEY)
    await one.sees("First start: the region")
    await one.page(*REGION)
    await one.on(OperatorPage)
    await one.page(*OPERATOR)
    await one.on(TariffPage)


async def to_the_review(one: Founder) -> None:
    await to_the_tariff(one)
    await one.page(*PRICES)
    await one.on(ModelPage)
    await one.page(*MODEL)
    await one.sees("Press + to make the ledger.")
