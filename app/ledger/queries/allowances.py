"""What head office granted a counter, and what is left of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain import allowance as rules
from app.domain.accounts import SERIAL_AND_CHECK, Block
from app.domain.allowance import NOT_GRANTED, Allowance, AllowanceLeft, Takings
from app.domain.allowance_rule import AllowanceRule
from app.domain.entries import Book
from app.domain.identity import EventId, Node
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first, keys_of, value

_rule = msgspec.json.Decoder(AllowanceRule)


class RuleSet(NamedTuple):
    """A rule in force."""

    event: EventId
    """That set it, and says who did."""
    rule: AllowanceRule | None
    """None: by hand."""


def granted(db: Database, kiosk: Node, epoch: int) -> list[Allowance]:
    """All grants that are known, the first one first."""
    rows = execute(
        db,
        "SELECT serial, money, sales, until, cash_since, sales_since FROM allowance_grant "
        "WHERE kiosk = ? AND epoch = ? ORDER BY serial",
        (kiosk, epoch),
    )
    return [_allowance(*row) for row in rows]


def rules_set(db: Database) -> dict[Node | None, RuleSet]:
    """By which rule head office grants by itself: to each counter, and (None) to all others."""
    rows = execute(db, "SELECT kiosk, event, rule FROM allowance_rule ORDER BY kiosk")
    return {
        kiosk or None: RuleSet(
            EventId.from_key(int(event)), None if rule is None else _rule.decode(rule)
        )
        for kiosk, event, rule in rows
    }


def takings_accounted(db: Database, node: Node, epoch: int) -> Takings:
    """What a counter took in an epoch, without the cash of shifts that nobody counted yet."""
    known = takings(db, node, epoch)
    open_cash = value(
        db,
        "SELECT SUM(amount) FROM shift_book WHERE book = ? AND shift IN ("
        "SELECT id FROM shift WHERE id BETWEEN ? AND ? "
        "AND closed_at IS NULL AND opened_at IS NOT NULL)",
        (str(Book.DRAWER.value), *keys_of(node)),
    )
    floats = value(
        db,
        "SELECT SUM(float_cash) FROM shift WHERE id BETWEEN ? AND ? "
        "AND closed_at IS NULL AND opened_at IS NOT NULL",
        keys_of(node),
    )
    uncounted = int(open_cash or 0) - int(floats or 0)
    return Takings(cash=known.cash - max(0, uncounted), sales=known.sales)


def in_force(db: Database, node: Node, epoch: int) -> int:
    """Serial of the grant that a counter goes by; 0 for none."""
    found = _taken(db, node, epoch)
    return 0 if found is None else found[0].serial


def takings(db: Database, node: Node, epoch: int) -> Takings:
    """What a counter took in an epoch."""
    row = first(db, "SELECT cash, sales FROM takings WHERE node = ? AND epoch = ?", (node, epoch))
    return Takings() if row is None else Takings(cash=int(row[0]), sales=int(row[1]))


def left(db: Database, node: Node, epoch: int, without: Takings | None = None) -> AllowanceLeft:
    """What a counter may still sell; ``without``: as it stood before this was taken."""
    found = _taken(db, node, epoch)
    if found is None:
        return NOT_GRANTED
    now = takings(db, node, epoch)
    if without is not None:
        now = Takings(cash=now.cash - without.cash, sales=now.sales - without.sales)
    return rules.left(found[0], found[1], now)


def blocks(db: Database, kiosk: Node, epoch: int) -> list[Block]:
    """Account numbers that a counter may give in an epoch, in order."""
    rows = execute(
        db,
        "SELECT site, first, last FROM number_block WHERE kiosk = ? AND epoch = ? ORDER BY first",
        (kiosk, epoch),
    )
    return [Block(site=str(site), first=int(begin), last=int(last)) for site, begin, last in rows]


def last_serial(db: Database, site: str, epoch: int) -> int:
    """The highest serial of the account numbers with this prefix and epoch; 0 for none."""
    prefix = f"{site.lstrip('0')}{epoch:02d}"
    found = value(
        db,
        "SELECT MAX(account) FROM account "
        "WHERE account > ? AND account < ? AND LENGTH(account) = ?",
        (prefix, f"{prefix}:", len(prefix) + SERIAL_AND_CHECK),
    )
    return 0 if found is None else int(found[len(prefix) : -1])


def _taken(db: Database, node: Node, epoch: int) -> tuple[Allowance, Takings] | None:
    row = first(
        db,
        "SELECT serial, money, sales, until, cash_before, sales_before FROM allowance "
        "WHERE node = ? AND epoch = ?",
        (node, epoch),
    )
    if row is None:
        return None
    return _allowance(*row[:4]), Takings(cash=int(row[4]), sales=int(row[5]))


def _allowance(
    serial: int,
    money: int,
    count: int,
    until: str,
    cash_since: int | None = None,
    sales_since: int | None = None,
) -> Allowance:
    since = None
    if cash_since is not None and sales_since is not None:
        since = Takings(cash=int(cash_since), sales=int(sales_since))
    return Allowance(
        serial=int(serial),
        money=int(money),
        count=int(count),
        until=date.fromisoformat(until),
        since=since,
    )
