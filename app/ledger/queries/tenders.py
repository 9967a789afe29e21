"""Money that is not cash: what a counter takes, whose reference paid already, what is not known."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.domain.quantity import Money
from app.domain.sales import TenderKind
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first, keys_of, value

_TAKEN = "SELECT setter, kind, taken FROM tender_kind WHERE setter IN (0, ?) ORDER BY setter"

LIVE = (
    "(t.outcome OR t.event = COALESCE("
    "(SELECT c.event FROM tender_correction c WHERE c.purchase = t.sale), t.sale))"
)
"""Of a tender ``t``: whether it counts, or a correction says otherwise since."""

# A terminal's approval code comes again by chance on another day: it must differ within a shift.
_USED = (
    "SELECT t.sale, t.account, t.date FROM tender t "  # noqa: S608  a condition of ours
    f"WHERE t.kind = ? AND t.reference = ? AND t.sale <> ? AND {LIVE} "
    "AND (t.kind <> 'card' OR t.shift = ?) ORDER BY t.event LIMIT 1"
)
_UNSETTLED = (
    "SELECT t.sale, t.line, t.kind, t.amount, t.account, t.date, t.shift FROM tender t "  # noqa: S608
    f"WHERE t.reference IS NULL AND {LIVE} AND NOT EXISTS (SELECT 1 FROM tender_outcome o "
    "WHERE o.sale = t.sale AND o.line = t.line) "
)
_IN_CASH = (
    "SELECT COALESCE((SELECT SUM(to_cash) FROM refund WHERE purchase = ?), 0) "
    "+ COALESCE((SELECT SUM(to_cash) FROM credit_share WHERE purchase = ?), 0)"
)


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """A reference, and what it paid for first."""

    kind: TenderKind
    reference: str
    sale: EventId
    account: str
    """Empty for a payer without one."""
    day: date


class Unconfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """A payment of which nobody has said yet whether it came."""

    sale: EventId
    line: int
    kind: TenderKind
    amount: Money
    account: str
    day: date
    shift: EventId
    """The one that took it."""


def taken_here(db: Database, node: Node) -> frozenset[TenderKind]:
    """What a counter takes beside cash and account balance; head office's word is the last."""
    said: dict[str, bool] = {}
    for _setter, kind, taken in execute(db, _TAKEN, (node,)).fetchall():
        said.setdefault(kind, bool(taken))
    return frozenset(TenderKind(kind) for kind, taken in said.items() if taken)


def taken_somewhere(db: Database) -> frozenset[TenderKind]:
    """What some counter takes beside cash and account balance."""
    rows = execute(db, "SELECT DISTINCT kind FROM tender_kind WHERE taken").fetchall()
    return frozenset(TenderKind(kind) for (kind,) in rows)


def use_of(
    db: Database,
    kind: TenderKind,
    reference: str,
    *,
    shift: EventId | None,
    but_for: EventId | None = None,
) -> Use | None:
    """What a reference paid for, as far as is known here; ``but_for``: not counting that sale."""
    params = (
        kind.value,
        reference,
        0 if but_for is None else but_for.to_key(),
        0 if shift is None else shift.to_key(),
    )
    row = first(db, _USED, params)
    if row is None:
        return None
    return Use(
        kind=kind,
        reference=reference,
        sale=EventId.from_key(row[0]),
        account=str(row[1]),
        day=date.fromisoformat(row[2]),
    )


def unconfirmed_at(db: Database, node: Node) -> list[Unconfirmed]:
    """What a counter took, oldest first."""
    rows = execute(
        db, f"{_UNSETTLED}AND t.event BETWEEN ? AND ? ORDER BY t.event, t.line", keys_of(node)
    )
    return [_unconfirmed(row) for row in rows.fetchall()]


def unconfirmed_of(db: Database, sale: EventId) -> list[Unconfirmed]:
    """Of one sale."""
    rows = execute(db, f"{_UNSETTLED}AND t.sale = ? ORDER BY t.line", (sale.to_key(),))
    return [_unconfirmed(row) for row in rows.fetchall()]


def unconfirmed_by(db: Database, account: str) -> list[Unconfirmed]:
    """Of whatever one account paid for, oldest first."""
    rows = execute(db, f"{_UNSETTLED}AND t.account = ? ORDER BY t.event, t.line", (account,))
    return [_unconfirmed(row) for row in rows.fetchall()]


def refunded_in_cash(db: Database, sale: EventId) -> Money:
    """What of a payment went out of drawers already, for loads taken off or credit in meters."""
    return int(value(db, _IN_CASH, (sale.to_key(), sale.to_key())) or 0)


def _unconfirmed(row: tuple[object, ...]) -> Unconfirmed:
    sale, line, kind, amount, account, day, shift = row
    return Unconfirmed(
        sale=EventId.from_key(int(str(sale))),
        line=int(str(line)),
        kind=TenderKind(str(kind)),
        amount=int(str(amount)),
        account=str(account),
        day=date.fromisoformat(str(day)),
        shift=EventId.from_key(int(str(shift))),
    )
