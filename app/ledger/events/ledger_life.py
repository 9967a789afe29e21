"""Birth, restores and settings of a ledger."""

from __future__ import annotations

from typing import ClassVar

from app.ledger.events.base import Event


class LedgerBegun(Event, tag="ledger_begun", frozen=True, kw_only=True):
    """The genesis: first event of a node's first epoch."""

    schema: ClassVar[int] = 2

    utility: int
    """1..65535, as written on cards."""
    utility_name: str
    utility_address: str = ""
    tax_number: str = ""
    phone: str = ""
    currency: str
    """ISO 4217 code."""
    currency_digits: int
    """Decimals of the minor unit: 2 for most, 0 for UGX."""
    time_zone: str
    """IANA name."""
    region: int
    """Home region of this kiosk, as written on cards."""
    region_name: str
    site: str
    """Site prefix of account numbers, 1 to 4 digits."""
    receipt_footer: str = ""
    roaming: bool = False
    """Whether cards of this utility are sold to at other kiosks too; otherwise stand-alone."""
    public_key: bytes
    """Ed25519 key that signs this node's checkpoints."""
    office: bool = False
    """Whether this is head office's own ledger."""


class OfficeJoined(Event, tag="office_joined", frozen=True, kw_only=True):
    """A counter that stood alone belongs to a head office from now on.

    What it sold before stands at its own prices.
    """

    office_key: bytes
    """Ed25519, of the office identity."""


class EpochBegun(Event, tag="epoch_begun", frozen=True, kw_only=True):
    """First event of a later epoch: the ledger was restored from a backup."""

    previous_epoch: int
    previous_seq: int
    previous_hash: bytes
    reason: str
    public_key: bytes


class Checkpoint(Event, tag="checkpoint", frozen=True, kw_only=True):
    """The node signs its chain up to here (shift close, seal of a run)."""

    upto: int
    """Sequence of the last event covered."""
    hash: bytes
    signature: bytes


class DeviceChanged(Event, tag="device_changed", frozen=True, kw_only=True):
    """Reader, printer or path settings were changed at the kiosk."""

    key: str
    old: str
    new: str


class UtilityChanged(Event, tag="utility_changed", frozen=True, kw_only=True):
    """The printed particulars of the utility changed."""

    utility_name: str
    utility_address: str = ""
    tax_number: str = ""
    phone: str = ""
    receipt_footer: str = ""


class ClockJumpAccepted(Event, tag="clock_jump_accepted", frozen=True, kw_only=True):
    """Two people said that the wall clock is right although it jumped."""

    wall_milliseconds: int
    """The time that they accept, milliseconds since 1970 UTC."""
    reason: str
