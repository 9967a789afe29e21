"""What rules about names and keys ask of a database: a ledger's connection, or head office's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Found(Protocol):
    """Rows of a statement."""

    def fetchone(self) -> Any:  # noqa: ANN401  a driver's row
        """The next one; None where there is none."""

    def __iter__(self) -> Iterator[Any]:
        """All that are left."""


class Statements(Protocol):
    """Runs statements in the transaction that is open; parameters stand as ``?``."""

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> Found:
        """One statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:  # noqa: ANN401  nothing reads it
        """One statement for each row."""
