"""Accounts and their meters."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Node
from app.domain.quantity import Quantity
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.accounts import AllocationRecord
from app.ledger.queries.reading import day_of, first, select, value


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's file."""

    number: str
    home: Node
    region: int
    tariff_class: int
    household_size: int
    opened: date
    sealed: bytes
    """Personal fields under the account's own key."""
    erased: bool
    """Whether that key was destroyed."""


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """A meter of an account."""

    id: EventId
    account: str
    meter: str
    model: str
    kind: UtilityKind
    tariff_class: int | None
    """Its own tariff class; None: the account's."""
    began: date
    dial: Quantity
    """Reading of the meter's register when it began."""
    ended: date | None


# A first purchase that two people declared not written has allocated nothing.
_STANDS = (
    "NOT EXISTS (SELECT 1 FROM plan WHERE plan.subject = allocation.id "
    "AND plan.outcome = 'not_written')"
)
_BY_ID = select("allocation", AllocationRecord, "WHERE id = ?")
_BY_ACCOUNT = select(
    "allocation", AllocationRecord, f"WHERE account = ? AND {_STANDS} ORDER BY began, id"
)
_BY_METER = select(
    "allocation",
    AllocationRecord,
    f"WHERE meter = ? AND {_STANDS} ORDER BY began DESC, id DESC LIMIT 1",
)
_ENDED = (
    "SELECT day FROM account_state WHERE account = ? AND becomes IN ('cancelled', 'merged') "
    "ORDER BY at, event LIMIT 1"
)
_USES_MODEL = f"SELECT 1 FROM allocation WHERE model = ? AND {_STANDS} LIMIT 1"  # noqa: S608  constants of this module


def account(db: Database, number: str) -> Account | None:
    """An account by its number."""
    row = first(
        db,
        "SELECT home, opened, sealed, erased FROM account WHERE account = ? AND at IS NOT NULL",
        (number,),
    )
    if row is None:
        return None
    fields = dict(
        execute(db, "SELECT field, value FROM account_field WHERE account = ?", (number,))
    )
    return Account(
        number=number,
        home=row[0],
        region=int(fields["region"]),
        tariff_class=int(fields["tariff_class"]),
        household_size=int(fields["household_size"]),
        opened=date.fromisoformat(row[1]),
        sealed=bytes(row[2]),
        erased=bool(row[3]),
    )


def allocation(db: Database, id: EventId) -> Allocation | None:
    """An allocation by the purchase that made it."""
    row = first(db, _BY_ID, (id.to_key(),))
    return None if row is None else _allocation(db, AllocationRecord._make(row))


def allocations_of(db: Database, account: str) -> list[Allocation]:
    """Allocations of an account, oldest first, without those declared not written."""
    rows = execute(db, _BY_ACCOUNT, (account,))
    return [_allocation(db, AllocationRecord._make(row)) for row in rows]


def allocation_of_meter(db: Database, meter: str) -> Allocation | None:
    """The newest allocation of a meter, unless it was declared not written."""
    row = first(db, _BY_METER, (meter,))
    return None if row is None else _allocation(db, AllocationRecord._make(row))


def model_in_use(db: Database, model: str) -> bool:
    """Whether a meter of the model is allocated, as far as this ledger knows."""
    return first(db, _USES_MODEL, (model,)) is not None


def _allocation(db: Database, record: AllocationRecord) -> Allocation:
    """Every allocation of an account ends with the account."""
    return Allocation(
        id=EventId.from_key(record.id),
        account=record.account,
        meter=record.meter,
        model=record.model,
        kind=UtilityKind(record.kind),
        tariff_class=record.tariff_class,
        began=date.fromisoformat(record.began),
        dial=record.dial,
        ended=day_of(value(db, _ENDED, (record.account,))),
    )
