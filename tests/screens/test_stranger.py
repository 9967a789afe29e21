"""A stranger at the keyboard: no key ends or leaves the counter, or moves money unreviewed."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual.widgets import Input

from app.ledger.database import connection_of
from app.screens.operation_screen import Stage
from tests.counter import Counter
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHORDS = (
    *(f"ctrl+{letter}" for letter in _LETTERS),
    *(f"alt+{letter}" for letter in "fqxz"),
    *(f"ctrl+{key}" for key in ("backslash", "right_square_bracket", "at", "underscore")),
    *("shift+tab", "tab", "home", "end", "insert", "delete", "backspace", "pageup", "pagedown"),
    *("up", "down", "left", "right", "shift+insert", "ctrl+home", "ctrl+end", "ctrl+pageup"),
    *(f"f{number}" for number in range(2, 25)),
)
"""What a stranger finds beside letters and digits; with F1 any key closes the page again."""

MONEY = ("purchase_paid", "refund_opened", "reissue_opened", "shift_closed", "refund_paid")


def money_events(desk: Counter) -> int:
    assert desk.ledger is not None
    with desk.ledger.read() as reader:
        rows = connection_of(reader.db).execute("SELECT body FROM journal_event")
        return sum(any(f'"{kind}"'.encode() in bytes(body) for kind in MONEY) for (body,) in rows)


async def at_sign_in(_cashier: Hands, _household: Household) -> None:
    """Nobody is signed in."""


async def at_menu(cashier: Hands, _household: Household) -> None:
    await cashier.sign_in()


async def at_amount(cashier: Hands, household: Household) -> None:
    await cashier.sign_in()
    await cashier.put(household.at_home())
    await cashier.sees("Amina Salim")
    await cashier.types("500")


async def at_review(cashier: Hands, household: Household) -> None:
    await at_amount(cashier, household)
    await cashier.press("enter", "enter")
    assert cashier.screen.stage is Stage.REVIEW


async def at_lock(cashier: Hands, _household: Household) -> None:
    await cashier.sign_in()
    await cashier.press("f12")


PLACES = (at_sign_in, at_menu, at_amount, at_review, at_lock)


@pytest.mark.parametrize("place", PLACES)
async def test_no_key_or_chord_ends_the_counter_or_moves_money(
    desk: Counter, household: Household, place: object
) -> None:
    assert callable(place)
    async with hands(desk) as stranger:
        await place(stranger, household)
        before = money_events(desk)
        await stranger.hammers(CHORDS)
        assert stranger.app.is_running
        assert stranger.app.return_code is None
        assert money_events(desk) == before


async def test_a_long_walk_without_the_confirm_key_moves_no_money(
    desk: Counter, household: Household
) -> None:
    chance = random.Random(7)
    keys = [*"0123456789", "enter", "enter", "minus", "asterisk", "slash", *CHORDS[:30:5]]
    async with hands(desk) as stranger:
        await stranger.sign_in()
        household.at_home()
        await stranger.put(household.card)
        before = money_events(desk)
        for _burst in range(40):
            await stranger.hammers(chance.choices(keys, k=10))
        assert stranger.app.is_running
        assert money_events(desk) == before


@pytest.mark.parametrize("place", PLACES)
async def test_what_is_pasted_is_not_typed(
    desk: Counter, household: Household, place: object
) -> None:
    assert callable(place)
    async with hands(desk) as stranger:
        await place(stranger, household)
        before, shown = money_events(desk), stranger.text()
        screen, typed = stranger.screen, [one.value for one in stranger.screen.query(Input)]
        for text in ("12\n314159\n", "500\r+\r", "\x1b[[A\x03\x1a\x11", "1\n2\n3\n+\n" * 40):
            stranger.app.post_message(events.Paste(text))
            await stranger.pilot.pause()
        assert stranger.screen is screen
        assert [one.value for one in screen.query(Input)] == typed
        assert stranger.text() == shown or "Nothing was pasted: type it." in stranger.text()
        assert money_events(desk) == before


async def test_a_confirm_key_that_is_held_since_before_the_review_moves_no_money(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await at_review(cashier, household)
        before = money_events(desk)
        cashier.app.guard_seconds = 1000
        await cashier.hammers(["plus"] * 20)
        assert money_events(desk) == before
        cashier.app.guard_seconds = 0
        await cashier.hammers(["plus"] * 20)
        await cashier.sees("TAKE THE CARD")
        assert money_events(desk) == before + 1


async def test_what_is_told_while_the_counter_ends_is_no_fault(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hands(desk) as cashier:
        with monkeypatch.context() as patch:
            patch.setattr(cashier.app, "_screen_stacks", {cashier.app.current_mode: []})
            cashier.app.tell_bars()
        await cashier.sees("Sign in")
