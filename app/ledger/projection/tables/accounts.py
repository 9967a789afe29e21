"""Accounts and allocations."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import ANY, EARLIEST, KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table, by_ends

METER_STARTS = range(2, 10)
"""Digits of a meter's number, of twelve, at which a part of four or more that is found begins."""
PERSONAL = "personal."
"""Begins the name of a sealed field of an account."""


class AccountRecord(NamedTuple):
    """A customer's file; what may be edited stands in :class:`AccountFieldRecord`."""

    account: Annotated[str, KEY]
    at: Annotated[int | None, EARLIEST] = None
    event: Annotated[int | None, EARLIEST] = None
    home: Annotated[int | None, EARLIEST] = None
    opened: Annotated[str | None, EARLIEST] = None
    sealed: Annotated[bytes | None, EARLIEST] = None
    """Personal fields under the account's own key."""
    erased: Annotated[bool, ANY] = False


class AccountFieldRecord(NamedTuple):
    """One editable field of an account: integers in decimal, sealed texts in hexadecimal."""

    account: Annotated[str, KEY]
    field: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    value: Annotated[str, LATEST]


class AccountEditRecord(NamedTuple):
    """What an edit made of a field; personal ones sealed under the account's own key."""

    event: Annotated[int, KEY]
    field: Annotated[str, KEY]
    account: Annotated[str, ONCE]
    at: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    operator: Annotated[int | None, ONCE]
    reason: Annotated[str, ONCE]
    old: Annotated[bytes, ONCE]
    new: Annotated[bytes, ONCE]


class AccountHistoryRecord(NamedTuple):
    """A field of an account that holds from a day on, by the correction that says so."""

    event: Annotated[int, KEY]
    field: Annotated[str, KEY]
    account: Annotated[str, ONCE]
    at: Annotated[int, ONCE]
    since: Annotated[str, ONCE]
    old: Annotated[int, ONCE]
    new: Annotated[int, ONCE]


class AllocationRecord(NamedTuple):
    """Account and meter, by the purchase, or the change, that brought them together."""

    id: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    meter: Annotated[str, ONCE]
    model: Annotated[str, ONCE]
    kind: Annotated[str, ONCE]
    began: Annotated[str, ONCE]
    dial: Annotated[int, ONCE]
    tariff_class: Annotated[int | None, ONCE]
    seal: Annotated[str, ONCE]
    verified_on: Annotated[str | None, ONCE]
    served_since: Annotated[str, ONCE]
    """First day of the service at these premises: of this allocation, or of those that it
    continues."""


class AllocationEndRecord(NamedTuple):
    """When an allocation ended, by the last event that says something of it."""

    allocation: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    ended: Annotated[str | None, LATEST]
    """First day without it; None: it goes on, what ended it was undone."""
    followed_by: Annotated[int | None, LATEST]
    """The allocation that continues it."""


class AllocationFieldRecord(NamedTuple):
    """What was put right of an allocation: ``meter``, or ``dial`` as an integer in decimal."""

    allocation: Annotated[int, KEY]
    field: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    value: Annotated[str, LATEST]


class AccountStateRecord(NamedTuple):
    """A change of an account's state; which of them counts is read in the order of stamps."""

    event: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    at: Annotated[int, ONCE]
    becomes: Annotated[str, ONCE]
    day: Annotated[str, ONCE]
    until: Annotated[str | None, ONCE]
    reason: Annotated[str, ONCE]
    survivor: Annotated[str, ONCE]
    """Account that a merged one's customer goes on with, or that another person took over with;
    empty for every other change."""


class ClosedMeterRecord(NamedTuple):
    """A meter whose account ended, and what was left in it."""

    event: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    account: Annotated[str, ONCE]
    meter: Annotated[str, ONCE]
    kind: Annotated[str, ONCE]
    charging: Annotated[str, ONCE]
    worked_on: Annotated[str, ONCE]
    returned: Annotated[bool, ONCE]
    credited: Annotated[int, ONCE]
    remains: Annotated[int, ONCE]
    """Credit inside; no load of a lost card is in it."""
    unproven: Annotated[int, ONCE]
    worth: Annotated[int, ONCE]
    """Money that was given back for it."""
    emptied: Annotated[str | None, ONCE]
    """An Emptied; None: not told."""


TABLES = (
    Table(
        "closed_meter",
        ClosedMeterRecord,
        indexes=(Index("closed_meter_allocation", ("allocation",)),),
    ),
    Table("account", AccountRecord),
    Table("account_field", AccountFieldRecord),
    Table(
        "account_edit",
        AccountEditRecord,
        indexes=(Index("account_edit_account", ("account", "at")),),
    ),
    Table(
        "account_history",
        AccountHistoryRecord,
        indexes=(Index("account_history_account", ("account",)),),
    ),
    Table(
        "account_state",
        AccountStateRecord,
        indexes=(
            Index("account_state_account", ("account", "at")),
            Index("account_state_survivor", ("survivor",), "becomes = 'merged'"),
        ),
    ),
    Table(
        "allocation",
        AllocationRecord,
        indexes=(
            Index("allocation_account", ("account",)),
            Index("allocation_meter", ("meter",)),
            *by_ends("allocation_meter", "meter", METER_STARTS),
        ),
    ),
    Table("allocation_end", AllocationEndRecord),
    Table(
        "allocation_field",
        AllocationFieldRecord,
        indexes=(
            Index("allocation_field_value", ("value", "field")),
            *by_ends("allocation_field_meter", "value", METER_STARTS, "field = 'meter'"),
        ),
    ),
)
