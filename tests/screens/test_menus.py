"""A digit of a menu leads to one place only."""

from __future__ import annotations

import pytest

from app.screens.choices import Choices
from tests.screens.test_snapshots import every_screen

MENUS = [screen for screen in every_screen().values() if issubclass(screen, Choices)]


@pytest.mark.parametrize("menu", MENUS)
def test_no_digit_stands_twice(menu: type[Choices]) -> None:
    digits = [choice.digit for choice in menu.choices]
    assert sorted(set(digits)) == sorted(digits)
