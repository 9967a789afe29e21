"""Cards for meters, not for customers: what they tell a meter and what a meter tells them.

Source: notes/domain.md 5. They are dangerous (free credit, opened valves), so each one made stands
in a register, and some kinds need a second person.
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from app.domain.cards import ChargingType, MeterParameters, UtilityKind
from app.domain.identity import NO_MARK, EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.quantity import Quantity


class FunctionKind(enum.StrEnum):
    """What a function card does to a meter."""

    SETUP = "setup"
    """Region, utility, charging type and parameters; may carry a test volume."""
    METER_NUMBER = "meter_number"
    """Gives the meter its number."""
    CLEAR = "clear"
    """Back to an unopened meter without credit, valve closed."""
    CHECK = "check"
    """The meter writes all it knows; nothing in it changes."""
    TRANSFER = "transfer"
    """Takes everything out of one meter and puts it into another, a number of times."""
    TEST_VOLUME = "test_volume"
    """Credit without a purchase, to check metering and valve."""
    OPEN_VALVE = "open_valve"
    CLOSE_VALVE = "close_valve"
    CLOCK = "clock"
    TARIFF = "tariff"
    """The two tier sets of a meter that has tiers inside; the card itself expires."""
    KEY_CHANGE = "key_change"
    """From one key version to the next."""
    TAMPER_UNLOCK = "tamper_unlock"


NEED_SECOND = frozenset(
    {
        FunctionKind.CLEAR,
        FunctionKind.TRANSFER,
        FunctionKind.KEY_CHANGE,
        FunctionKind.TEST_VOLUME,
    }
)
"""Kinds that two people make, whatever stands on the card."""


class FunctionContents(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a function card. Which fields count follows from ``function``."""

    function: FunctionKind
    utility: int
    region: int
    kind: UtilityKind = UtilityKind.WATER
    """Kind of the meters that obey it."""
    uses: int = 1
    """How often meters obey it; for a transfer, how many meters may be emptied with it. 0: as often
    as it is put in, for nobody counts."""
    expires: date | None = None
    """Last day on which meters obey it."""
    meter: str = ""
    """The only meter that obeys it, empty: any; for METER_NUMBER the number to be given."""
    place: int = 1
    """Which of a customer card's places the meter reads (its sub-meter number); for SETUP."""
    charging: ChargingType = ChargingType.VOLUME
    """For SETUP."""
    parameters: MeterParameters | None = None
    """For SETUP."""
    credit: Quantity = 0
    """For TEST_VOLUME and SETUP, as the charging type counts."""
    clock: datetime | None = None
    """For CLOCK: local time."""
    tariff: MeterTariff | None = None
    """For TARIFF; for SETUP where the layout has prices there."""
    key_version: int = 0
    """For KEY_CHANGE: the version that follows."""
    mark: EventId = NO_MARK
    """Opening event of the plan that made the card."""


def needs_second(contents: FunctionContents) -> bool:
    """Whether two people make it: it can destroy credit, or create some that nobody pays for."""
    return contents.function in NEED_SECOND or contents.credit > 0


class MeterDump(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter wrote on a check or transfer card."""

    meter: str
    account: str = ""
    """Empty where the meter was not opened."""
    card: bytes = b""
    """Serial of the customer's card that it accepts."""
    number: int = 0
    remaining: Quantity = 0
    total_credited: Quantity = 0
    total_used: Quantity = 0
    status: int = 0
    """Bits of :class:`app.domain.cards.MeterStatus`."""
    written_on: date | None = None
    months: tuple[Quantity, ...] = ()
    device: str = ""
    """Identity of the device itself, which a number given by card does not change."""
    claimed_by: str = ""
    """Transfer: the only device that may take the credit; it may have, where none is delivered."""
    delivered_to: str = ""
    """Transfer: device that has taken the credit out of the card; empty: it is still on it."""
    charging: ChargingType | None = None
    """What its credit counts; None where it has not been told."""
    taken: EventId = NO_MARK
    """Mark of the last load that it took."""
    begun: EventId = NO_MARK
    """Mark of a load that it has marked and not yet credited."""
    place: int = 0
    """Place of a customer's card that it reads, where nothing else tells it apart; such a meter
    tells no totals. 0: not said."""


class FunctionReading(msgspec.Struct, frozen=True, kw_only=True):
    """A function card as decoded."""

    serial: bytes
    profile: str
    key_version: int
    contents: FunctionContents
    uses_left: int
    """0 also where nobody counts."""
    dumps: tuple[MeterDump, ...] = ()
    """What meters wrote, in the order in which they did."""
    used_by: str = ""
    """Device that obeyed it last, where the card says so."""
