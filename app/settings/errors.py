"""The one error of settings, and how a key and a value are shown in it."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING

from app.domain.errors import TapcardError
from app.domain.text import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LONGEST_SHOWN = 80


class SettingsError(TapcardError):
    """A settings file is missing or unreadable, or says what cannot be used.

    ``file``, ``key`` (dotted) and ``value`` (as written) name the place; None or empty where there
    is no such place.
    """

    code = "settings"

    def __init__(
        self, message: str, remedy: str, *, file: Path | None = None, key: str = "", value: str = ""
    ) -> None:
        super().__init__(message, remedy)
        self.file = file
        self.key = key
        self.value = value


def refused_value(file: Path, key: str, value: object, remedy: str) -> SettingsError:
    """The refusal of a value; ``remedy`` says what the key takes."""
    written = _written(value)
    message = _("{file}: {key} = {value} cannot be used.").format(file=file, key=key, value=written)
    return SettingsError(message, remedy, file=file, key=key, value=written)


def missing_key(file: Path, key: str, remedy: str) -> SettingsError:
    """The refusal of a file that leaves out what has no default."""
    return SettingsError(
        _("{file}: {key} is missing.").format(file=file, key=key), remedy, file=file, key=key
    )


def unknown_key(file: Path, key: str, value: object, known: Sequence[str]) -> SettingsError:
    """The refusal of a key that does not exist, with the one that was perhaps meant."""
    name, written = plain(key), _written(value)
    message = _("{file}: {key} = {value}: there is no such key.").format(
        file=file, key=name, value=written
    )
    return SettingsError(message, _suggestion(name, known), file=file, key=name, value=written)


def _suggestion(name: str, known: Sequence[str]) -> str:
    section, _dot, last = name.rpartition(".")
    candidates = (
        [each for each in known if each.endswith(f".{last}")]
        or [each for each in known if each.startswith((f"{section}.", f"{name}."))]
        or difflib.get_close_matches(name, known)
    )
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=0)
    if not near:
        return _("Known keys: {keys}.").format(keys=", ".join(known))
    return _("Did you mean {key}? It stands under [{section}].").format(
        key=near[0], section=near[0].partition(".")[0]
    )


def plain(text: object) -> str:
    """Text on one line that cannot disturb a terminal, cut to 80 characters."""
    line = "".join(letter if letter.isprintable() else "?" for letter in str(text))
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def _written(value: object) -> str:
    """A value about as it stands in the file."""
    try:
        return plain(json.dumps(value, ensure_ascii=False, default=str))
    except (ValueError, RecursionError):  # numbers and nestings without end
        return f"<{type(value).__name__}>"
