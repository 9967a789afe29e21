"""What both databases can do inside a transaction, said the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from app.ledger.projection.table import Table

Row: TypeAlias = tuple[Any, ...]
"""A row as the driver gives it: whole numbers, texts, bytes, None."""


class Session(Protocol):
    """An open transaction. Parameters stand as ``?``."""

    locking: str
    """What makes a SELECT hold its rows until the end; nothing where one writes at a time."""

    skipping: str
    """What makes it hold rows too, but pass over those that somebody else holds."""

    def lock_table(self, name: str) -> None:
        """Nobody else has or gets a row of it until the end, for changing it."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a statement."""

    def many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """One statement for each row."""

    def add_new(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Adds rows of numbers and texts that are all key; those that are there stay."""

    def add_events(
        self, node: int, epoch: int, first: int, bodies: Sequence[bytes], hashes: Sequence[bytes]
    ) -> None:
        """Adds to journal_event in the fastest way that there is."""

    def add_images(self, node: int, images: Mapping[bytes, bytes]) -> None:
        """Adds to plan_image those that are not there, by digest, likewise."""

    def write_rows(self, rows: Mapping[Table, Sequence[Row]], prefix: str) -> None:
        """Takes projected rows in, all or nothing. Raises RowsRefused."""
