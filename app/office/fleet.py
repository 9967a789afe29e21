"""All kiosks as head office sees them, by pages from the database, those with troubles apart.

What a kiosk said is as old as its last contact. Of its vending limit the tables know what has
arrived: what it sold since is in the numbers that it said itself.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from peewee import Database

from app.domain import allowance as rules
from app.domain.allowance import NOT_GRANTED, Allowance, AllowanceLeft, Takings
from app.domain.identity import Node
from app.ledger.projection.merging import Row
from app.ledger.projection.statements import all_rows
from app.ledger.queries.reading import value
from app.office.store.rows import Contact, EnrolmentState

_DAY = 86_400_000
_SILENT = 2 * _DAY
"""Milliseconds after which a kiosk counts as silent: over a Sunday one is."""
_CLOCK = 120_000
"""Milliseconds that a clock may differ: signing in elsewhere and reports bear that."""
_DAYS_LEFT = 3
_SHARE = 5
"""A limit of which less than a fifth is left runs out."""


class Trouble(enum.StrEnum):
    """What is wrong with a kiosk, the worst first; one that is barred is nobody's trouble."""

    SILENT = "silent"
    LIMIT = "limit"
    CLOCK = "clock"
    UNWELL = "unwell"
    """Its disk is full, or its clock cannot be trusted, by its own word."""
    PROGRAM = "program"
    """Of another release than head office."""
    REVOKED = "revoked"


class Order(enum.StrEnum):
    """By what a list stands."""

    TROUBLE = "trouble"
    NUMBER = "number"
    NAME = "name"
    CONTACT = "contact"
    """The one that was silent for longest first."""
    WAITING = "waiting"
    """The one with most to send first."""
    LIMIT = "limit"
    """The one whose limit ends first."""


class FleetAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which kiosks, and how they stand."""

    office: Node
    """Head office's own node, which is no kiosk."""
    now: int
    """Wall time, milliseconds."""
    today: date
    program: str
    """Release that kiosks should have: that of `serve`."""
    only: Trouble | None = None
    order: Order = Order.TROUBLE


class FleetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One kiosk."""

    node: Node
    name: str
    region: int
    site: str
    revoked: bool
    enrolled_at: int
    epoch: int
    events: int
    """Last event of the epoch that is here."""
    contact: Contact | None
    limit: AllowanceLeft
    trouble: Trouble | None
    """The worst."""


# Of a node's epochs the one in force alone is not fenced; to ask for the highest of each would take
# ten times as long.
_STANDING = """
FROM enrolment e
JOIN kiosk_epoch k ON k.node = e.node AND k.fenced = 0
LEFT JOIN contact c ON c.node = e.node
LEFT JOIN allowance a ON a.node = e.node AND a.epoch = k.epoch
LEFT JOIN takings t ON t.node = e.node AND t.epoch = k.epoch
WHERE e.node <> {office}
"""
_COLUMNS = (
    "e.node, e.name, e.region, e.site, e.state, e.enrolled_at, k.epoch, k.last_seq, c.said, "
    "a.serial, a.money, a.sales, a.until, a.cash_before, a.sales_before, t.cash, t.sales"
)
_LEFT_MONEY = "a.money - (coalesce(t.cash, 0) - a.cash_before)"
_LEFT_SALES = "a.sales - (coalesce(t.sales, 0) - a.sales_before)"
_HEARD = "coalesce(c.at, e.enrolled_at)"
_WRONG = {
    Trouble.SILENT: f"{_HEARD} < {{silent}}",
    Trouble.LIMIT: (
        f"(a.serial IS NULL OR a.until < '{{ends}}' OR ({_LEFT_MONEY}) * {_SHARE} < a.money "
        f"OR ({_LEFT_SALES}) * {_SHARE} < a.sales)"
    ),
    Trouble.CLOCK: f"abs(c.clock_offset) > {_CLOCK}",
    Trouble.UNWELL: "c.unwell = 1",
    Trouble.PROGRAM: "c.program <> ?",
}
"""By trouble, for a kiosk that is not barred."""
_BARRED = f"e.state = '{EnrolmentState.REVOKED}'"
_ORDERS = {
    Order.NUMBER: "e.node",
    Order.NAME: "e.name, e.node",
    Order.CONTACT: f"{_HEARD}, e.node",
    Order.WAITING: "coalesce(c.waiting, 0) DESC, e.node",
    Order.LIMIT: f"coalesce(({_LEFT_MONEY}), 0), e.node",
}


class Fleet:
    """Asks one view of the tables."""

    def __init__(self, db: Database, asked: FleetAsked) -> None:
        """``db``: in which the journal is found too."""
        self._db = db
        self._asked = asked
        ends = asked.today + timedelta(days=_DAYS_LEFT)
        self._said = {
            "office": asked.office,
            "silent": asked.now - _SILENT,
            "ends": ends.isoformat(),
        }

    def count(self) -> int:
        """How many there are."""
        where, of = self._where()
        return int(value(self._db, f"SELECT count(*) {where}", of))

    def page(self, skip: int, most: int) -> list[FleetRow]:
        """Some of them, in order."""
        where, of = self._where()
        rank, by_rank = self._rank()
        order = _ORDERS.get(self._asked.order, f"trouble, {_HEARD}, e.node")
        rows = all_rows(
            self._db,
            f"SELECT {_COLUMNS}, {rank} AS trouble {where} "
            f"ORDER BY {order} LIMIT {most} OFFSET {skip}",
            (*by_rank, *of),
        )
        return [_row(row) for row in rows]

    def kiosk(self, node: Node) -> FleetRow | None:
        """One of them."""
        rank, by_rank = self._rank()
        standing = _STANDING.format(**self._said)
        rows = all_rows(
            self._db,
            f"SELECT {_COLUMNS}, {rank} AS trouble {standing} AND e.node = ?",
            (*by_rank, node),
        )
        return _row(rows[0]) if rows else None

    def _where(self) -> tuple[str, Sequence[object]]:
        standing, only = _STANDING.format(**self._said), self._asked.only
        if only is None:
            return standing, ()
        if only is Trouble.REVOKED:
            return f"{standing} AND {_BARRED}", ()
        wrong, of = self._wrong(only)
        return f"{standing} AND NOT {_BARRED} AND {wrong}", of

    def _wrong(self, trouble: Trouble) -> tuple[str, Sequence[object]]:
        of = (self._asked.program,) if trouble is Trouble.PROGRAM else ()
        return _WRONG[trouble].format(**self._said), of

    def _rank(self) -> tuple[str, Sequence[object]]:
        """The worst trouble of each, as its place among them."""
        cases = [f"WHEN {_BARRED} THEN {len(_RANKS)}"]
        parameters: list[object] = []
        for trouble in _WRONG:
            wrong, of = self._wrong(trouble)
            cases.append(f"WHEN {wrong} THEN {_RANKS.index(trouble)}")
            parameters += of
        return f"CASE {' '.join(cases)} ELSE {len(_RANKS) - 1} END", parameters


_RANKS: tuple[Trouble | None, ...] = (*_WRONG, None)
"""Places of troubles; the last is that of kiosks that are well, and the barred come behind."""


def _row(row: Row) -> FleetRow:
    node, name, region, site, state, enrolled_at, epoch, events, said, *limit, place = row
    barred = state == EnrolmentState.REVOKED
    return FleetRow(
        node=int(node),
        name=str(name),
        region=int(region),
        site=str(site),
        revoked=barred,
        enrolled_at=int(enrolled_at),
        epoch=int(epoch),
        events=int(events),
        contact=None if said is None else msgspec.json.decode(bytes(said), type=Contact),
        limit=_left(limit),
        trouble=Trouble.REVOKED if barred else _RANKS[int(place)],
    )


def _left(found: Sequence[Any]) -> AllowanceLeft:
    serial, money, sales, until, cash_before, sales_before, cash, sold = found
    if serial is None:
        return NOT_GRANTED
    grant = Allowance(
        serial=int(serial),
        money=int(money),
        count=int(sales),
        until=date.fromisoformat(str(until)),
    )
    before = Takings(cash=int(cash_before), sales=int(sales_before))
    return rules.left(grant, before, Takings(cash=int(cash or 0), sales=int(sold or 0)))
