"""Purchases as an inquiry finds them, newest first; pages go by key.

A filter that few purchases have finds them by an index of its own; the others are looked at on
what that brings.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Operator
from app.domain.quantity import Money
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import LARGEST_KEY


class ReceiptPlace(NamedTuple):
    """A receipt number in its series."""

    node: int
    epoch: int
    number: int


class PurchaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which purchases; all where nothing is said."""

    receipt: ReceiptPlace | None = None
    account: str | None = None
    card: bytes | None = None
    meter: str | None = None
    amount: Money | None = None
    """Price of the purchase, exactly."""
    operator: Operator | None = None
    region: int | None = None
    since: date | None = None
    until: date | None = None
    """Last day."""


class PurchasePlace(NamedTuple):
    """Where a page begins: before this purchase, newest first."""

    date: str
    id: int
    allocation: int


class FoundPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase in a list."""

    id: EventId
    allocation: EventId
    account: str
    number: int
    date: date
    kind: UtilityKind
    quantity: int
    money: Money
    """Credit in money, of a meter that counts it; else 0."""
    total: Money
    operator: Operator | None
    serial: bytes
    meter: str
    """Empty while its allocation has not arrived here."""
    loaded: EventId | None
    """The event that proved it on its card."""
    receipt: int | None
    slip: int | None
    """Number of the slip "payment taken, not on card", where one was given."""
    given_back: bool
    """It never reached its card; its money went back, or goes."""
    refund_cancelled: bool
    """The load is off the card."""
    refund_paid: bool


_COLUMNS = (
    "purchase.id, purchase.allocation, purchase.account, purchase.number, purchase.date, "
    "purchase.kind, purchase.quantity, purchase.money, purchase.total, purchase.operator, "
    "purchase.serial, COALESCE((SELECT value FROM allocation_field WHERE "
    "allocation_field.allocation = purchase.allocation AND field = 'meter'), allocation.meter), "
    "plan.outcome, plan.closed_by, plan.receipt, plan.slip, refund.cancelled, refund.paid"
)
_REFUND = (
    "SELECT MAX(standing.id) FROM refund standing WHERE standing.purchase = purchase.id "
    "AND standing.allocation = purchase.allocation AND NOT EXISTS (SELECT 1 FROM plan decided "
    "WHERE decided.subject = standing.id AND decided.outcome = 'not_written')"
)
_FOUND = (
    f"SELECT {_COLUMNS} FROM purchase "  # noqa: S608  constants of this module
    "JOIN plan ON plan.id = COALESCE((SELECT MAX(renewal.id) FROM plan renewal WHERE "
    "renewal.subject = purchase.id AND renewal.renews IS NOT NULL), purchase.id) "
    "LEFT JOIN allocation ON allocation.id = purchase.allocation "
    f"LEFT JOIN refund ON refund.id = ({_REFUND}) "
    "WHERE (purchase.date, purchase.id, purchase.allocation) < (?, ?, ?)"
)
_ORDER = "ORDER BY purchase.date DESC, purchase.id DESC, purchase.allocation DESC LIMIT ?"
_END = PurchasePlace("9999-99-99", 0, 0)
_BY_RECEIPT = (
    "purchase.id = (SELECT plan.subject FROM receipt JOIN plan "
    "ON plan.receipt = receipt.number AND plan.closed_by = receipt.event "
    "WHERE receipt.node = ? AND receipt.epoch = ? AND receipt.number = ? "
    "AND receipt.kind = 'purchase_loaded')"
)
_BY_METER = (
    "{0}purchase.allocation IN (SELECT id FROM allocation named WHERE named.meter = ? UNION "
    "SELECT corrected.allocation FROM allocation_field corrected WHERE corrected.value = ? "
    "AND corrected.field = 'meter')"
)


def purchases(
    db: Database, which: PurchaseFilter, most: int, before: PurchasePlace | None = None
) -> list[FoundPurchase]:
    """Purchases, newest first, at most ``most``; ``before``: the place of the last one told."""
    sql, params = statement(which, most, before)
    return [_found(*row) for row in execute(db, sql, params)]


def statement(
    which: PurchaseFilter, most: int, before: PurchasePlace | None = None
) -> tuple[str, list[object]]:
    """The statement behind :func:`purchases`, with its parameters."""
    start = before or _END
    if which.until is not None:
        start = min(start, PurchasePlace(which.until.isoformat(), LARGEST_KEY, LARGEST_KEY))
    conditions, params = list[str](), list[object](start)
    for condition, values in _conditions(which):
        # The first one has the index; a plus keeps the others off theirs.
        conditions.append(condition.format("+" if conditions else ""))
        params += values
    if which.since is not None:
        conditions.append("purchase.date >= ?")
        params.append(which.since.isoformat())
    said = "".join(f" AND {condition}" for condition in conditions)
    return f"{_FOUND}{said} {_ORDER}", [*params, most]


def _conditions(which: PurchaseFilter) -> list[tuple[str, list[object]]]:
    """Those that an index answers, what fits fewest purchases first."""
    serial = None if which.card is None else which.card
    asked: list[tuple[object, str, list[object]]] = [
        (which.receipt, _BY_RECEIPT, [*(which.receipt or ())]),
        (serial, "{0}purchase.serial = ?", [serial]),
        (which.meter, _BY_METER, [which.meter, which.meter]),
        (which.account, "{0}purchase.account = ?", [which.account]),
        (which.amount, "{0}purchase.total = ?", [which.amount]),
        (which.operator, "{0}purchase.operator = ?", [which.operator]),
        (which.region, "{0}purchase.region = ?", [which.region]),
    ]
    return [(condition, values) for value, condition, values in asked if value is not None]


def _found(
    id: int,
    allocation: int,
    account: str,
    number: int,
    day: str,
    kind: str,
    quantity: int,
    money: Money,
    total: Money,
    operator: Operator | None,
    serial: bytes,
    meter: str | None,
    outcome: str | None,
    closed_by: int | None,
    receipt: int | None,
    slip: int | None,
    cancelled: int | None,
    paid: int | None,
) -> FoundPurchase:
    happened = outcome == "happened"
    return FoundPurchase(
        id=EventId.from_key(id),
        allocation=EventId.from_key(allocation),
        account=account,
        number=number,
        date=date.fromisoformat(day),
        kind=UtilityKind(kind),
        quantity=quantity,
        money=money,
        total=total,
        operator=operator,
        serial=bytes(serial),
        meter=meter or "",
        loaded=EventId.from_key(closed_by) if happened and closed_by is not None else None,
        receipt=receipt if happened else None,
        slip=slip,
        given_back=outcome in ("not_written", "money_back"),
        refund_cancelled=cancelled is not None,
        refund_paid=paid is not None,
    )
