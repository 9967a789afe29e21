"""A store by the place where it stands."""

from __future__ import annotations

from pathlib import Path

from app.office.store.contract import Store
from app.office.store.postgres import PostgresStore
from app.office.store.sqlite import SqliteStore


def opened(where: Path | str) -> Store:
    """A folder or a DSN; made where there is nothing."""
    return SqliteStore(where) if isinstance(where, Path) else PostgresStore(where)
