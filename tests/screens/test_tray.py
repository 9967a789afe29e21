"""The tray of a demo counter on the screen, over a small village: what hands do is seen at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from app.counter import desk_of
from app.demo import Demo, demo_operators
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.operations.sign_in import sign_in
from app.screens.app import KioskApp, Look
from app.screens.menu import Menu
from app.screens.paper import Paper
from app.screens.prepayment import Prepayment
from app.screens.tray import TrayScreen
from app.screens.tray_meters import TrayMeters
from app.simulator.belongings import Roll
from app.widgets.themes import load_themes, shipped_themes
from tests.simulator.demo_village import CASHIER, build_small, copied, opened

pytestmark = pytest.mark.xdist_group("demo-village")

SUPERVISOR = 20
TEARING, ARMED = "M tear the next write", "M next write is torn: armed"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small(tmp_path_factory.mktemp("tray-screen") / "village")


@pytest.fixture
def ledger(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "village")


class Trial:
    """Somebody who tries the demo counter."""

    def __init__(self, pilot: Pilot[Any], demo: Demo) -> None:
        self.pilot = pilot
        self.tray = demo.tray
        self.demo = demo

    @property
    def app(self) -> KioskApp:
        assert isinstance(self.pilot.app, KioskApp)
        return self.pilot.app

    def text(self) -> str:
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def tray_screen(self) -> TrayScreen:
        assert isinstance(self.app.screen, TrayScreen)
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def until(self, what: Any) -> None:
        for _turn in range(1000):
            if what():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(self.text())

    async def sees(self, words: str) -> None:
        await self.until(lambda: words in self.text())

    async def on(self, screen: type[Any]) -> None:
        await self.until(lambda: isinstance(self.app.screen, screen))

    async def choose(self, label: str) -> str:
        """Goes down to a card; returns its name."""
        await self.on(TrayScreen)
        await self.until(lambda: self.tray_screen.shown)
        cards = self.tray.cards()
        at = next(at for at, card in enumerate(cards) if label in card.label)
        await self.press(*["down"] * (at - self.tray_screen.chosen))
        assert self.tray_screen.chosen == at
        await self.sees(cards[at].label[:60])
        return cards[at].name


@asynccontextmanager
async def trial(ledger: Path, *, signed_in: bool = True) -> AsyncIterator[Trial]:
    """The demo counter on its tray."""
    with opened(ledger) as village:
        desk = desk_of(village.demo.assembly, village.demo.watcher)
        desk.tray = village.tray
        app = KioskApp(desk, Look(load_themes([shipped_themes()]).themes, "dark"))
        app.guard_seconds = 0.0
        async with app.run_test(size=(80, 24)) as pilot:
            one = Trial(pilot, village.demo)
            if signed_in:
                village.do("open-shift", float="1000")
                (cashier,) = [who for who in demo_operators() if who.operator == CASHIER]
                app.screen.dismiss(sign_in(desk.kiosk, CASHIER, cashier.pin))
                await one.on(Menu)
            await one.press("f9")
            await one.on(TrayScreen)
            await one.sees("Enter put on reader")
            yield one


async def test_a_card_put_on_the_reader_opens_prepayment(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        name = await visitor.choose("at home")
        await visitor.press("enter")
        await visitor.on(Prepayment)
        await visitor.sees("Last purchase")
        assert [card.name for card in visitor.tray.cards() if card.on_reader] == [name]


async def test_a_pulled_card_lies_on_the_tray_again(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        name = await visitor.choose("blank card")
        visitor.tray.put(name)
        await visitor.press("p")
        await visitor.until(lambda: not any(card.on_reader for card in visitor.tray.cards()))


async def test_the_next_write_is_torn_and_the_legend_says_so(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        assert TEARING in visitor.text()
        assert not visitor.tray.armed
        await visitor.press("m")
        await visitor.sees(ARMED)
        assert visitor.tray.armed


async def test_a_card_goes_home_and_the_meter_is_quoted(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        await visitor.choose("m3 not in the meter yet")
        await visitor.press("h")
        await visitor.sees("L")
        await visitor.until(lambda: "not in the meter yet" not in visitor.tray.cards()[1].label)


async def test_a_card_of_no_meter_is_told_so(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        await visitor.choose("blank card")
        await visitor.press("h")
        await visitor.sees("This card belongs to no meter in the village.")


async def test_days_pass(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        await visitor.press("d")
        await visitor.sees("It is 2026-11-27.")
        await visitor.press("w")
        await visitor.sees("It is 2026-12-04.")


async def test_the_last_paper_is_shown(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        await visitor.press("s")
        await visitor.sees("Nothing was printed since the demo was opened.")
        spooler = visitor.demo.assembly.spooler
        await visitor.choose("at home")
        await visitor.press("enter")
        await visitor.on(Prepayment)
        await visitor.sees("Last purchase")
        await visitor.press("1", "0", "0", "enter")
        await visitor.sees("On the card")
        await visitor.press("enter", "plus")
        await visitor.sees("TAKE THE CARD")
        assert spooler.drain(10).waiting == ()
        await visitor.press("f9")
        await visitor.on(TrayScreen)
        await visitor.press("s")
        await visitor.on(Paper)
        await visitor.sees("RECEIPT")
        await visitor.press("escape")
        await visitor.on(TrayScreen)


async def test_cover_and_paper_are_moved_by_letters(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        assert "C open cover" in visitor.text()
        await visitor.press("c")
        await visitor.sees("C close cover")
        assert visitor.tray.cover_open
        await visitor.press("c", "o")
        await visitor.sees("C open cover")
        assert not visitor.tray.cover_open
        await visitor.until(lambda: visitor.tray.roll is Roll.OUT)
        await visitor.press("r")
        await visitor.until(lambda: visitor.tray.roll is Roll.FULL)


async def test_pages_and_ends_of_the_list(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        await visitor.until(lambda: visitor.tray_screen.shown)
        last = len(visitor.tray.cards()) - 1
        await visitor.press("up")
        assert visitor.tray_screen.chosen == 0
        await visitor.press("pagedown")
        assert visitor.tray_screen.chosen == 12
        await visitor.press(*["pagedown"] * (last // 12 + 1))
        assert visitor.tray_screen.chosen == last
        await visitor.press("pageup")
        assert visitor.tray_screen.chosen == last - 12


async def test_the_tray_needs_nobody_to_sign_in(ledger: Path) -> None:
    async with trial(ledger, signed_in=False) as visitor:
        await visitor.press("escape")
        await visitor.sees("Operator number")


async def test_a_function_card_asks_which_meter_it_is_taken_to(ledger: Path) -> None:
    async with trial(ledger) as visitor:
        cards = visitor.tray.cards()
        visitor.tray.put(next(card.name for card in cards if "for several meters" in card.label))
        chosen = operation_named("make-function-card")
        wanted = {"function": "check", "model": "W-multi", "holder": "Baraka"}
        wanted |= {"reason": "to see", "due_back": "2026-12-24"}
        caller = Caller(operator=SUPERVISOR)
        chosen.run(visitor.demo.assembly.kiosk, caller, parse_arguments(chosen, wanted))
        visitor.tray.pull()
        label = "function card: check"
        await visitor.until(lambda: any(label in one.label for one in visitor.tray_screen.shown))
        await visitor.choose(label)
        await visitor.press("h")
        await visitor.on(TrayMeters)
        await visitor.sees("4  new meter")
        await visitor.press("1")
        await visitor.sees("The meter did what the function card says.")
