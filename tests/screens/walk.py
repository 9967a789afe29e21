"""One visit to a page of the gallery: what it shows at both sizes and in every theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from app.screens.app import KioskApp
from app.screens.operation_screen import OperationScreen, Stage
from app.widgets.key_bar import KeyBar
from app.widgets.themes import load_themes, shipped_themes
from tests.screens.bad_fields import bad_input, page_of_each_form
from tests.screens.gallery import PAGES
from tests.screens.gallery.page import Eyes, Size
from tests.screens.gallery.tray import ShownTray
from tests.widgets.eyes import FRAME, illegible, not_for_a_console
from tests.widgets.painted import Painted, painted

SMALL, LARGE = (80, 24), (120, 40)
THEMES = [theme.name for theme in load_themes([shipped_themes()]).themes]


@dataclass
class Walk:
    """What was seen."""

    screen: type[Screen[Any]]
    texts: dict[Size, str] = field(default_factory=dict)
    """By size, lines right-stripped."""
    coloured: dict[str, str] = field(default_factory=dict)
    """By theme, at the small size: :func:`with_colours`."""
    illegible: list[tuple[str, Painted]] = field(default_factory=list)
    """Theme, and what cannot be read in it."""
    not_for_a_console: list[Painted] = field(default_factory=list)
    """What a Linux console shows differently, or not at all."""
    cut: list[str] = field(default_factory=list)
    """What does not fit the small size, in words."""
    bad_input: list[str] = field(default_factory=list)
    """What is wrong with how its fields take what nobody can mean, in words."""


async def walked(name: str) -> Walk:
    """Visits a page."""
    async with PAGES[name].open(SMALL) as eyes:
        walk = await _seen(eyes)
        if name in page_of_each_form():
            await eyes.pilot.resize_terminal(*SMALL)
            walk.bad_input.extend(await bad_input(eyes))
        return walk


async def _seen(eyes: Eyes) -> Walk:
    walk = Walk(type(eyes.screen))
    walk.texts[SMALL] = stripped(eyes.text())
    walk.cut.extend(cut(eyes.screen, walk.texts[SMALL]))
    walk.cut.extend(await _cut_in_a_demo(eyes))
    for theme in sorted(THEMES, key=lambda one: one != eyes.app.theme):  # it is in one of them
        await _in_theme(eyes.pilot, theme)
        walk.coloured[theme] = with_colours(eyes.app)
        walk.illegible.extend((theme, cells) for cells in illegible(eyes.app))
        if theme == "console":
            walk.not_for_a_console.extend(not_for_a_console(eyes.app))
    await eyes.pilot.resize_terminal(*LARGE)
    await eyes.pilot.pause()
    walk.texts[LARGE] = stripped(eyes.text())
    return walk


async def _in_theme(pilot: Pilot[Any], theme: str) -> None:
    pilot.app.theme = theme
    await pilot.pause()


def stripped(text: str) -> str:
    """Lines without the blanks at their ends."""
    return "\n".join(line.rstrip() for line in text.split("\n")) + "\n"


def with_colours(app: App[Any]) -> str:
    """What stands there, then a letter for each cell, then what the letters mean."""
    letters: dict[str, str] = {}
    text, mask = "", ""
    for cells in painted(app):
        weight = " bold" if cells.style.bold else ""
        style = f"{cells.colour} on {cells.background}{weight}"
        letter = letters.setdefault(style, chr(ord("a") + len(letters)))
        text += cells.text
        mask += letter * cell_len(cells.text)
    width = app.size.width
    lines = [text[at : at + width].rstrip() for at in range(0, len(text), width)]
    masks = [mask[at : at + width] for at in range(0, len(mask), width)]
    legend = [f"{letter}  {style}" for style, letter in letters.items()]
    return "\n".join([*lines, *masks, *legend]) + "\n"


# -- what is cut -----------------------------------------------------------------------------


def cut(screen: Screen[Any], text: str) -> Iterator[str]:
    """What of a screen does not show whole."""
    for line in text.splitlines():
        if len(line) == screen.size.width and line[-1] not in FRAME:
            yield f"runs out of the screen: {line}"
    for widget in screen.query("*").results(Widget):
        if widget.display and widget.region.area and not _scrolls(widget):
            yield from _hidden(screen, widget)
    yield from _unnamed(screen, text)
    if isinstance(screen, OperationScreen) and screen.stage is Stage.REVIEW:
        question = str(screen.review.content).rpartition("\n")[2]
        if question not in " ".join(text.replace("┃", " ").split()):
            yield f"the question is not seen: {question}"


async def _cut_in_a_demo(eyes: Eyes) -> Iterator[str]:
    """A demo counter has one key more to name."""
    app = eyes.app
    if not isinstance(app, KioskApp) or app.desk.tray is not None:
        return iter(())
    app.desk.tray = ShownTray()
    app.screen.refresh_bindings()
    await eyes.pilot.pause()
    found = list(_unnamed(eyes.screen, eyes.text()))
    app.desk.tray = None
    app.screen.refresh_bindings()
    return iter(found)


def _unnamed(screen: Screen[Any], text: str) -> Iterator[str]:
    (bar,) = screen.query(KeyBar)
    if bar.render().plain.strip() != text.splitlines()[-1].strip():
        yield f"not all keys are named: {bar.render().plain}"


def _scrolls(widget: Widget) -> bool:
    """A paper is longer than a screen, and arrows move it."""
    return any(isinstance(one, VerticalScroll) for one in widget.ancestors_with_self)


def _hidden(screen: Screen[Any], widget: Widget) -> Iterator[str]:
    place = screen.find_widget(widget)
    if place.region.intersection(place.clip) != place.region:
        yield f"{widget} is not seen whole: {place.region} in {place.clip}"
    if isinstance(widget, Static) and widget.styles.max_height is None:  # else: short on purpose
        inside = widget.content_size
        needs = widget.get_content_height(widget.container_size, screen.size, inside.width)
        if needs > inside.height:
            yield f"{widget} needs {needs} lines and has {inside.height}"
