"""Stretches of a village's journal, made by the real operations: what a counter really sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.ledger.checkpoint import Signer
from app.ledger.database import connection_of, open_snapshot
from app.ledger.stretches import images_of
from app.simulator.village.builder import build_planned
from app.simulator.village.plan import village_plan
from app.sync.reading_runs import Found, read_run

_UNTIL = date(2026, 11, 26)
_DAYS = 36
_ACCOUNTS = 500
_SEED = 5
"""Another village than the one that the dictionary was trained on."""


@dataclass(frozen=True)
class Sales:
    """A stretch with so many complete sales."""

    count: int
    found: Found
    images: list[bytes]
    """Of all its plans, closed ones too."""


class Village:
    """The ledger, closed."""

    def __init__(self, folder: Path) -> None:
        """Makes it."""
        self._ledger = folder / "village.db"
        build_planned(
            self._ledger,
            village_plan(_SEED, _UNTIL, accounts=_ACCOUNTS, first=_UNTIL - timedelta(days=_DAYS)),
        )

        self.signer = Signer.load(self._ledger)

    def last_sales(self, count: int) -> Sales:
        """The stretch behind everything else that holds so many."""
        database = open_snapshot(self._ledger)
        try:
            connection = connection_of(database)
            loaded: list[Any] = connection.execute(
                "SELECT node, epoch, seq FROM journal_event "
                'WHERE instr(body, CAST(\'"type":"purchase_loaded"\' AS BLOB)) '
                "ORDER BY seq DESC LIMIT ?",
                (count + 1,),
            ).fetchall()
            node, epoch, last = loaded[0]
            first = loaded[count][2] + 1
            found = read_run(database, node, epoch, first, last)
            return Sales(count, found, images_of(connection, found.run.bodies))
        finally:
            database.close()
