"""One theme file, read and checked."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Annotated

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _
from app.widgets.contrast import contrast
from app.widgets.theme_colours import (
    BACKGROUNDS,
    COLOURS,
    CONSOLE_BACKGROUNDS,
    CONSOLE_PALETTE,
    in_bold,
    seen_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LONGEST_FILE = 65_536
"""Bytes; a theme takes about one thousand."""
_FILE_NAME = re.compile(r"[a-z0-9-]+")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class ThemeRefused(TapcardError):
    """A file that cannot be used as a theme; the message says why."""

    code = "theme"


class ThemeFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a theme file says."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
    """As people see it."""
    dark: bool
    """Whether text is lighter than what is behind it."""
    console: bool = False
    """Whether it keeps to what a Linux console can show."""
    colours: dict[str, str]
    """The closed table, each ``#rrggbb`` in small letters."""


def read_theme(file: Path) -> ThemeFile:
    """The theme in ``file``, checked. Raises ThemeRefused, and nothing else."""
    if not _FILE_NAME.fullmatch(file.stem):
        raise _refused(_("Its file name needs small letters, digits and hyphens only."))
    theme = _decode(_content(file))
    for check in _CHECKS:
        check(theme)
    return theme


def _content(file: Path) -> bytes:
    try:
        if not file.is_file():  # a pipe would never end
            raise _refused(_("It is not a file."))
        with file.open("rb") as opened:
            content = opened.read(_LONGEST_FILE + 1)
    except OSError as error:
        raise _refused(_("It cannot be read: {why}.").format(why=error.strerror)) from error
    if len(content) > _LONGEST_FILE:
        raise _refused(_("It is too long for a theme."))
    return content


def _decode(content: bytes) -> ThemeFile:
    try:
        written = msgspec.toml.decode(content, type=ThemeFile)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _refused(_("It cannot be read: {why}.").format(why=str(error).rstrip("."))) from error
    colours = {name: colour.lower() for name, colour in written.colours.items()}
    return msgspec.structs.replace(written, colours=colours)


def _complete(theme: ThemeFile) -> None:
    missing = [name for name in COLOURS if name not in theme.colours]
    if missing:
        sentence = _("It has no colour for {names}.")
        raise _refused(sentence.format(names=", ".join(missing)))


def _closed(theme: ThemeFile) -> None:
    for name in theme.colours:
        if name not in COLOURS:
            near = difflib.get_close_matches(name, COLOURS, n=1, cutoff=0)[0]
            sentence = _("There is no colour named {name}; perhaps {near} is meant.")
            raise _refused(sentence.format(name=name, near=near))


def _coloured(theme: ThemeFile) -> None:
    for name, colour in theme.colours.items():
        if not _COLOUR.fullmatch(colour):
            sentence = _('{name} = "{colour}" is not a colour such as "#0b7a86".')
            raise _refused(sentence.format(name=name, colour=colour))


def _for_the_console(theme: ThemeFile) -> None:
    if not theme.console:
        return
    for name, colour in theme.colours.items():
        if colour not in CONSOLE_PALETTE:
            sentence = _("{name} = {colour} is not one of the console's sixteen colours.")
            raise _refused(sentence.format(name=name, colour=colour))
        if name in BACKGROUNDS and colour not in CONSOLE_PALETTE[:CONSOLE_BACKGROUNDS]:
            sentence = _("{name} = {colour} is not one of the console's eight backgrounds.")
            raise _refused(sentence.format(name=name, colour=colour))


def _legible(theme: ThemeFile) -> None:
    for name, behind, least in seen_pairs():
        shown, background = theme.colours[name], theme.colours[behind]
        ratio = contrast(shown, background)
        if theme.console and name not in BACKGROUNDS:
            ratio = min(ratio, contrast(in_bold(shown), background))
        if ratio < least:
            sentence = _("{name} on {behind} is hard to see: contrast {ratio:.1f}, needed {least}.")
            raise _refused(sentence.format(name=name, behind=behind, ratio=ratio, least=least))


_CHECKS: tuple[Callable[[ThemeFile], None], ...] = (
    _closed,
    _complete,
    _coloured,
    _for_the_console,
    _legible,
)
"""In the order in which a person would mend them."""


def _refused(reason: str) -> ThemeRefused:
    return ThemeRefused(reason, _("Correct the file, or choose another theme."))
