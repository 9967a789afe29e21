"""One registry of keys, a keymap file that changes them, and what it may not change."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from app.screens.keys import ACTIONS, KeyRole, load_keymap
from app.screens.menu import Menu
from app.screens.prepayment import Prepayment
from tests.counter import Counter
from tests.screens.desk import hands


def test_no_two_actions_share_a_default_key() -> None:
    for one, other in combinations(ACTIONS.values(), 2):
        assert not set(one.keys.split(",")) & set(other.keys.split(",")), (one.id, other.id)


def test_a_keymap_file_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    keymap = load_keymap(tmp_path / "keys.toml")
    assert (keymap.keys, keymap.complaints) == ({}, ())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[keys]\nfly = 'f5'\n", "there is no such action"),
        ("[keys]\nhelp = ''\n", "it names no key"),
        ("[keys]\nhelp = 'f12'\n", "the key is taken by lock"),
        ("[keys]\nconfirm = 'enter'\n", "this key must not move money"),
        ("[keys]\nconfirm = 'f10, 5'\n", "this key must not move money"),
        ("[keys\n", "keys.toml"),
        ("[colours]\nx = 'y'\n", "colours"),
    ],
)
def test_a_line_that_cannot_be_followed_is_named_and_keeps_its_default(
    tmp_path: Path, text: str, complaint: str
) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(text)
    keymap = load_keymap(file)
    assert keymap.keys == {}
    (sentence,) = keymap.complaints
    assert complaint in sentence
    assert str(file) in sentence


def test_keys_can_change_places(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text("[keys]\nlock = 'f11'\nreprint = 'f12'\n")
    assert load_keymap(file).keys == {"lock": "f11", "reprint": "f12"}


async def test_a_changed_key_does_its_new_thing_and_is_named_in_the_key_bar(
    desk: Counter,
) -> None:
    async with hands(desk, keymap={"back": "f2"}) as cashier:
        await cashier.sign_in()
        await cashier.press("1")
        await cashier.on(Prepayment)
        await cashier.sees("F2 Back")
        await cashier.press("escape")
        await cashier.on(Prepayment)
        await cashier.press("f2")
        await cashier.on(Menu)


def test_only_confirming_moves_money() -> None:
    assert [action.id for action in ACTIONS.values() if action.role is KeyRole.MONEY] == ["confirm"]
