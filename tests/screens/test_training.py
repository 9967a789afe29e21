"""The training counter on the screen: no page of it looks like one of a counter that sells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.counter import desk_of, training_look_of
from app.operations.begin_training import TRAINEES
from app.screens.app import EXIT_TRAINING, KioskApp
from app.screens.lock import Lock
from app.screens.menu import Menu
from app.screens.sign_in import SignIn
from app.settings import load_settings
from app.training import assembled_training, make_training, training_settings
from tests.counter import Counter
from tests.screens.desk import Hands, HandWatch, hands
from tests.screens.test_painted import flaws

CASHIER = TRAINEES[2]


@asynccontextmanager
async def trainee(desk: Counter, folder: Path) -> AsyncIterator[Hands]:
    file = folder / "kiosk.toml"
    file.write_text(f"[kiosk]\nid = 7\n[ledger]\npath = '{desk.path}'\n")
    real = load_settings(file)
    training = training_settings(real)
    assert desk.ledger is not None
    make_training(training, desk.ledger)
    with assembled_training(training) as opened:
        one = desk_of(opened.assembly, opened.watcher)
        one.tray, one.training_door = opened.tray, True
        app = KioskApp(one, training_look_of(real))
        app.guard_seconds = 0
        async with app.run_test(size=(80, 24)) as pilot:
            yield Hands(pilot, desk, HandWatch(desk))


async def test_every_page_says_training_in_every_theme(desk: Counter, tmp_path: Path) -> None:
    async with trainee(desk, tmp_path) as one:
        await one.sees("0 and Enter: leave TRAINING")
        assert await flaws(one) == {}
        await one.types(str(CASHIER.operator))
        await one.press("enter")
        await one.types(CASHIER.pin)
        await one.press("enter")
        await one.on(Menu)
        assert await flaws(one) == {}
        for digit in "123459":
            await one.press(digit)
            await one.sees("TRAINING  ")
            assert one.text().startswith(" TRAINING  ")
            assert "NO VALUE" in one.text().splitlines()[0]
            await one.press("f1")
            assert one.text().startswith(" TRAINING  ")
            await one.press("escape", "escape")
            await one.on(Menu)
        await one.press("f12")
        await one.on(Lock)
        await one.types("0")
        await one.press("enter")
        await one.on(Lock)
        await one.types(CASHIER.pin)
        await one.press("enter")
        await one.on(Menu)
        await one.press("escape", "escape")
        await one.on(SignIn)
        await one.types("0")
        await one.press("enter")
        assert one.app.return_code == EXIT_TRAINING


async def test_a_counter_without_training_takes_0_for_a_number(desk: Counter) -> None:
    async with hands(desk) as stranger:
        assert "TRAINING" not in stranger.text()
        await stranger.types("0")
        await stranger.press("enter")
        await stranger.types("000000")
        await stranger.press("enter")
        await stranger.sees("Operator number or PIN is wrong.")
