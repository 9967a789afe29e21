"""The fleet: kiosks as they stand, the one that needs somebody first; pages go by key.

One statement over what kiosks said of themselves and what the tables have of their vending limits.
There are at most 32,767 kiosks, so it sorts them when it is asked: an index for each order would
have to be kept at each hello, and those come all day.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import TypeAlias

import msgspec
from peewee import Database

from app.domain import allowance as rules
from app.domain.allowance import NOT_GRANTED, Allowance, AllowanceLeft, Takings
from app.domain.identity import Node
from app.domain.quantity import Money
from app.ledger.projection.merging import Row
from app.ledger.projection.statements import all_rows
from app.office.store.rows import Contact, EnrolmentState


class FleetOrder(enum.StrEnum):
    """Which kiosk comes first."""

    NUMBER = "number"
    SILENT = "silent"
    """The one that was heard the longest ago; first of all those that never were."""
    WAITING = "waiting"
    """The one with the most events to push."""
    LIMIT = "limit"
    """The one that may take the least money more; first of all those without a grant."""
    CLOCK = "clock"
    """The one whose clock is the farthest off."""
    VERSION = "version"
    """By program, as its version is written; first of all those that never said."""


class FleetFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which kiosks; all that is set must be so."""

    region: int | None = None
    state: EnrolmentState | None = None
    named: str = ""
    """Part of the name, as it is written."""
    silent_since: int | None = None
    """Not heard after this, milliseconds since 1970 UTC; or never."""
    waiting: bool = False
    """With events to push."""
    money_below: Money | None = None
    """May take less money than this; those without a grant too."""
    clock_beyond: int | None = None
    """With a clock that is off by more, either way, in milliseconds."""
    program: str | None = None
    """Of this version; empty: of those that never said one."""


class FleetPlace(msgspec.Struct, frozen=True):
    """Where a page goes on: after this kiosk, in the order that it was asked in."""

    key: int | str
    node: Node


class FleetKiosk(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk as it stands."""

    node: Node
    name: str
    region: int
    site: str
    state: EnrolmentState
    epoch: int
    """The one in force."""
    events: int
    """Last event of it that is here."""
    contact: Contact | None
    """What it last said of itself; None where it was never heard."""
    left: AllowanceLeft
    """What it may still sell, as far as its events are here and in the tables."""
    place: FleetPlace


_Part: TypeAlias = tuple[str, tuple[object, ...]]

_SOLD = "COALESCE(takings.cash, 0) - allowance.cash_before"
_MONEY = (
    f"CASE WHEN allowance.serial IS NULL THEN -1 WHEN {_SOLD} <= 0 THEN allowance.money "
    f"WHEN {_SOLD} >= allowance.money THEN 0 ELSE allowance.money - ({_SOLD}) END"
)
"""As ``left`` in app/domain/allowance.py reckons it; -1 without a grant."""
_HEARD = "COALESCE(contact.at, 0)"
_WAITING = "COALESCE(contact.waiting, 0)"
_CLOCK = "ABS(COALESCE(contact.clock_offset, 0))"
_PROGRAM = "COALESCE(contact.program, '')"
_KEYS = {
    FleetOrder.NUMBER: "enrolment.node",
    FleetOrder.SILENT: _HEARD,
    FleetOrder.WAITING: f"-{_WAITING}",
    FleetOrder.LIMIT: _MONEY,
    FleetOrder.CLOCK: f"-{_CLOCK}",
    FleetOrder.VERSION: _PROGRAM,
}
# Only head office itself has no transport key, and of a node's epochs the one in force alone is
# not fenced.
_FLEET = """
    SELECT enrolment.node, enrolment.name, enrolment.region, enrolment.site, enrolment.state,
        kiosk_epoch.epoch, kiosk_epoch.last_seq, contact.said,
        allowance.serial, allowance.money, allowance.sales, allowance.until,
        allowance.cash_before, allowance.sales_before,
        COALESCE(takings.cash, 0), COALESCE(takings.sales, 0), {key}
    FROM journal.enrolment
    JOIN journal.kiosk_epoch ON kiosk_epoch.node = enrolment.node AND kiosk_epoch.fenced = 0
    LEFT JOIN journal.contact ON contact.node = enrolment.node
    LEFT JOIN allowance ON allowance.node = enrolment.node AND allowance.epoch = kiosk_epoch.epoch
    LEFT JOIN takings ON takings.node = enrolment.node AND takings.epoch = kiosk_epoch.epoch
    WHERE length(enrolment.transport_key) > 0{which}
    ORDER BY {key}, enrolment.node LIMIT ? + 0
"""


def fleet(
    db: Database,
    most: int,
    *,
    order: FleetOrder = FleetOrder.NUMBER,
    which: FleetFilter | None = None,
    after: FleetPlace | None = None,
) -> list[FleetKiosk]:
    """The next ``most`` kiosks; ``db``: the tables of head office (``Store.read_tables``)."""
    key = _KEYS[order]
    parts = _conditions(which or FleetFilter())
    if after is not None:
        parts.append((f"({key}, enrolment.node) > (?, ?)", (after.key, after.node)))
    sql = _FLEET.format(key=key, which="".join(f" AND {text}" for text, _values in parts))
    values = [one for _text, some in parts for one in some]
    return [_kiosk(row) for row in all_rows(db, sql, (*values, most))]


def _conditions(which: FleetFilter) -> list[_Part]:
    parts: list[_Part] = []
    if which.region is not None:
        parts.append(("enrolment.region = ?", (which.region,)))
    if which.state is not None:
        parts.append(("enrolment.state = ?", (str(which.state),)))
    if which.named:
        parts.append(("instr(enrolment.name, ?) > 0", (which.named,)))
    if which.silent_since is not None:
        parts.append((f"{_HEARD} <= ?", (which.silent_since,)))
    if which.waiting:
        parts.append((f"{_WAITING} > 0", ()))
    if which.money_below is not None:
        parts.append((f"{_MONEY} < ?", (which.money_below,)))
    if which.clock_beyond is not None:
        parts.append((f"{_CLOCK} > ?", (which.clock_beyond,)))
    if which.program is not None:
        parts.append((f"{_PROGRAM} = ?", (which.program,)))
    return parts


def _kiosk(row: Row) -> FleetKiosk:
    node, name, region, site, state, epoch, events, said, *grant, key = row
    return FleetKiosk(
        node=node,
        name=name,
        region=region,
        site=site,
        state=EnrolmentState(state),
        epoch=epoch,
        events=events,
        contact=None if said is None else msgspec.json.decode(said, type=Contact),
        left=_left(*grant),
        place=FleetPlace(key, node),
    )


def _left(
    serial: int | None,
    money: Money,
    count: int,
    until: str,
    cash_before: Money,
    sales_before: int,
    cash: Money,
    sales: int,
) -> AllowanceLeft:
    if serial is None:
        return NOT_GRANTED
    granted = Allowance(serial=serial, money=money, count=count, until=date.fromisoformat(until))
    before = Takings(cash=cash_before, sales=sales_before)
    return rules.left(granted, before, Takings(cash=cash, sales=sales))
