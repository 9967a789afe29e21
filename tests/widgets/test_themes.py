"""Our themes: every pair of colours is legible, and the console can show what is painted."""

from __future__ import annotations

import colorsys

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from app.console.palette_file import read_palette
from app.widgets.theme_colours import CONSOLE_PALETTE
from app.widgets.themes import load_themes, shipped_themes
from tests.widgets.eyes import bold, illegible, least_for_text, not_for_a_console, ratio
from tests.widgets.painted import painted
from tests.widgets.show_case import FOCUSABLE, ShowCase

LOADED = load_themes([shipped_themes()])
OURS = {theme.name: theme for theme in LOADED.themes}
TEXT_ON = [
    ("foreground", "background"),
    ("panel-text", "panel"),
    ("bar-text", "bar"),
    ("bar-key", "bar"),
    ("field-text", "field"),
    ("field-focus-text", "field-focus"),
    ("accent-text", "accent"),
    ("good-text", "good"),
    ("note-text", "note"),
    ("bad-text", "bad"),
    ("muted", "background"),
    ("muted", "panel"),
]
TABLE = {name for pair in TEXT_ON for name in pair} | {"border"}
SEE_THROUGH = {"transparent", "initial"}

every_theme = pytest.mark.parametrize("theme", LOADED.themes, ids=lambda theme: theme.name)


def test_five_themes_are_shipped_and_none_is_broken() -> None:
    assert set(OURS) == {"dark", "light", "high-contrast", "monochrome", "console"}
    assert LOADED.broken == ()
    assert LOADED.titles["high-contrast"] == "High contrast"


def test_the_contrast_ratio_is_the_one_of_wcag() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@every_theme
@pytest.mark.parametrize(("text", "behind"), TEXT_ON)
def test_every_text_is_legible(theme: Theme, text: str, behind: str) -> None:
    seen = ratio(theme.variables[text], theme.variables[behind])
    assert seen >= least_for_text(theme.name)


@every_theme
def test_lines_and_the_place_where_one_is_are_seen(theme: Theme) -> None:
    colours = theme.variables
    for seen in ("border", "accent"):
        for behind in ("background", "panel"):
            assert ratio(colours[seen], colours[behind]) >= 3, (seen, behind)
    assert ratio(colours["field-focus"], colours["background"]) >= 3
    assert ratio(colours["field-focus"], colours["field"]) > 1
    assert colours["field"] not in (colours["background"], colours["panel"])


@every_theme
async def test_no_variable_holds_a_blended_colour(theme: Theme) -> None:
    allowed = {theme.variables[name] for name in TABLE}
    variables = ShowCase(theme).get_css_variables()
    strange = {name: value for name, value in variables.items() if _is_strange(value, allowed)}
    assert strange == {}


@every_theme
def test_no_variable_asks_for_a_style_that_a_console_shows_as_another_colour(theme: Theme) -> None:
    variables = ShowCase(theme).get_css_variables()
    styles = {name: value for name, value in variables.items() if name.endswith("-style")}
    styles |= {name: value for name, value in variables.items() if "-style-" in name}
    assert set(styles.values()) == {"bold", "none"}


def _is_strange(value: str, allowed: set[str]) -> bool:
    if value in SEE_THROUGH or value.lower() in allowed:
        return False
    try:
        Color.parse(value)
    except ColorParseError:
        return "%" in value  # "auto 87%" is a colour, "bold" is not
    return True


@every_theme
@pytest.mark.parametrize("focused", FOCUSABLE)
async def test_everything_painted_is_legible(theme: Theme, focused: str) -> None:
    app = ShowCase(theme)
    async with app.run_test(size=(80, 70)) as pilot:
        app.query_one(focused).focus()
        await pilot.pause()
        assert len(list(painted(app))) > 100
        assert illegible(app) == []


@pytest.mark.parametrize("focused", FOCUSABLE)
async def test_the_console_can_show_everything_painted(focused: str) -> None:
    app = ShowCase(OURS["console"])
    async with app.run_test(size=(80, 70)) as pilot:
        app.query_one(focused).focus()
        await pilot.pause()
        assert not_for_a_console(app) == []


@pytest.mark.parametrize("number", range(16))
def test_a_terminal_of_sixteen_colours_is_asked_for_exactly_these(number: int) -> None:
    shown = RichColor.parse(CONSOLE_PALETTE[number]).downgrade(ColorSystem.STANDARD)
    assert shown.number == number


@pytest.mark.parametrize(("text", "behind"), TEXT_ON)
def test_bold_stays_legible_on_the_console(text: str, behind: str) -> None:
    colours = OURS["console"].variables
    assert ratio(bold(colours[text]), colours[behind]) >= 4.5


@pytest.mark.parametrize(("text", "behind"), TEXT_ON)
def test_our_palette_keeps_every_pair_of_the_console_legible(text: str, behind: str) -> None:
    colours = OURS["console"].variables
    palette = [f"#{each}" for each in read_palette(shipped_themes() / "console.vtrgb").split()]

    def repainted(colour: str) -> str:
        return palette[CONSOLE_PALETTE.index(colour)]

    for shown in (colours[text], bold(colours[text])):
        assert ratio(repainted(shown), repainted(colours[behind])) >= 4.5, shown
    assert ratio(repainted(colours["accent"]), repainted(colours["background"])) >= 3


def test_high_contrast_is_white_black_and_yellow() -> None:
    colours = {OURS["high-contrast"].variables[name] for name in TABLE}
    assert colours == {"#000000", "#ffffff", "#ffff00"}


def test_monochrome_has_no_hue() -> None:
    for name in TABLE:
        shown = Color.parse(OURS["monochrome"].variables[name])
        assert colorsys.rgb_to_hsv(*shown.rgb)[1] == 0, name


async def test_a_theme_can_be_changed_while_the_counter_runs() -> None:
    app: App[None] = ShowCase(OURS["dark"])
    app.register_theme(OURS["light"])
    async with app.run_test(size=(80, 70)) as pilot:
        app.theme = "light"
        await pilot.pause()
        backgrounds = {cells.background for cells in painted(app)}
        assert OURS["light"].variables["background"] in backgrounds
        assert OURS["dark"].variables["background"] not in backgrounds
