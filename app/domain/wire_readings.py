"""What a meter says of itself over a wire."""

from __future__ import annotations

import enum

import msgspec

from app.domain.quantity import Quantity


class ValveState(enum.StrEnum):
    """Where a meter says that its valve is."""

    OPEN = "open"
    CLOSED = "closed"
    ABNORMAL = "abnormal"
    UNKNOWN = "unknown"
    """It says what has no meaning."""


class WireReading(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of the meter that was asked."""

    dial: Quantity
    valve: ValveState
    battery_low: bool
