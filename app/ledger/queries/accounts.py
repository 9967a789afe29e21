"""Accounts and their meters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Node
from app.domain.quantity import Quantity
from app.ledger.projection.merging import Row
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.accounts import PERSONAL, AllocationRecord
from app.ledger.queries.reading import day_of, first, id_of, quoted_in, value


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
    edited: dict[str, bytes] = {}
    """Personal fields that were edited since, each sealed for itself."""


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
    served_since: date
    """First day of the service at these premises, before this meter hung there perhaps."""
    ended: date | None
    """First day without it; None: it goes on."""
    followed_by: EventId | None
    """The allocation that continues it, after its end."""


# A first purchase that two people declared not written has allocated nothing.
NOT_UNWRITTEN = (
    "NOT EXISTS (SELECT 1 FROM plan WHERE plan.subject = allocation.id "
    "AND plan.outcome = 'not_written')"
)
_RENUMBERED = (
    "SELECT 1 FROM allocation_field WHERE allocation = ? AND field = 'meter' "
    "AND EXISTS (SELECT 1 FROM purchase WHERE id = ? AND purchase.allocation = "
    "allocation_field.allocation AND number = 1)"
)


def _corrected(field: str) -> str:
    """What was put right of an allocation, or NULL."""
    return (
        "(SELECT value FROM allocation_field WHERE allocation_field.allocation = allocation.id "  # noqa: S608  constants of this module
        f"AND field = '{field}')"
    )


METER_NUMBER = f"COALESCE({_corrected('meter')}, allocation.meter)"
DIAL = f"COALESCE(CAST({_corrected('dial')} AS BIGINT), allocation.dial)"
_COLUMNS = (
    quoted_in("allocation", AllocationRecord)
    .replace('allocation."meter"', METER_NUMBER)
    .replace('allocation."dial"', DIAL)
)
_ALLOCATION = (
    f"SELECT {_COLUMNS}, ended, followed_by FROM allocation "  # noqa: S608  constants of this module
    "LEFT JOIN allocation_end ON allocation_end.allocation = allocation.id"
)
_BY_ID = f"{_ALLOCATION} WHERE id = ?"
_BY_ACCOUNT = f"{_ALLOCATION} WHERE account = +? AND {NOT_UNWRITTEN} ORDER BY began, id"
_CORRECTED_TO = "SELECT allocation FROM allocation_field WHERE value = +? AND field = 'meter'"
# The one that goes on, if one does; of those that ended the last one.
_BY_METER = (
    f"{_ALLOCATION} WHERE (meter = +? OR id IN ({_CORRECTED_TO})) AND {METER_NUMBER} = +? "
    f"AND {NOT_UNWRITTEN} ORDER BY ended IS NULL DESC, began DESC, id DESC LIMIT 1"
)
_ENDED = (
    "SELECT day FROM account_state WHERE account = +? AND becomes IN ('cancelled', 'merged') "
    "ORDER BY at, event LIMIT 1"
)
_USES_MODEL = f"SELECT 1 FROM allocation WHERE model = ? AND {NOT_UNWRITTEN} LIMIT 1"  # noqa: S608  constants of this module


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
        edited=edited_fields(fields.items()),
    )


def edited_fields(fields: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The personal ones of an account's editable fields, sealed, by their own names."""
    return {
        field.removeprefix(PERSONAL): bytes.fromhex(value)
        for field, value in fields
        if field.startswith(PERSONAL)
    }


def allocation(db: Database, id: EventId) -> Allocation | None:
    """An allocation by the purchase, or the change of meter, that made it."""
    row = first(db, _BY_ID, (id.to_key(),))
    return None if row is None else _allocation(db, row)


def allocations_of(db: Database, account: str) -> list[Allocation]:
    """Allocations of an account, oldest first, without those declared not written.

    Those that have ended are among them; see :func:`meters_of`.
    """
    return [_allocation(db, row) for row in execute(db, _BY_ACCOUNT, (account,))]


def meters_of(db: Database, account: str) -> list[Allocation]:
    """Allocations of an account that go on, oldest first."""
    return [row for row in allocations_of(db, account) if row.ended is None]


def allocation_of_meter(db: Database, meter: str) -> Allocation | None:
    """The allocation of a meter, unless it was declared not written.

    Where none goes on, the one that ended last: the meter is free.
    """
    row = first(db, _BY_METER, (meter, meter, meter))
    return None if row is None else _allocation(db, row)


def meter_taken(db: Database, meter: str) -> bool:
    """Whether an allocation of the meter goes on."""
    found = allocation_of_meter(db, meter)
    return found is not None and found.ended is None


def model_in_use(db: Database, model: str) -> bool:
    """Whether a meter of the model is allocated, as far as this ledger knows."""
    return first(db, _USES_MODEL, (model,)) is not None


def _allocation(db: Database, row: Row) -> Allocation:
    """Every allocation of an account ends with the account, if not before."""
    *columns, ended, followed_by = row
    record = AllocationRecord._make(columns)
    return Allocation(
        id=EventId.from_key(record.id),
        account=record.account,
        meter=record.meter,
        model=record.model,
        kind=UtilityKind(record.kind),
        tariff_class=record.tariff_class,
        began=date.fromisoformat(record.began),
        dial=record.dial,
        served_since=date.fromisoformat(record.served_since),
        ended=day_of(ended or value(db, _ENDED, (record.account,))),
        followed_by=id_of(followed_by),
    )


def renumbered(db: Database, purchase: EventId, allocation: EventId) -> bool:
    """Whether the first load of an allocation was once on a card that named another meter."""
    return first(db, _RENUMBERED, (allocation.to_key(), purchase.to_key())) is not None
