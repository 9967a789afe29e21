"""The keys that leave the counter are gone from a real keymap, and no other key is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.console.keymap import without_escapes

DUMP = (Path(__file__).parent / "dumpkeys-us.txt").read_text(encoding="ascii")
"""``dumpkeys --keys-only`` on Debian 12's console (kbd 2.5.1, US layout), without the lines for
ShiftL, ShiftR and CtrlL, which say the same again."""
STRIPPED = without_escapes(DUMP)
ESCAPES = {
    "Console_2": "Alt+F2",
    "Console_13": "AltGr+F1",
    "Decr_Console": "Alt+Left",
    "Incr_Console": "Alt+Right",
    "Last_Console": "Alt+Print",
    "Boot": "Ctrl+Alt+Del",
    "KeyboardSignal": "Alt+Up",
    "Show_Registers": "Alt+ScrollLock",
    "Show_Memory": "Shift+ScrollLock",
    "Show_State": "Ctrl+ScrollLock",
    "Scroll_Lock": "ScrollLock",
    "Scroll_Backward": "Shift+PageUp",
    "Scroll_Forward": "Shift+PageDown",
    "Pause": "Pause",
    "Break": "Ctrl+Pause",
}


def keysyms(dump: str) -> set[str]:
    return set(re.findall(r"keycode +\d+ = *(\S+)", dump))


@pytest.mark.parametrize("keysym", ESCAPES, ids=ESCAPES.values())
def test_an_escape_is_gone(keysym: str) -> None:
    assert keysym in keysyms(DUMP)
    assert keysym not in keysyms(STRIPPED)


def test_nothing_else_is_touched() -> None:
    touched = {
        (before, after)
        for before, after in zip(DUMP.splitlines(), STRIPPED.splitlines(), strict=True)
        if before != after
    }
    assert touched
    assert all(after.endswith("VoidSymbol") for _before, after in touched)
    gone = keysyms(DUMP) - keysyms(STRIPPED)
    assert {keysym for keysym in gone if not keysym.startswith("Console_")} <= ESCAPES.keys()


def test_keys_that_a_counter_needs_are_there() -> None:
    needed = {f"F{number}" for number in range(1, 13)}
    needed |= {
        "Escape",
        "Return",
        "Tab",
        "BackSpace",
        "Up",
        "Down",
        "Left",
        "Right",
        "Prior",
        "Next",
    }
    needed |= {"KP_1", "KP_5", "KP_Enter", "KP_Add", "KP_Subtract", "one", "plus", "minus"}
    assert needed <= keysyms(STRIPPED)


def test_a_stripped_keymap_stays_as_it_is() -> None:
    assert without_escapes(STRIPPED) == STRIPPED


@pytest.mark.parametrize("line", ["keymaps 0-127\n", 'string F1 = "Pause"\n', "# Boot\n"])
def test_only_keys_are_looked_at(line: str) -> None:
    assert without_escapes(line) == line


def test_secure_attention_is_an_escape_where_a_keymap_has_it() -> None:
    assert without_escapes("\talt keycode 99 = SAK\n") == "\talt keycode 99 = VoidSymbol\n"
