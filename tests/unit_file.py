"""systemd unit files, read for tests."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path


class UnitFile:
    """Sections and keys of a unit; a key that stands several times has several values."""

    def __init__(self, file: Path) -> None:
        self._values: dict[tuple[str, str], list[str]] = defaultdict(list)
        section = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                key, _equals, value = line.partition("=")
                self._values[section, key].append(value)

    def all(self, section: str, key: str) -> list[str]:
        return self._values[section, key]

    def one(self, section: str, key: str) -> str | None:
        """The value in force: the last; None if there is none."""
        return next(reversed(self._values[section, key]), None)

    def words(self, section: str, key: str) -> set[str]:
        return {word for value in self.all(section, key) for word in value.split()}
