"""What the console's font can draw, held against the fonts themselves where they are installed."""

from __future__ import annotations

import pytest
from textual._border import BORDER_CHARS

from app.console.glyphs import REPERTOIRE, SAFE_BORDERS, undrawable
from tests.console.console_font import characters, installed_fonts


def test_the_alphabets_of_the_console_languages_can_be_drawn() -> None:
    # what people type, the ambiguous included
    letters = "aàâäæçéèêëîïñôœùûüÿ ÁÍÓÚÃÕÊß ΑΩαω АЯаяё 0123456789 «» “” ‘’ – — … € £ ×² ³"  # noqa: RUF001
    assert undrawable(letters) == ""


def test_frames_arrows_and_marks_can_be_drawn() -> None:
    assert undrawable("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╭╮╰╯━┃ ←↑→↓ █ ■ ● ▲▼") == ""


@pytest.mark.parametrize("text", ["₦", "₵", "₹", "ẹ", "ɓ", "水", "م", "▀", "▁", "◆", "✓", "\u200f"])
def test_what_the_font_lacks_is_named(text: str) -> None:
    assert undrawable(f"12 {text} 34 {text}") == text


def test_characters_are_named_once_in_order_and_line_breaks_are_no_characters() -> None:
    assert undrawable("▄ one\n▀ two ▄") == "▄▀"


def test_control_characters_cannot_be_drawn() -> None:
    assert undrawable("a\tb\x1bc\x7f") == "\t\x1b\x7f"


@pytest.mark.parametrize("border", sorted(SAFE_BORDERS))
def test_a_safe_border_is_drawn_whole(border: str) -> None:
    rows = BORDER_CHARS[border]  # type: ignore[index]
    assert undrawable("".join(map("".join, rows))) == ""


def test_every_border_that_is_not_named_safe_has_a_reason() -> None:
    # "" and hidden are none and blank by another name
    others = set(BORDER_CHARS) - SAFE_BORDERS - {"", "hidden"}
    drawn = {name for name in others if not undrawable("".join(map("".join, BORDER_CHARS[name])))}
    assert others
    assert drawn == set()


def test_the_repertoire_is_that_of_the_installed_fonts() -> None:
    """Compares with every Uni2-Terminus that is here: none on a machine without a console."""
    for font in installed_fonts():
        assert characters(font) == REPERTOIRE, font
