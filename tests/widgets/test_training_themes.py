"""Training looks unlike selling in every theme, and stays legible."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from app.widgets.contrast import contrast
from app.widgets.theme_colours import (
    COLOURS,
    CONSOLE_BACKGROUNDS,
    CONSOLE_PALETTE,
    seen_pairs,
)
from app.widgets.theme_variables import textual_theme
from app.widgets.themes import load_themes, shipped_themes
from app.widgets.training import in_training

THEMES = load_themes([shipped_themes()]).themes


@pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])
def test_the_bars_are_of_another_colour_and_legible(theme: Theme) -> None:
    taught = in_training(theme)
    assert taught.name == theme.name
    assert taught.variables["bar"] != theme.variables["bar"]
    assert taught.variables["footer-background"] == taught.variables["bar"]
    for name, behind, least in seen_pairs():
        assert contrast(taught.variables[name], taught.variables[behind]) >= least
    if theme.name == "console":
        assert taught.variables["bar"] in CONSOLE_PALETTE[:CONSOLE_BACKGROUNDS]


def test_a_theme_whose_bars_are_striking_gets_others() -> None:
    colours = {name: THEMES[0].variables[name] for name in COLOURS}
    colours["bar"] = colours["accent"]
    taught = in_training(textual_theme("mine", colours, dark=True))
    assert taught.variables["bar"] == colours["bad"]
