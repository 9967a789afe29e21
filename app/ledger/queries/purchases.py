"""Purchases as an inquiry finds them, newest first; pages go by key.

A filter that few purchases have finds them by an index of its own; the others are looked at on
what that brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Operator
from app.domain.quantity import Money
from app.ledger.projection.statements import all_rows
from app.ledger.queries.reading import LARGEST_KEY, id_of


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


class FoundPurchase(msgspec.Struct, frozen=True, gc=False):
    """A purchase in a list: a row of the statement; what is asked of it is made when it is asked.

    Fields stand in the order of the statement's columns.
    """

    key: int
    allocation_key: int
    account: str
    number: int
    day: str
    kind_name: str
    quantity: int
    money: Money
    """Credit in money, of a meter that counts it; else 0."""
    total: Money
    operator: Operator | None
    card: bytes
    meter_number: str | None
    """None while its allocation has not arrived here."""
    outcome: str | None
    """What became of the plan that put it on its card; None: in doubt."""
    closed_by: int | None
    plan_receipt: int | None
    slip: int | None
    """Number of the slip "payment taken, not on card", where one was given."""
    refund_cancelled_by: int | None
    refund_paid_by: int | None

    @property
    def id(self) -> EventId:
        """The purchase."""
        return EventId.from_key(self.key)

    @property
    def date(self) -> date:
        """Day of the sale."""
        return date.fromisoformat(self.day)

    @property
    def kind(self) -> UtilityKind:
        """What is sold."""
        return UtilityKind(self.kind_name)

    @property
    def meter(self) -> str:
        """Its number; empty while its allocation has not arrived here."""
        return self.meter_number or ""

    @property
    def loaded(self) -> EventId | None:
        """The event that proved it on its card."""
        return id_of(self.closed_by) if self.outcome == "happened" else None

    @property
    def receipt(self) -> int | None:
        """Number of its receipt, once it is on its card."""
        return self.plan_receipt if self.outcome == "happened" else None

    @property
    def given_back(self) -> bool:
        """It never reached its card; its money went back, or goes."""
        return self.outcome in ("not_written", "money_back")

    @property
    def refund_cancelled(self) -> bool:
        """The load is off the card."""
        return self.refund_cancelled_by is not None

    @property
    def refund_paid(self) -> bool:
        """The money of a refund went back."""
        return self.refund_paid_by is not None

    @property
    def place(self) -> PurchasePlace:
        """Where the next page begins when it is the last of one."""
        return PurchasePlace(self.day, self.key, self.allocation_key)


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
_FROM = (
    f"SELECT {_COLUMNS} FROM purchase "  # noqa: S608  constants of this module
    "JOIN plan ON plan.id = COALESCE((SELECT MAX(renewal.id) FROM plan renewal WHERE "
    "renewal.subject = purchase.id AND renewal.renews IS NOT NULL), purchase.id) "
    "LEFT JOIN allocation ON allocation.id = purchase.allocation "
    f"LEFT JOIN refund ON refund.id = ({_REFUND}) "
)
_FOUND = f"{_FROM}WHERE (purchase.date, purchase.id, purchase.allocation) < (?, ?, ?)"
_NEWEST_FIRST = "ORDER BY purchase.date DESC, purchase.id DESC, purchase.allocation DESC"
_ORDER = f"{_NEWEST_FIRST} LIMIT {{0}}"
_END = PurchasePlace("9999-99-99", 0, 0)
# What fits fewest purchases comes first: its index is used, and a plus keeps others off theirs.
_FILTERS = {
    "receipt": (
        "purchase.id = (SELECT plan.subject FROM receipt JOIN plan "
        "ON plan.receipt = receipt.number AND plan.closed_by = receipt.event "
        "WHERE receipt.node = +? AND receipt.epoch = +? AND receipt.number = +? "
        "AND receipt.kind = 'purchase_loaded')"
    ),
    "card": "{0}purchase.serial = +?",
    "meter": (
        "{0}purchase.allocation IN (SELECT id FROM allocation named WHERE named.meter = +? UNION "
        "SELECT corrected.allocation FROM allocation_field corrected WHERE corrected.value = +? "
        "AND corrected.field = 'meter')"
    ),
    "account": "{0}purchase.account = +?",
    "amount": "{0}purchase.total = +?",
    "operator": "{0}purchase.operator = +?",
    "region": "{0}purchase.region = +?",
}
_SINCE = "purchase.date >= ?"


def purchases(
    db: Database, which: PurchaseFilter, most: int, before: PurchasePlace | None = None
) -> list[FoundPurchase]:
    """Purchases, newest first, at most ``most``; ``before``: the place of the last one told."""
    return [FoundPurchase(*row) for row in all_rows(db, *statement(which, most, before))]


def with_keys(db: Database, keys: Sequence[tuple[int, int]]) -> list[FoundPurchase]:
    """The purchases with these keys of event and allocation, newest first; few at a time."""
    if not keys:
        return []
    named = ", ".join(["(?, ?)"] * len(keys))
    sql = f"{_FROM}WHERE (purchase.id, purchase.allocation) IN (VALUES {named}) {_NEWEST_FIRST}"
    params = [part for key in keys for part in key]
    return [FoundPurchase(*row) for row in all_rows(db, sql, params)]


def statement(
    which: PurchaseFilter, most: int, before: PurchasePlace | None = None
) -> tuple[str, list[object]]:
    """The statement behind :func:`purchases`, with its parameters."""
    start: tuple[str, int, int] = before or _END
    if which.until is not None:
        start = min(start, (which.until.isoformat(), LARGEST_KEY, LARGEST_KEY))
    params: list[object] = [*start]
    filters: tuple[str, ...] = ()
    for name in _FILTERS:
        value = getattr(which, name)
        if value is not None:
            filters += (name,)
            params += _values(name, value)
    if which.since is not None:
        params.append(which.since.isoformat())
    return _text(filters, most, since=which.since is not None), params


def _values(name: str, value: object) -> Sequence[object]:
    """The parameters of a filter."""
    if isinstance(value, ReceiptPlace):
        return value
    return (value, value) if name == "meter" else (value,)


@lru_cache(maxsize=256)
def _text(filters: tuple[str, ...], most: int, *, since: bool) -> str:
    """The statement of these filters: there are few that people ask for."""
    conditions = [_FILTERS[name].format("+" if at else "") for at, name in enumerate(filters)]
    if since:
        conditions.append(_SINCE)
    said = "".join(f" AND {condition}" for condition in conditions)
    return f"{_FOUND}{said} {_ORDER.format(most)}"
