"""Personal keys by name, in the one place where erasing finds them, in SQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from app.office.store.session import Row, Session

T = TypeVar("T")

_MARKS = 500
"""Values asked for in one statement."""


class SqlPersonalKeys(ABC):
    """What of the store is about them."""

    @abstractmethod
    def _write(self, work: Callable[[Session], T]) -> T:
        """One durable transaction over the journal."""

    @abstractmethod
    def _do(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        """One statement over the journal, durable when it returns."""

    @abstractmethod
    def _look(self, sql: str, parameters: Sequence[object]) -> list[Row]:
        """One statement that only reads the journal."""

    @abstractmethod
    def _read(self) -> AbstractContextManager[Session]:
        """One view of the journal."""

    def keep_keys(self, keys: Mapping[str, bytes]) -> None:
        """Keeps personal keys by name, the first of a name."""
        if keys:
            self._write(
                lambda session: session.many(
                    "INSERT INTO personal_key (name, key) VALUES (?, ?) "
                    "ON CONFLICT (name) DO NOTHING",
                    list(keys.items()),
                )
            )

    def personal_keys(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Those that are here."""
        found: list[Row] = []
        with self._read() as session:
            for start in range(0, len(names), _MARKS):
                some = names[start : start + _MARKS]
                marks = ", ".join("?" * len(some))
                found += session.rows(
                    f"SELECT name, key FROM personal_key WHERE name IN ({marks})", some
                )
        return {name: key for name, key in found if key}

    def forget_key(self, name: str) -> None:
        """Destroys a personal key, for good."""

        def work(session: Session) -> None:
            session.rows(
                "INSERT INTO personal_key (name, key) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET key = excluded.key",
                (name, b""),
            )
            session.rows("DELETE FROM held_key WHERE name = ?", (name,))

        self._write(work)
