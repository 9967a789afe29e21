"""Sales at a tariff that was not in force any more: the new one reached the counter too late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.domain.tariff.in_force import in_force
from app.domain.tariff.revision import TariffRevision
from app.ledger.projection.statements import query
from app.ledger.queries.settings import joined_at, revisions

_SOLD = (
    "SELECT id, allocation, account, date, total, breakdown FROM purchase "
    "WHERE date >= ? AND date <= ? AND breakdown IS NOT NULL AND (id, allocation) > (?, ?) "
    "ORDER BY id, allocation LIMIT ?"
)
_PAGE = 1000
_SOLD_TO = (
    "SELECT id, allocation, account, date, total, breakdown FROM purchase "
    "WHERE account = ? AND breakdown IS NOT NULL ORDER BY id, allocation"
)


class _Priced(msgspec.Struct):
    """What of a breakdown says which tariff it was."""

    tariff_class: int
    revision: int


class SoldAtOldTariff(msgspec.Struct, frozen=True, kw_only=True):
    """A sale that stands, and is reported. By event; one row for each meter."""

    purchase: EventId
    account: str
    date: date
    total: Money
    """What was paid."""
    tariff_class: int
    revision: int
    """At which it was sold."""
    due: int
    """Revision that was in force on the day."""


_priced = msgspec.json.Decoder(_Priced)


def sold_at_old_tariff(db: Database, since: date, until: date) -> list[SoldAtOldTariff]:
    """Sales of these days for which an older revision than the one in force was taken.

    By what is known here now: a withdrawn revision was never due, and one that was entered after
    its own first day was. What a counter sold before it joined head office, it sold at its own.
    """
    found: list[SoldAtOldTariff] = []
    joined = joined_at(db)
    known: dict[int, list[TariffRevision]] = {}
    after, days = (-1, -1), (since.isoformat(), until.isoformat())
    while rows := query(db, _SOLD, (*days, *after, _PAGE)).fetchall():
        after = rows[-1][:2]
        found += filter(None, (_late(db, known, row) for row in _joined(rows, joined)))
    return found


def sold_at_old_tariff_to(db: Database, accounts: Iterable[str]) -> Iterator[SoldAtOldTariff]:
    """The same of all that these accounts bought."""
    joined = joined_at(db)
    known: dict[int, list[TariffRevision]] = {}
    for account in accounts:
        rows = query(db, _SOLD_TO, (account,)).fetchall()
        yield from filter(None, (_late(db, known, row) for row in _joined(rows, joined)))


def _joined(rows: list[tuple[Any, ...]], joined: dict[Node, int]) -> Iterator[tuple[Any, ...]]:
    """Those that were sold at head office's revisions."""
    return (row for row in rows if row[0] > joined.get(EventId.from_key(row[0]).node, 0))


def _late(
    db: Database, known: dict[int, list[TariffRevision]], row: tuple[Any, ...]
) -> SoldAtOldTariff | None:
    id, _allocation, account, day, total, breakdown = row
    priced, sold = _priced.decode(breakdown), date.fromisoformat(day)
    if priced.tariff_class not in known:
        known[priced.tariff_class] = revisions(db, priced.tariff_class)
    due = in_force(known[priced.tariff_class], sold)
    if due is None or due.revision <= priced.revision:
        return None
    return SoldAtOldTariff(
        purchase=EventId.from_key(id),
        account=account,
        date=sold,
        total=total,
        tariff_class=priced.tariff_class,
        revision=priced.revision,
        due=due.revision,
    )
