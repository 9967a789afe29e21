"""Values of a small settings file, and what to say where one does not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from app.settings.errors import SettingsError, missing_key, refused_value
from app.settings.files import Source

_HEXADECIMAL = re.compile(r"([0-9A-Fa-f]{2}:?){32}")


class KeyReading:
    """Keys ``section.name`` of one file."""

    def __init__(self, source: Source, expected: Mapping[str, str]) -> None:
        """``expected``: what each key takes, as the remedy of a refusal."""
        self._source = source
        self._expected = expected

    def text(self, key: str, default: str | None = None) -> str:
        """A line of text. Raises SettingsError."""
        found = self._found(key, default)
        if not isinstance(found, str) or not found.isprintable() or (not found and default is None):
            raise self.refused(key, found)
        return found

    def number(self, key: str, least: int, most: int) -> int:
        """A number in a range. Raises SettingsError."""
        found = self._found(key, None)
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            raise self.refused(key, found)
        return found

    def digits(self, key: str, default: str | None = None) -> str:
        """32 bytes in hexadecimal. Raises SettingsError."""
        found = self.text(key, default)
        if found and not _HEXADECIMAL.fullmatch(found):
            raise self.refused(key, found)
        return found

    def url(self, key: str, schemes: tuple[str, ...], default: str | None = None) -> str:
        """An address with a host and nothing behind it. Raises SettingsError."""
        found = self.text(key, default)
        if not found:
            return found
        try:
            parts = urlsplit(found)
            usable = bool(parts.hostname) and parts.scheme in schemes and parts.port != 0
        except ValueError:
            usable = False
        if not usable or " " in found or parts.query or parts.fragment:
            raise self.refused(key, found)
        return found

    def refused(self, key: str, value: object) -> SettingsError:
        """The error for a value that cannot be used."""
        return refused_value(self._source.file, key, value, self._expected[key])

    def _found(self, key: str, default: str | None) -> object:
        section, name = key.split(".")
        found: object = self._source.tables.get(section, {}).get(name, default)
        if found is None:
            raise missing_key(self._source.file, key, self._expected[key])
        return found
