"""The store where one setting says that it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.text import _
from app.office.store.errors import StoreError
from app.office.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from app.office.store.contract import Store

POSTGRES = ("postgresql://", "postgres://")


class NoPostgres(StoreError):
    """The library that speaks to PostgreSQL is not installed."""

    code = "no_postgres"

    def __init__(self) -> None:
        super().__init__(
            _("This installation cannot speak to PostgreSQL."),
            _("Install it with `pip install tapcard[office]`, or name a folder instead."),
        )


def open_store(place: str) -> Store:
    """``place``: a folder (SQLite), or an address ``postgresql://...`` as libpq takes it.

    Made where there is nothing. Raises StoreUnavailable, StoreUnsafe, StoreNewer, NoPostgres, and
    with SQLite the errors of a ledger's file.
    """
    if not place.startswith(POSTGRES):
        return SqliteStore(Path(place))
    try:
        from app.office.store.postgres import PostgresStore  # only a fleet needs the library
    except ImportError as error:
        raise NoPostgres from error
    return PostgresStore(place)
