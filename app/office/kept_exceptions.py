"""The list of exceptions as it is kept: a page is read by its index, whatever lies behind it.

Written by :mod:`app.office.looking` alone, from what the tables say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger.projection.statements import all_rows, execute, execute_many
from app.ledger.queries.reading import value
from app.office.among import among
from app.office.exceptions import ExceptionKind, OfficeException, Settled


class Place(NamedTuple):
    """Where a page begins: behind this exception, in the order of the list."""

    since: str
    kind: str
    subject: str
    account: str


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which exceptions; all open ones where nothing is said."""

    kind: ExceptionKind | None = None
    node: Node | None = None
    """A kiosk that it is about."""
    settled: bool = False
    """Those that somebody ended."""


_START = Place("", "", "", "")
_COLUMNS = (
    "e.kind, e.subject, e.account, e.kiosks, e.amount, e.quantity, e.since, e.allocation, "
    "s.event, s.operator, s.reason"
)
_FROM = "FROM found_exception e"
_OF_KIOSK = (
    "FROM found_exception_kiosk k JOIN found_exception e "
    "ON e.account = k.account AND e.kind = k.kind AND e.subject = k.subject"
)
_ENDED = "LEFT JOIN exception_settled s ON s.kind = e.kind AND s.subject = e.subject"
_ONE = f"SELECT {_COLUMNS} {_FROM} {_ENDED} WHERE e.kind = ? AND e.subject = ?"
_ALL = f"SELECT {_COLUMNS} {_FROM} {_ENDED}"
_ADD = (
    "INSERT INTO found_exception (account, kind, subject, kiosks, amount, quantity, since, "
    "allocation, is_open) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_KIOSK = (
    "INSERT INTO found_exception_kiosk (account, kind, subject, node, since, is_open) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)


def place_of(one: OfficeException) -> Place:
    """Where the next page begins when it is the last of one."""
    return Place(one.since.isoformat(), one.kind.value, one.subject, one.account)


def page(
    db: Database, wanted: Wanted, most: int, after: Place | None = None
) -> list[OfficeException]:
    """The oldest first; ``after``: the place of the last one told."""
    return [_read(row) for row in all_rows(db, *statement(wanted, most, after))]


def statement(wanted: Wanted, most: int, after: Place | None = None) -> tuple[str, list[object]]:
    """The statement behind :func:`page`, with its parameters."""
    of, table = (_FROM, "e") if wanted.node is None else (_OF_KIOSK, "k")
    start = after or _START
    conditions, params = [f"{table}.is_open = +?"], [int(not wanted.settled)]
    order = ["since", "kind", "subject", "account"]
    bound: list[object] = [*params]
    if wanted.node is not None:
        conditions.insert(0, "k.node = +?")
        bound.insert(0, wanted.node)
    if wanted.kind is not None:
        conditions.append(f"{table}.kind = +?")
        bound.append(wanted.kind.value)
        order.remove("kind")
        start_values: tuple[str, ...] = (start.since, start.subject, start.account)
    else:
        start_values = start
    columns = ", ".join(f"{table}.{name}" for name in order)
    marks = ", ".join("?" * len(order))
    conditions.append(f"({columns}) > ({marks})")
    sql = (
        f"SELECT {_COLUMNS} {of} {_ENDED} WHERE {' AND '.join(conditions)} "
        f"ORDER BY {columns} LIMIT {most}"
    )
    return sql, [*bound, *start_values]


def count_open(db: Database, wanted: Wanted) -> int:
    """How many are open, without those that were ended a moment ago."""
    of, table = (_FROM, "e") if wanted.node is None else (_OF_KIOSK, "k")
    conditions, bound = [f"{table}.is_open = 1", "s.event IS NULL"], list[object]()
    if wanted.node is not None:
        conditions.append("k.node = ?")
        bound.append(wanted.node)
    if wanted.kind is not None:
        conditions.append(f"{table}.kind = ?")
        bound.append(wanted.kind.value)
    sql = f"SELECT count(*) {of} {_ENDED} WHERE {' AND '.join(conditions)}"
    return int(value(db, sql, bound))


def kept(db: Database, kind: ExceptionKind, subject: str) -> OfficeException | None:
    """One of them; None where it is not in the list."""
    rows = all_rows(db, _ONE, (kind.value, subject))
    return _read(rows[0]) if rows else None


def all_kept(db: Database) -> list[OfficeException]:
    """Every one, settled ones too."""
    return [_read(row) for row in all_rows(db, _ALL)]


def keep(
    db: Database, accounts: Sequence[str], found: Iterable[tuple[OfficeException, bool]]
) -> None:
    """Puts what was found of these accounts in the place of what is kept of them.

    ``found``: each with whether it is open.
    """
    theirs = among("account", accounts)
    for table in ("found_exception", "found_exception_kiosk"):
        execute(db, f"DELETE FROM {table} WHERE {theirs.sql}", theirs.params)  # noqa: S608  names of our tables
    rows, kiosks = [], []
    for one, is_open in found:
        key, last = (one.account, one.kind.value, one.subject), (one.since.isoformat(),)
        nodes = sorted(set(one.kiosks))
        said = ",".join(map(str, nodes))
        allocation = None if one.allocation is None else one.allocation.to_key()
        rows.append((*key, said, one.amount, one.quantity, *last, allocation, int(is_open)))
        kiosks += [(*key, node, *last, int(is_open)) for node in nodes]
    execute_many(db, _ADD, rows)
    execute_many(db, _ADD_KIOSK, kiosks)


def _read(row: tuple[Any, ...]) -> OfficeException:
    kind, subject, account, kiosks, amount, quantity, since, allocation, event, by, why = row
    ended = None
    if event is not None:
        ended = Settled(event=EventId.from_key(int(event)), operator=by, reason=str(why))
    return OfficeException(
        kind=ExceptionKind(kind),
        subject=str(subject),
        account=str(account),
        kiosks=tuple(int(node) for node in str(kiosks).split(",") if node),
        amount=int(amount),
        quantity=int(quantity),
        since=date.fromisoformat(since),
        allocation=None if allocation is None else EventId.from_key(int(allocation)),
        settled=ended,
    )
