"""What every theme looks like at a training counter: its bars are of another colour.

Words say it as well, so that it is seen without colours.
"""

from __future__ import annotations

from textual.theme import Theme

from app.widgets.theme_colours import COLOURS
from app.widgets.theme_variables import textual_theme

_STRIKING = ("accent", "bad", "note")
"""Backgrounds that a theme has for what must be seen, each with a text that is legible on it."""


def in_training(theme: Theme) -> Theme:
    """The theme with bars of the first striking colour that its bars do not have anyway."""
    colours = {name: theme.variables[name] for name in COLOURS}
    name = next((one for one in _STRIKING if colours[one] != colours["bar"]), _STRIKING[0])
    text = colours[f"{name}-text"]
    bars = {"bar": colours[name], "bar-text": text, "bar-key": text}
    return textual_theme(theme.name, colours | bars, dark=theme.dark)
