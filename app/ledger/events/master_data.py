"""Regions, operators, meter models, tariffs, fees."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission, Role
from app.domain.pins import PinRules
from app.domain.quantity import Money, Quantity
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.rise_cap import RiseCap
from app.ledger.events.base import Event


class RegionSet(Event, tag="region_set", frozen=True, kw_only=True):
    """A region was added, renamed, moved, closed or opened again."""

    schema: ClassVar[int] = 2

    region: int
    name: str
    parent: int | None = None
    code: str = ""
    """What it is called within its parent, as utilities code places: ``03``."""
    closed: bool = False
    """Whether no account may be opened there any more. A region never vanishes."""
    replaces: EventId | None = None
    """The event that set it before, where the old value stands; None: it is new."""


class OperatorSet(Event, tag="operator_set", frozen=True, kw_only=True):
    """An operator was added or changed. The PIN's verifier never stands in the journal."""

    operator: int
    name: str
    role: Role
    active: bool = True


class PinRulesSet(Event, tag="pin_rules_set", frozen=True, kw_only=True):
    """New PINs have to be so from now on."""

    old: PinRules
    new: PinRules


class PermissionSet(Event, tag="permission_set", frozen=True, kw_only=True):
    """A role grants something from now on, or no more."""

    role: Role
    permission: Permission
    old: bool
    new: bool


class MeterModelSet(Event, tag="meter_model_set", frozen=True, kw_only=True):
    """A meter model was added or changed.

    Limits and alarms are credit as ``charging`` counts it: thousandths of the kind's unit, or
    minor units of money. Source: notes/domain.md 4 and 6.1.
    """

    schema: ClassVar[int] = 4

    model: str
    maker: str
    kind: UtilityKind
    profile: str
    charging: ChargingType = ChargingType.VOLUME
    hoarding_limit: Quantity | None = None
    """Most that the meter may hold after a load."""
    largest_load: Quantity | None = None
    pulses_per_unit: int = 1
    alarm: Quantity = 0
    """Remaining credit at which the meter warns; 0: never."""
    closing_alarm: Quantity = 0
    """Remaining credit at which it closes the valve once, as a warning; 0: never."""
    overdraft: Quantity = 0
    """Credit below zero at which the valve closes."""
    dial_digits: int | None = None
    """Whole units that the register shows before it begins at 0 again; None: not known."""
    largest_flow: Quantity | None = None
    """Most that flows through it in an hour, in thousandths of a unit; None: not known."""
    replaces: EventId | None = None
    """The event that set it before, where the old value stands; None: it is new."""


class TariffRevisionSet(Event, tag="tariff_revision_set", frozen=True, kw_only=True):
    """A revision was added. Revisions are never changed."""

    revision: TariffRevision


class FeeSet(Event, tag="fee_set", frozen=True, kw_only=True):
    """A line of the price list from a day on."""

    schema: ClassVar[int] = 2

    code: str
    """``opening``, ``card``, ``reissue``, ..."""
    name: str
    amount: Money
    """What the customer pays, tax included."""
    tax_code: str = ""
    tax_rate: int = 0
    """Hundredths of a percent inside ``amount``."""
    valid_from: date
    replaces: EventId | None = None
    """The event that set this fee before, where the old value stands; None: it is new."""


class TariffRevisionWithdrawn(Event, tag="tariff_revision_withdrawn", frozen=True, kw_only=True):
    """A revision that was not in force yet will never be."""

    revision: TariffRevision
    """All of what is withdrawn: the old value."""
    reason: str
    date: date


class RiseCapSet(Event, tag="rise_cap_set", frozen=True, kw_only=True):
    """How much a customer of a class may buy before its prices rise, from now on."""

    tariff_class: int
    cap: RiseCap | None
    """None: as much as anybody likes."""
    replaces: EventId | None = None
    """The event that set it before, where the old value stands; None: it was never set."""
