"""Agents: what was set for them, what they may still sell, what they and the utility owe."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import agents as rules
from app.domain.agents import Commission, SoldSoFar, VendingLeft, VendingLimit
from app.domain.entries import Book
from app.domain.identity import EventId, Node, Operator, Stamp
from app.domain.quantity import Money
from app.ledger.projection.statements import execute
from app.ledger.queries import money
from app.ledger.queries.reading import first, value

_limit = msgspec.json.Decoder(VendingLimit)
_commission = msgspec.json.Decoder(Commission)

_AGENTS = "SELECT agent, holder, node, active FROM agent"
_USES = (
    "SELECT COALESCE(SUM(CASE WHEN cash > 0 THEN cash ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN cash < 0 THEN -cash ELSE 0 END), 0), "
    "COALESCE(SUM(sales), 0), COALESCE(SUM(commission), 0) FROM vending_use WHERE agent = ? AND "
)
_MONEY = (
    "SELECT COALESCE(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END), 0) "
    "FROM agent_money WHERE agent = ? AND "
)


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent. ``holder``: the operator whose cash is theirs; None: everybody's at ``node``."""

    agent: str
    holder: Operator | None
    node: Node
    active: bool


class AgentSums(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent did in some time."""

    paid_in: Money
    paid_back: Money
    sold: Money
    given_back: Money
    sales: int
    commission: Money


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """The last settlement of an agent."""

    event: EventId
    at: Stamp
    date: date
    number: int


def agents(db: Database) -> list[Agent]:
    """All of them by code, those no longer active among them."""
    return [_agent(row) for row in execute(db, f"{_AGENTS} ORDER BY agent")]


def agent(db: Database, code: str) -> Agent | None:
    """An agent by code."""
    row = first(db, f"{_AGENTS} WHERE agent = ?", (code,))
    return None if row is None else _agent(row)


def _agent(row: tuple[str, int | None, int, bool]) -> Agent:
    return Agent(agent=row[0], holder=row[1], node=row[2], active=bool(row[3]))


def agent_of(db: Database, node: Node, operator: Operator | None) -> str | None:
    """Whose cash an operator's drawer at a kiosk holds: their own, or the kiosk's agent."""
    found = value(
        db,
        "SELECT agent FROM agent WHERE active AND "
        "(holder = ? OR (holder IS NULL AND node = ?)) "
        "ORDER BY CASE WHEN holder IS NULL THEN 1 ELSE 0 END, agent LIMIT 1",
        (operator, node),
    )
    return None if found is None else str(found)


def vending_limit(db: Database, code: str) -> tuple[VendingLimit, Stamp]:
    """What an agent may sell beside the deposit, and when that was set; 0: never."""
    row = first(db, "SELECT body, at FROM vending_limit WHERE agent = ?", (code,))
    return (VendingLimit(), 0) if row is None else (_limit.decode(row[0]), int(row[1]))


def commission(db: Database, code: str) -> Commission:
    """What an agent earns; nothing where nothing was set."""
    body = value(db, "SELECT body FROM commission WHERE agent = ?", (code,))
    return Commission() if body is None else _commission.decode(body)


def position(db: Database, code: str) -> Money:
    """What the utility keeps for an agent; below zero: what the agent owes."""
    kept = -money.book_total(db, Book.AGENT_DEPOSIT, code)
    return kept - money.book_total(db, Book.AGENT_OWES, code)


def commission_due(db: Database, code: str) -> Money:
    """Commission that waits for the next settlement; below zero: too much was credited."""
    return -money.book_total(db, Book.COMMISSION_DUE, code)


def left(db: Database, code: str) -> VendingLeft:
    """What an agent may still sell."""
    limit, since = vending_limit(db, code)
    sold = 0
    if limit.sales is not None:
        sold = int(
            value(
                db,
                "SELECT COALESCE(SUM(sales), 0) FROM vending_use WHERE agent = ? AND at > ?",
                (code, since),
            )
        )
    return rules.left(code, position(db, code), limit, sold)


def sale_so_far(db: Database, sale: EventId) -> tuple[str, Commission, SoldSoFar] | None:
    """(agent, terms, what is left) of an agent's sale; None: no agent sold it."""
    rows = execute(
        db,
        "SELECT agent, terms, basis, commission, sales FROM vending_use WHERE sale = ? "
        "ORDER BY at, event",
        (sale.to_key(),),
    ).fetchall()
    sold = [row for row in rows if row[2] or row[3] or row[4]]
    if not sold:
        return None
    so_far = SoldSoFar(
        basis=sum(row[2] for row in sold),
        commission=sum(row[3] for row in sold),
        sales=sum(row[4] for row in sold),
    )
    return str(sold[0][0]), _commission.decode(sold[0][1]), so_far


def last_settlement(db: Database, code: str) -> Settlement | None:
    """The last one; None: there was none."""
    row = first(
        db,
        "SELECT event, at, date, number FROM agent_settlement WHERE agent = ? "
        "ORDER BY at DESC, event DESC LIMIT 1",
        (code,),
    )
    if row is None:
        return None
    return Settlement(
        event=EventId.from_key(row[0]),
        at=int(row[1]),
        date=date.fromisoformat(row[2]),
        number=int(row[3]),
    )


def sums_since(db: Database, code: str, after: Stamp) -> AgentSums:
    """What an agent did after a moment."""
    return _sums(db, "at > ?", (code, after))


def sums_between(db: Database, code: str, since: date, until: date) -> AgentSums:
    """What an agent did from one day to another, both among them."""
    return _sums(db, "date >= ? AND date <= ?", (code, since.isoformat(), until.isoformat()))


def _sums(db: Database, when: str, params: tuple[object, ...]) -> AgentSums:
    sold, given_back, sales, earned = execute(db, _USES + when, params).fetchone()
    paid_in, paid_back = execute(db, _MONEY + when, params).fetchone()
    return AgentSums(
        paid_in=int(paid_in),
        paid_back=int(paid_back),
        sold=int(sold),
        given_back=int(given_back),
        sales=int(sales),
        commission=int(earned),
    )
