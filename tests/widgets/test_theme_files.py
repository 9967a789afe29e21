"""Theme files of the user's own: what may stand in them, and what becomes of broken ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.widgets.themes import (
    LoadedThemes,
    load_themes,
    shipped_themes,
    theme_folders,
    theme_or_default,
)
from tests.widgets.painted import painted
from tests.widgets.show_case import ShowCase

DARK = (shipped_themes() / "dark.toml").read_text(encoding="utf-8")
CONSOLE = (shipped_themes() / "console.toml").read_text(encoding="utf-8")
ACCENT = 'accent = "#0f7f8c"'

Mine = Callable[[str], LoadedThemes]


@pytest.fixture
def mine(tmp_path: Path) -> Mine:
    """Loads our themes and then one file ``mine.toml`` with the given text."""

    def load(text: str) -> LoadedThemes:
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
        return load_themes([shipped_themes(), tmp_path])

    return load


def names(loaded: LoadedThemes) -> list[str]:
    return [theme.name for theme in loaded.themes]


def test_a_theme_is_named_after_its_file_and_titled_by_its_name(mine: Mine) -> None:
    loaded = mine(DARK.replace('"Dark"', '"Night shift"').replace("#0f7f8c", "#8660B0"))
    theme, sentence = theme_or_default(loaded, "mine")
    assert (theme.name, loaded.titles["mine"], sentence) == ("mine", "Night shift", "")
    assert theme.variables["accent"] == "#8660b0"
    assert theme.dark


def test_a_later_folder_goes_before_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "light.toml").write_text(DARK.replace('"Dark"', '"Not so light"'))
    loaded = load_themes([shipped_themes(), tmp_path])
    assert len(loaded.themes) == 5
    assert loaded.titles["light"] == "Not so light"
    assert theme_or_default(loaded, "light")[0].variables["background"] == "#0a1a23"


def test_the_users_folder_lies_beside_the_settings(tmp_path: Path) -> None:
    folders = theme_folders(tmp_path / "kiosk.toml")
    assert folders == (shipped_themes(), tmp_path / "themes")
    folders[1].mkdir()
    (folders[1] / "mine.toml").write_text(DARK)
    assert "mine" in names(load_themes(folders))


def test_other_files_are_no_themes(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("words")
    (tmp_path / "dark.toml.bak").write_text("words")
    assert load_themes([tmp_path]) == LoadedThemes((), {}, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (DARK.replace(ACCENT, ""), "It has no colour for accent."),
        ('name = "Mine"\ndark = true\n[colours]\n', "It has no colour for background, panel, bar,"),
        (DARK + 'acent = "#000000"\n', "There is no colour named acent; perhaps accent is meant."),
        (DARK.replace(ACCENT, 'accent = "teal"'), 'accent = "teal" is not a colour'),
        (DARK.replace(ACCENT, 'accent = "#0f7f8c80"'), 'accent = "#0f7f8c80" is not a colour'),
        (DARK.replace(ACCENT, 'accent = "#fff"'), 'accent = "#fff" is not a colour'),
        (DARK.replace(ACCENT, "accent = 7"), "It cannot be read: Expected `str`, got `int`"),
        (DARK.replace("dark = true", ""), "It cannot be read: Object missing required field"),
        (DARK.replace('"Dark"', '""'), "It cannot be read: Expected `str` of length >= 1"),
        ("font = 3\n" + DARK, "It cannot be read: Object contains unknown field `font`"),
        (DARK.replace("[colours]", "[colours"), "It cannot be read: "),
        ("", "It cannot be read: "),
        ("a = " + "[" * 20_000, "It cannot be read: "),
        ("#" * 70_000, "It is too long for a theme."),
        (
            DARK.replace('muted = "#93aeb8"', 'muted = "#53686f"'),
            "muted on background is hard to see: contrast 3.0, needed 4.5.",
        ),
        (
            DARK.replace('border = "#5b8796"', 'border = "#0a1a23"'),
            "border on background is hard to see: contrast 1.0, needed 3.0.",
        ),
        (
            CONSOLE.replace('muted = "#aaaaaa"', 'muted = "#aaaaab"'),
            "muted = #aaaaab is not one of the console's sixteen colours.",
        ),
        (
            CONSOLE.replace('bar = "#0000aa"', 'bar = "#5555ff"'),
            "bar = #5555ff is not one of the console's eight backgrounds.",
        ),
        (
            CONSOLE.replace('good = "#000000"', 'good = "#00aa00"').replace("#55ff55", "#000000"),
            "good-text on good is hard to see: contrast 2.4, needed 4.5.",
        ),
    ],
)
def test_a_broken_theme_is_named_with_the_reason_and_the_default_shown(
    mine: Mine, tmp_path: Path, text: str, reason: str
) -> None:
    loaded = mine(text)
    (broken,) = loaded.broken
    assert broken.file == tmp_path / "mine.toml"
    assert broken.reason.startswith(reason)
    assert broken.reason.endswith(".")
    theme, sentence = theme_or_default(loaded, "mine")
    assert theme.name == "dark"
    assert sentence == (
        f"The theme {tmp_path / 'mine.toml'} cannot be used. {broken.reason} Shown instead: Dark."
    )


def test_text_that_is_not_utf_8_is_a_broken_theme(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b'name = "\xff"')
    assert "cannot be read" in load_themes([tmp_path]).broken[0].reason


def test_what_is_not_a_file_is_a_broken_theme(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "nowhere.toml").symlink_to(tmp_path / "gone")
    reasons = {each.file.name: each.reason for each in load_themes([tmp_path]).broken}
    assert reasons == dict.fromkeys(
        ("folder.toml", "pipe.toml", "nowhere.toml"), "It is not a file."
    )


@pytest.mark.parametrize("name", ["Mine", "my theme", "one,two", "größe"])
def test_a_file_name_that_cannot_name_a_theme_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.toml").write_text(DARK)
    loaded = load_themes([tmp_path])
    assert loaded.themes == ()
    assert "small letters" in loaded.broken[0].reason


def test_folders_that_cannot_be_read_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    loaded = load_themes([tmp_path / "missing", tmp_path / "file", shipped_themes()])
    assert len(loaded.themes) == 5
    (broken,) = loaded.broken
    assert broken.reason == "The folder cannot be read: Not a directory."


def test_a_broken_file_leaves_our_theme_of_its_name_in_place(tmp_path: Path) -> None:
    (tmp_path / "light.toml").write_text("name = 1")
    loaded = load_themes([shipped_themes(), tmp_path])
    theme, sentence = theme_or_default(loaded, "light")
    assert theme.name == "light"
    assert str(tmp_path / "light.toml") in sentence
    assert sentence.endswith("Shown instead: Light.")
    assert theme_or_default(loaded, "dark")[1] == ""


def test_a_theme_that_is_not_there_is_named(mine: Mine) -> None:
    theme, sentence = theme_or_default(mine(DARK), "ocean")
    assert theme.name == "dark"
    assert sentence == "There is no theme ocean. Shown instead: Dark."


async def test_the_counter_opens_even_without_any_theme(tmp_path: Path) -> None:
    theme, sentence = theme_or_default(load_themes([tmp_path]), "dark")
    assert sentence == "There is no theme dark. Shown instead: plain."
    app = ShowCase(theme)
    async with app.run_test(size=(80, 70)):
        pairs = {(cells.colour, cells.background) for cells in painted(app) if cells.text.strip()}
    assert pairs == {("#ffffff", "#000000"), ("#000000", "#ffffff")}
