"""The utility, its regions, operators, meter models and prices."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from peewee import Database

from app.domain.customers import IdentityRule, PersonalField
from app.domain.identity import EventId, Node
from app.domain.identity import Operator as OperatorNumber
from app.domain.money_limits import MoneyLimit
from app.domain.permissions import Role
from app.domain.quantity import Money
from app.domain.regions import Region
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.rise_cap import RiseCap
from app.ledger.events.master_data import MeterModelSet
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first, keys_of, known, value


class Utility(msgspec.Struct, frozen=True, kw_only=True):
    """The utility as this node knows it, and this node's place in it."""

    utility: int
    """Number on cards."""
    utility_name: str
    utility_address: str
    tax_number: str
    phone: str
    receipt_footer: str
    currency: str
    currency_digits: int
    time_zone: str
    region: int
    region_name: str
    site: str
    roaming: bool


class Operator(msgspec.Struct, frozen=True, kw_only=True):
    """An operator."""

    number: OperatorNumber
    name: str
    role: Role
    active: bool


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the price list."""

    code: str
    name: str
    amount: Money
    """What the customer pays, tax inside."""
    tax_code: str
    tax_rate: int
    """Hundredths of a percent."""


_OF_OFFICE = (
    "(tariff_revision.setter = 0 OR NOT EXISTS (SELECT 1 FROM tariff_revision office "
    "WHERE office.tariff_class = tariff_revision.tariff_class AND office.setter = 0))"
)
# Thousands of counters may have set the same: no row is held against all of the others.
_FIRST = (
    "(tariff_revision.setter = 0 OR tariff_revision.event IN (SELECT event FROM (SELECT event, "
    "ROW_NUMBER() OVER (PARTITION BY tariff_class, revision ORDER BY at, event) AS place "
    "FROM tariff_revision WHERE setter <> 0) AS of_counters WHERE place = 1))"
)
STANDS = (
    "NOT EXISTS (SELECT 1 FROM tariff_withdrawn gone "  # noqa: S608  constants of this module
    "WHERE gone.tariff_class = tariff_revision.tariff_class "
    "AND gone.revision = tariff_revision.revision "
    "AND (gone.setter = 0) = (tariff_revision.setter = 0)) "
    f"AND {_OF_OFFICE} AND {_FIRST}"
)
"""That a revision was not withdrawn, and counts here.

Of a class that head office sets, only its revisions do: what a counter set before it joined is for
what it sold then. Of several counters' with one number the first.
"""
_LISTED = (
    "(fee.setter = 0 OR NOT EXISTS (SELECT 1 FROM fee office "
    "WHERE office.code = fee.code AND office.setter = 0)) "
    "AND (fee.setter = 0 OR fee.event IN (SELECT event FROM (SELECT event, ROW_NUMBER() OVER "
    "(PARTITION BY code, valid_from ORDER BY at DESC, event DESC) AS place FROM fee "
    "WHERE setter <> 0) AS of_counters WHERE place = 1))"
)
"""The same of a line of the price list; of several counters' the last."""
_rise_cap = msgspec.json.Decoder(RiseCap)
_revision = msgspec.json.Decoder(TariffRevision)
_meter_model = msgspec.json.Decoder(MeterModelSet)


_OWN = "WHERE node = (SELECT node FROM this_ledger) AND begun_at IS NOT NULL"
_BEGUN = (
    "SELECT utility, currency, currency_digits, time_zone, region, region_name, site, roaming "  # noqa: S608  constants of this module
    f"FROM node {_OWN}"
)
_TIME_ZONE = f"SELECT time_zone FROM node {_OWN}"  # noqa: S608  constants of this module


def utility(db: Database) -> Utility:
    """The utility: genesis of this node, particulars as any node last had them changed.

    Raises LookupError in a ledger without a genesis of its own.
    """
    begun = first(db, _BEGUN)
    if begun is None:
        raise LookupError("genesis")
    printed = known(
        first(
            db,
            "SELECT utility_name, utility_address, tax_number, phone, receipt_footer FROM node "
            "WHERE printed_at IS NOT NULL ORDER BY printed_at DESC, printed_by DESC LIMIT 1",
        )
    )
    return Utility(
        utility=begun[0],
        currency=begun[1],
        currency_digits=begun[2],
        time_zone=begun[3],
        region=begun[4],
        region_name=begun[5],
        site=begun[6],
        roaming=bool(begun[7]),
        utility_name=printed[0],
        utility_address=printed[1],
        tax_number=printed[2],
        phone=printed[3],
        receipt_footer=printed[4],
    )


def time_zone(db: Database) -> str:
    """The utility's. Raises LookupError in a ledger without a genesis of its own."""
    found = value(db, _TIME_ZONE)
    if found is None:
        raise LookupError("genesis")
    return str(found)


def operator(db: Database, number: OperatorNumber) -> Operator | None:
    """An operator, active or not."""
    row = first(
        db, "SELECT operator, name, role, active FROM operator WHERE operator = ?", (number,)
    )
    return None if row is None else _operator(*row)


def operators(db: Database) -> list[Operator]:
    """All operators by number."""
    rows = execute(db, "SELECT operator, name, role, active FROM operator ORDER BY operator")
    return [_operator(*row) for row in rows]


def names_set_by(db: Database, node: Node) -> dict[OperatorNumber, str]:
    """Of the operators whom this node set, and whom nobody set after it, the names."""
    rows = execute(
        db, "SELECT operator, name FROM operator WHERE event BETWEEN ? AND ?", keys_of(node)
    )
    return {int(number): str(name) for number, name in rows.fetchall()}


def _operator(number: int, name: str, role: str, active: int) -> Operator:
    return Operator(number=number, name=name, role=Role(role), active=bool(active))


def region(db: Database, number: int) -> Region | None:
    """A region."""
    row = first(
        db, "SELECT region, name, parent, code, closed FROM region WHERE region = ?", (number,)
    )
    return None if row is None else region_of(row)


def all_regions(db: Database) -> list[Region]:
    """All regions by number, open and closed."""
    rows = execute(db, "SELECT region, name, parent, code, closed FROM region ORDER BY region")
    return [region_of(row) for row in rows]


def region_of(row: tuple[Any, ...]) -> Region:
    """A region from its columns: number, name, parent, code, closed."""
    return Region(region=row[0], name=row[1], parent=row[2], code=row[3], closed=bool(row[4]))


def meter_model(db: Database, code: str) -> MeterModelSet | None:
    """A meter model as last set."""
    body = value(db, "SELECT body FROM meter_model WHERE model = ?", (code,))
    return None if body is None else _meter_model.decode(body)


def revision(db: Database, tariff_class: int, number: int) -> TariffRevision | None:
    """A revision by its number: head office's, else the first one."""
    body = value(
        db,
        "SELECT body FROM tariff_revision WHERE tariff_class = ? AND revision = ? "
        "ORDER BY setter <> 0, at, event LIMIT 1",
        (tariff_class, number),
    )
    return None if body is None else _revision.decode(body)


def revision_sold(
    db: Database, purchase: EventId, tariff_class: int, number: int
) -> TariffRevision | None:
    """The revision by which a purchase was sold.

    What a counter sold before it joined head office, it sold by revisions of its own; None where
    they are not known here.
    """
    seller = purchase.node
    joined = value(db, "SELECT joined FROM node WHERE node = ?", (seller,))
    if joined is None or purchase.to_key() > joined:
        return revision(db, tariff_class, number)
    body = value(
        db,
        "SELECT body FROM tariff_revision WHERE tariff_class = ? AND revision = ? AND setter = ?",
        (tariff_class, number, seller),
    )
    return None if body is None else _revision.decode(body)


def joined_at(db: Database) -> dict[Node, int]:
    """Of each counter that joined a head office the key of the event with which it did."""
    rows = execute(db, "SELECT node, joined FROM node WHERE joined IS NOT NULL")
    return {int(node): int(joined) for node, joined in rows.fetchall()}


def revision_in_force(db: Database, tariff_class: int, on: date) -> TariffRevision | None:
    """The revision with the latest first day not after ``on``; of several, the highest number."""
    body = value(
        db,
        f"SELECT body FROM tariff_revision WHERE tariff_class = ? AND valid_from <= ? AND {STANDS} "  # noqa: S608  constants
        "ORDER BY valid_from DESC, revision DESC LIMIT 1",
        (tariff_class, on.isoformat()),
    )
    return None if body is None else _revision.decode(body)


def revisions(db: Database, tariff_class: int) -> list[TariffRevision]:
    """All revisions of a class by number, without those withdrawn."""
    rows = execute(
        db,
        f"SELECT body FROM tariff_revision WHERE tariff_class = ? AND {STANDS} "  # noqa: S608  constants
        "ORDER BY revision",
        (tariff_class,),
    )
    return [_revision.decode(row[0]) for row in rows]


def tariff_classes(db: Database) -> list[int]:
    """Every class that has revisions."""
    rows = execute(
        db,
        f"SELECT DISTINCT tariff_class FROM tariff_revision WHERE {STANDS} ORDER BY tariff_class",  # noqa: S608  constants
    )
    return [row[0] for row in rows]


def withdrawn(db: Database, tariff_class: int, number: int) -> bool:
    """Whether a revision was withdrawn before it came into force."""
    found = value(
        db,
        "SELECT 1 FROM tariff_withdrawn WHERE tariff_class = ? AND revision = ?",
        (tariff_class, number),
    )
    return found is not None


def rise_cap(db: Database, tariff_class: int) -> RiseCap | None:
    """How much may be bought before prices of a class rise; None: as much as anybody likes."""
    body = value(db, "SELECT cap FROM rise_cap WHERE tariff_class = ?", (tariff_class,))
    return None if body is None else _rise_cap.decode(body)


def next_revision_number(db: Database, tariff_class: int) -> int:
    """Number for the next revision of a class; 1 for the first."""
    last = value(
        db,
        "SELECT MAX(revision) FROM tariff_revision WHERE tariff_class = ?",
        (tariff_class,),
    )
    return 1 if last is None else int(last) + 1


def fee_in_force(db: Database, code: str, on: date) -> Fee | None:
    """The line of the price list with the latest first day not after ``on``."""
    row = first(
        db,
        f"SELECT code, name, amount, tax_code, tax_rate FROM fee WHERE {_LISTED} "  # noqa: S608  constants
        "AND code = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1",
        (code, on.isoformat()),
    )
    if row is None:
        return None
    return Fee(code=row[0], name=row[1], amount=row[2], tax_code=row[3], tax_rate=row[4])


def fee_list(db: Database) -> list[tuple[Fee, date]]:
    """Every line of the price list with its first day, by code and day."""
    rows = execute(
        db,
        f"SELECT code, name, amount, tax_code, tax_rate, valid_from FROM fee WHERE {_LISTED} "  # noqa: S608  constants
        "ORDER BY code, valid_from",
    )
    return [
        (
            Fee(code=row[0], name=row[1], amount=row[2], tax_code=row[3], tax_rate=row[4]),
            date.fromisoformat(row[5]),
        )
        for row in rows
    ]


def money_limit(db: Database, limit: MoneyLimit) -> Money | None:
    """The sum above which a second person is needed; None: there is no limit."""
    found = value(db, "SELECT amount FROM money_limit WHERE name = ?", (limit.value,))
    return None if found is None else int(found)


class AccountForm(msgspec.Struct, frozen=True, kw_only=True):
    """What must be told to open an account, and what follows from an identity known already."""

    required: tuple[PersonalField, ...] = ()
    identity: IdentityRule = IdentityRule.TELL


def account_form(db: Database) -> AccountForm:
    """The form in force; nothing is required until somebody says so."""
    row = first(db, "SELECT required, identity FROM account_form")
    if row is None:
        return AccountForm()
    return AccountForm(
        required=tuple(PersonalField(name) for name in row[0].split(",") if name),
        identity=IdentityRule(row[1]),
    )


def tax_rates(db: Database) -> dict[str, int]:
    """Rate of every tax code, in hundredths of a percent, as revision or fee last stated it."""
    return dict(execute(db, "SELECT code, rate FROM tax_rate ORDER BY code").fetchall())
