"""F1: every screen has a page that a person at the counter can work from."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import app.screens
from app.screens.counter_screen import CounterScreen
from app.screens.help import Help
from app.screens.open_account import OpenAccount
from app.screens.operation_screen import OperationScreen
from tests.counter import Counter
from tests.screens.desk import hands

FOLDER = Path(app.screens.__file__).parent
WIDTH = 80 - 2
"""Cells of a line of the page on a terminal of 80."""
LONGEST = 20
HANDS = ("type", "put", "choose", "have", "press", "count", "give", "read", "enter", "digit")
TRACES = (
    *("print", "slip", "receipt", "paper", "record", "written", "write", "statement"),
    *("journal", "card", "revision"),
)


def all_screens() -> list[type[CounterScreen[Any]]]:
    """Every screen that people meet."""
    found: dict[str, type[CounterScreen[Any]]] = {}
    for file in sorted(FOLDER.rglob("*.py")):
        name = ".".join(("app", "screens", *file.relative_to(FOLDER).with_suffix("").parts))
        for one in vars(import_module(name.removesuffix(".__init__"))).values():
            if isinstance(one, type) and issubclass(one, CounterScreen) and one.heading:
                found[one.__name__] = one
    found.pop(Help.__name__)
    return list(found.values())


SCREENS = all_screens()
OPERATIONS = [one for one in SCREENS if issubclass(one, OperationScreen)]


@pytest.mark.parametrize("screen", SCREENS, ids=[one.__name__ for one in SCREENS])
def test_every_screen_has_a_page(screen: type[CounterScreen[Any]]) -> None:
    assert screen.help_lines
    for line in (*screen.help_lines, *screen.when_it_fails()):
        assert line == line.strip()
        assert line.isprintable()


@pytest.mark.parametrize("screen", OPERATIONS, ids=[one.__name__ for one in OPERATIONS])
def test_a_page_says_what_to_have_what_is_left_and_what_to_do_when_it_fails(
    screen: type[CounterScreen[Any]],
) -> None:
    said = " ".join(screen.help_lines).lower()
    assert len(screen.help_lines) >= 3
    assert any(word in said for word in HANDS)
    assert any(word in said for word in TRACES)
    assert screen.when_it_fails()


async def test_the_page_can_be_read_to_its_end_on_the_smallest_terminal(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        OpenAccount, "help_lines", tuple(f"Sentence {number}." for number in range(30))
    )
    last = OpenAccount.when_it_fails()[-1]
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("3")
        await cashier.on(OpenAccount)
        await cashier.press("f1")
        await cashier.on(Help)
        await cashier.sees("Sentence 3.")
        assert last not in cashier.text()
        for _line in range(30):
            await cashier.press("down")
        await cashier.sees("Any key closes this page.")
        assert last in cashier.text()
        assert "Up and Down" in cashier.text()
        await cashier.press("up")
        await cashier.on(Help)
        await cashier.press("enter")
        await cashier.on(OpenAccount)


@pytest.mark.parametrize("screen", SCREENS, ids=[one.__name__ for one in SCREENS])
def test_a_page_is_no_longer_than_a_glance(screen: type[CounterScreen[Any]]) -> None:
    """With its heading, its keys and the last line it fits, or needs a few presses of Down."""
    lines = (*screen.help_lines, *screen.when_it_fails())
    assert sum(1 + (cell_len(line) - 1) // WIDTH for line in lines) <= LONGEST
