"""How wide text is on a printer's grid, and how it is cut into lines without losing any of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_SPACES = "\u00a0\u2007\u2009\u202f"
"""Spaces that printers' code pages lack or that must not vanish at a line's end."""
_STAND_IN = dict.fromkeys(map(ord, _SPACES), " ") | {
    ord("\N{MINUS SIGN}"): "-",
    ord("\N{NON-BREAKING HYPHEN}"): "-",
}
_NO_WIDTH = ("Mn", "Me", "Cf")
_CONTROLS = ("Cc", "Cs", "Zl", "Zp")


def printable(text: str) -> str:
    """Text without anything that a printer would take for a command.

    Control characters become spaces: a name typed elsewhere must not be able to cut the paper or
    open the drawer.
    """
    clean = text.translate(_STAND_IN)
    if clean.isprintable():
        return clean
    return "".join(" " if unicodedata.category(char) in _CONTROLS else char for char in clean)


def columns_of(text: str) -> int:
    """Columns that a text takes: two for wide characters, none for marks on another one."""
    return len(text) if text.isascii() else sum(map(_columns_of_one, text))


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns; every character but spaces at the breaks is kept.

    Breaks at spaces where possible, otherwise inside a word, never between a character and its
    marks. ``width`` is at least 2, so that every character fits.
    """
    lines: list[str] = []
    for word in printable(text).split():
        if lines and columns_of(lines[-1]) + 1 + columns_of(word) <= width:
            lines[-1] += " " + word
        else:
            lines.extend(_pieces(word, width))
    return lines or [""]


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word in pieces that fit; most words are one piece."""
    piece, used = "", 0
    for char in word:
        columns = _columns_of_one(char)
        if used + columns > width:
            yield piece
            piece, used = "", 0
        piece += char
        used += columns
    yield piece


def _columns_of_one(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
