"""Every screen as it was last found right, and legible, drawable and whole in every theme.

`make snapshots` accepts what the screens show now; then read the difference.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import pytest

import app.screens
from app.screens.counter_screen import CounterScreen
from app.screens.directory import SCREENS
from tests.screens.gallery import PAGES
from tests.screens.recorded import as_recorded, left_over
from tests.screens.walk import LARGE, SMALL, THEMES, walked

IN_EVERY_THEME = ("menu", "prepayment-review", "prepayment-in-doubt")
"""Recorded with their colours, theme by theme."""


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_whole_legible_as_recorded_and_takes_bad_input_well(name: str) -> None:
    walk = await walked(name)
    assert walk.screen is PAGES[name].shows
    assert walk.cut == [], "at 80x24"
    assert walk.illegible == []
    assert walk.not_for_a_console == []
    assert walk.bad_input == []
    as_recorded(f"{name}-80x24", walk.texts[SMALL])
    as_recorded(f"{name}-120x40", walk.texts[LARGE])
    if name in IN_EVERY_THEME:
        for theme in THEMES:
            as_recorded(f"{name}-{theme}", walk.coloured[theme])


def test_every_snapshot_has_its_page() -> None:
    sizes = {f"{name}-{size}" for name in PAGES for size in ("80x24", "120x40")}
    colours = {f"{name}-{theme}" for name in IN_EVERY_THEME for theme in THEMES}
    assert left_over(sizes | colours) == []


def every_screen() -> dict[str, type[CounterScreen[Any]]]:
    """All classes of screens that a person can meet, by name."""
    found: dict[str, type[CounterScreen[Any]]] = {}
    for module in pkgutil.iter_modules(app.screens.__path__, "app.screens."):
        for name, each in vars(import_module(module.name)).items():
            if isinstance(each, type) and issubclass(each, CounterScreen) and each.heading:
                found[name] = each
    return found


def test_every_screen_is_in_the_gallery() -> None:
    shown = {page.shows for page in PAGES.values()}
    screens = every_screen()
    assert set(SCREENS.values()) <= set(screens)
    assert {name for name, screen in screens.items() if screen not in shown} == set()
