"""Themes: found in folders, loaded, and one chosen whatever is broken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.text import _
from app.widgets.theme_colours import BACKGROUNDS, COLOURS
from app.widgets.theme_file import ThemeRefused, read_theme
from app.widgets.theme_variables import textual_theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.theme import Theme

DEFAULT_THEME = "dark"
_INSTALLED = Path("share/tapcard/themes")
"""Below the prefix of an installation; pyproject.toml puts it there."""
_BLACK, _WHITE = "#000000", "#ffffff"


@dataclass(frozen=True)
class BrokenTheme:
    """A file that cannot be used, and why, as a sentence."""

    file: Path
    reason: str


@dataclass(frozen=True)
class LoadedThemes:
    """What was found in the folders."""

    themes: tuple[Theme, ...]
    """By name; the name is the file's without its ending."""
    titles: Mapping[str, str]
    """The name of each as people see it."""
    broken: tuple[BrokenTheme, ...]


def shipped_themes() -> Path:
    """The folder of Tapcard's own themes: in the checkout, or below the prefix it is installed in.

    The folder need not exist: then there are no themes in it.
    """
    here = Path(__file__).resolve()
    checkout = here.parents[2] / "themes"
    installed = (parent / _INSTALLED for parent in here.parents)
    places = (checkout, *installed)
    return next((place for place in places if (place / "dark.toml").exists()), checkout)


def theme_folders(settings_file: Path) -> tuple[Path, Path]:
    """Where themes are looked for: Tapcard's own, then the user's ``themes`` beside kiosk.toml."""
    return shipped_themes(), settings_file.parent / "themes"


def load_themes(folders: Sequence[Path]) -> LoadedThemes:
    """All ``*.toml`` in ``folders``; of equal names the later folder's goes before.

    A broken file is told in ``broken`` and takes no place: an earlier theme of its name stays. A
    folder that does not exist has no themes. Never raises.
    """
    themes: dict[str, Theme] = {}
    titles: dict[str, str] = {}
    broken: list[BrokenTheme] = []
    for file in _files(folders, broken):
        try:
            read = read_theme(file)
        except ThemeRefused as refusal:
            broken.append(BrokenTheme(file, refusal.message))
            continue
        themes[file.stem] = textual_theme(file.stem, read.colours, dark=read.dark)
        titles[file.stem] = read.name
    ordered = tuple(themes[name] for name in sorted(themes))
    return LoadedThemes(ordered, titles, tuple(broken))


def theme_or_default(loaded: LoadedThemes, wanted: str) -> tuple[Theme, str]:
    """The theme ``wanted``, or else the default, with a sentence that says why; empty if it is it.

    Where even the default is gone, a plain black and white one: the counter opens in any case.
    """
    by_name = {theme.name: theme for theme in loaded.themes}
    found = by_name.get(wanted) or by_name.get(DEFAULT_THEME) or _plain()
    shown = loaded.titles.get(found.name, found.name)
    broken = [each for each in loaded.broken if each.file.stem == wanted]
    if broken:
        sentence = _("The theme {file} cannot be used. {reason} Shown instead: {shown}.")
        return found, sentence.format(file=broken[-1].file, reason=broken[-1].reason, shown=shown)
    if found.name != wanted:
        sentence = _("There is no theme {wanted}. Shown instead: {shown}.")
        return found, sentence.format(wanted=wanted, shown=shown)
    return found, ""


def _files(folders: Sequence[Path], broken: list[BrokenTheme]) -> list[Path]:
    files: list[Path] = []
    for folder in folders:
        try:
            found = [each for each in folder.iterdir() if each.suffix == ".toml"]
        except FileNotFoundError:
            continue
        except OSError as error:
            reason = _("The folder cannot be read: {why}.").format(why=error.strerror)
            broken.append(BrokenTheme(folder, reason))
            continue
        files += sorted(found)
    return files


def _plain() -> Theme:
    colours = {name: _BLACK if name in BACKGROUNDS else _WHITE for name in COLOURS}
    for place in ("accent", "field-focus"):
        colours |= {place: _WHITE, f"{place}-text": _BLACK}
    return textual_theme("plain", colours, dark=True)
