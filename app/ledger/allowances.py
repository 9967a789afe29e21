"""How an enrolled counter takes up what head office lets it sell, and counts wrong codes.

A counter is enrolled where it has pinned head office's keys; any other has no limit of this kind.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.domain.allowance import Allowance, taken_up
from app.domain.identity import EventId, Node, Operator
from app.ledger import exchange
from app.ledger.database import connection_of
from app.ledger.events.allowances import AllowanceTaken
from app.ledger.queries import allowances


class Appending(Protocol):
    """As much of a transaction as is needed here."""

    @property
    def db(self) -> Any:  # noqa: ANN401  a peewee database, with another name in each transaction
        """The tables, as they stand in it."""
        ...

    def append(
        self,
        event: AllowanceTaken,
        *,
        operator: Operator | None = None,
        request: str | None = None,
    ) -> EventId:
        """Puts the event at the end of the journal."""
        ...


class Tries(NamedTuple):
    """Wrong codes since the last grant was taken up."""

    failures: int
    locked_until: int
    """Milliseconds since 1970 UTC; no code counts before that."""


def is_enrolled(db: Database) -> bool:
    """Whether this counter believes a head office, and so sells no more than that lets it."""
    return exchange.office_keys(db) is not None


def take_up_grant(tx: Appending, node: Node, epoch: int) -> EventId | None:
    """Goes by the newest grant that a feed brought, where it is newer than the one in force."""
    grant = taken_up(
        allowances.in_force(tx.db, node, epoch), allowances.granted(tx.db, node, epoch)
    )
    return None if grant is None else take_up(tx, grant, node, epoch)


def take_up(
    tx: Appending,
    grant: Allowance,
    node: Node,
    epoch: int,
    *,
    typed: bool = False,
    operator: Operator | None = None,
    request: str | None = None,
) -> EventId:
    """Goes by this grant from now on; wrong codes are forgotten."""
    before = grant.since or allowances.takings(tx.db, node, epoch)
    event = AllowanceTaken(
        serial=grant.serial,
        money=grant.money,
        count=grant.count,
        until=grant.until,
        typed=typed,
        cash_before=before.cash,
        sales_before=before.sales,
    )
    connection_of(tx.db).execute("DELETE FROM allowance_try")
    return tx.append(event, operator=operator, request=request)


def tries(db: APSWDatabase) -> Tries:
    """So far."""
    row = connection_of(db).execute("SELECT failures, locked_until FROM allowance_try").fetchone()
    return Tries(0, 0) if row is None else Tries(*row)


def note_try(db: APSWDatabase, locked_until: int) -> None:
    """Counts a try, before it is known to be wrong: a power cut must not give a free one."""
    connection_of(db).execute(
        "INSERT INTO allowance_try (one, failures, locked_until) VALUES (1, 1, ?) "
        "ON CONFLICT (one) DO UPDATE SET failures = failures + 1, "
        "locked_until = excluded.locked_until",
        (locked_until,),
    )
