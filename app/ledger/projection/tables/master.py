"""Nodes, epochs, devices, regions, operators, meter models, tariffs, fees."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, LATEST, MIN, ONCE, Register
from app.ledger.projection.table import Table

BEGUN = Register("begun_at", "begun_by", earliest=True)
PRINTED = Register("printed_at", "printed_by")


class NodeRecord(NamedTuple):
    """A kiosk or head office: its genesis, and the particulars that it last had printed."""

    node: Annotated[int, KEY]
    begun_at: Annotated[int | None, BEGUN] = None
    begun_by: Annotated[int | None, BEGUN] = None
    utility: Annotated[int | None, BEGUN] = None
    currency: Annotated[str | None, BEGUN] = None
    currency_digits: Annotated[int | None, BEGUN] = None
    time_zone: Annotated[str | None, BEGUN] = None
    region: Annotated[int | None, BEGUN] = None
    region_name: Annotated[str | None, BEGUN] = None
    site: Annotated[str | None, BEGUN] = None
    roaming: Annotated[bool | None, BEGUN] = None
    joined: Annotated[int | None, MIN] = None
    """The event with which a counter came to belong to a head office."""
    printed_at: Annotated[int | None, PRINTED] = None
    printed_by: Annotated[int | None, PRINTED] = None
    utility_name: Annotated[str | None, PRINTED] = None
    utility_address: Annotated[str | None, PRINTED] = None
    tax_number: Annotated[str | None, PRINTED] = None
    phone: Annotated[str | None, PRINTED] = None
    receipt_footer: Annotated[str | None, PRINTED] = None


class EpochRecord(NamedTuple):
    """A node's life between restores, by its first event."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    previous_epoch: Annotated[int | None, ONCE]
    previous_seq: Annotated[int | None, ONCE]
    previous_hash: Annotated[bytes | None, ONCE]
    reason: Annotated[str | None, ONCE]
    public_key: Annotated[bytes, ONCE]


class DeviceRecord(NamedTuple):
    """A device setting of a kiosk."""

    node: Annotated[int, KEY]
    key: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    value: Annotated[str, LATEST]


class CheckpointRecord(NamedTuple):
    """A signed point of a node's chain."""

    event: Annotated[int, KEY]
    upto: Annotated[int, ONCE]
    hash: Annotated[bytes, ONCE]
    signature: Annotated[bytes, ONCE]


class ClockJumpRecord(NamedTuple):
    """A wall time that two people accepted, in milliseconds since 1970 UTC."""

    event: Annotated[int, KEY]
    wall_milliseconds: Annotated[int, ONCE]
    reason: Annotated[str, ONCE]
    operator: Annotated[int | None, ONCE]
    second: Annotated[int | None, ONCE]


class RegionRecord(NamedTuple):
    """A region."""

    region: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    name: Annotated[str, LATEST]
    parent: Annotated[int | None, LATEST]
    code: Annotated[str, LATEST]
    closed: Annotated[bool, LATEST]


class OperatorRecord(NamedTuple):
    """An operator."""

    operator: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    name: Annotated[str, LATEST]
    role: Annotated[str, LATEST]
    active: Annotated[bool, LATEST]


class RolePermissionRecord(NamedTuple):
    """Whether a role grants something, where that was ever set."""

    role: Annotated[str, KEY]
    permission: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    allowed: Annotated[bool, LATEST]


class PinRulesRecord(NamedTuple):
    """The rules for PINs as JSON; there is one row."""

    one: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class ApproverRecord(NamedTuple):
    """Who may sign from elsewhere, by the mark of their key; an empty mark: nobody any more."""

    operator: Annotated[int, KEY]
    node: Annotated[int, KEY]
    """The kiosk that holds the key."""
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    mark: Annotated[str, LATEST]


class MeterModelRecord(NamedTuple):
    """A meter model; ``body`` is its event as JSON."""

    model: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class TariffRevisionRecord(NamedTuple):
    """A revision as JSON. Revisions are never changed: the first of a number stands.

    A counter that sold before it joined a head office had numbers of its own for its prices.
    """

    tariff_class: Annotated[int, KEY]
    revision: Annotated[int, KEY]
    setter: Annotated[int, KEY]
    """0: head office; else the counter."""
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    valid_from: Annotated[str, EARLIEST]
    body: Annotated[bytes, EARLIEST]


class TariffWithdrawnRecord(NamedTuple):
    """A revision that was withdrawn before it came into force."""

    tariff_class: Annotated[int, KEY]
    revision: Annotated[int, KEY]
    setter: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    reason: Annotated[str, EARLIEST]


class RiseCapRecord(NamedTuple):
    """How much may be bought before prices rise; the cap as JSON, None: no cap."""

    tariff_class: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    cap: Annotated[bytes | None, LATEST]


class TaxRateRecord(NamedTuple):
    """The rate of a tax code as last stated by a revision or a fee; hundredths of a percent."""

    code: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    rate: Annotated[int, LATEST]


class FeeRecord(NamedTuple):
    """A line of the price list from a day on."""

    code: Annotated[str, KEY]
    valid_from: Annotated[str, KEY]
    setter: Annotated[int, KEY]
    """0: head office; else the counter."""
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    name: Annotated[str, LATEST]
    amount: Annotated[int, LATEST]
    tax_code: Annotated[str, LATEST]
    tax_rate: Annotated[int, LATEST]


class MoneyLimitRecord(NamedTuple):
    """A sum above which a second person is needed; None: there is no such limit."""

    name: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    amount: Annotated[int | None, LATEST]


class AccountFormRecord(NamedTuple):
    """What must be told to open an account; one row."""

    name: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    required: Annotated[str, LATEST]
    """Names of fields, with commas between them."""
    identity: Annotated[str, LATEST]


TABLES = (
    Table("node", NodeRecord),
    Table("epoch", EpochRecord),
    Table("device", DeviceRecord),
    Table("checkpoint", CheckpointRecord),
    Table("clock_jump", ClockJumpRecord),
    Table("region", RegionRecord),
    Table("operator", OperatorRecord),
    Table("approver", ApproverRecord),
    Table("role_permission", RolePermissionRecord),
    Table("pin_rules", PinRulesRecord),
    Table("meter_model", MeterModelRecord),
    Table("tariff_revision", TariffRevisionRecord),
    Table("tariff_withdrawn", TariffWithdrawnRecord),
    Table("rise_cap", RiseCapRecord),
    Table("tax_rate", TaxRateRecord),
    Table("fee", FeeRecord),
    Table("money_limit", MoneyLimitRecord),
    Table("account_form", AccountFormRecord),
)
