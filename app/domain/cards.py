"""What a card says, independent of silicon and byte layout."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.identity import NO_MARK, EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.quantity import Quantity


class UtilityKind(enum.StrEnum):
    """What flows through a meter."""

    WATER = "water"
    ELECTRICITY = "electricity"
    GAS = "gas"
    HEAT = "heat"


class CardForm(enum.StrEnum):
    """How a meter treats a card of ours.

    An *opening* card binds itself to a meter that has none; a *reissue* card replaces the serial
    that the meter remembers; a *user* card must be the one it remembers.
    Source: notes/domain.md 2.2 and 2.3.
    """

    OPENING = "opening"
    USER = "user"
    REISSUE = "reissue"


class ChargingType(enum.StrEnum):
    """What the credit on a card counts. Source: notes/domain.md 4.1."""

    VOLUME = "volume"
    VOLUME_BACK_CHARGE = "volume_back_charge"
    """Volume; what the months read back cost more than was paid is collected at the next sale."""
    MONEY = "money"
    """Money; the meter has one price."""
    MONEY_TIERED = "money_tiered"
    """Money; the meter has tiers, of which the card carries two sets with a switch time."""

    @property
    def counts_money(self) -> bool:
        """Whether credit is in minor units of money, not in thousandths of the kind's unit."""
        return self in (ChargingType.MONEY, ChargingType.MONEY_TIERED)


class Marking(enum.StrEnum):
    """When a meter writes on the card that it has taken a load."""

    BEFORE = "before"
    """Once, before it credits: a mark alone does not prove the credit."""
    AFTER = "after"
    """Once, after it has credited: no mark does not prove that there was no credit."""
    BOTH = "both"
    """Before, without totals, and again with final totals."""


class MeterParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter is told about its own behaviour; credit as its charging type counts it."""

    alarm: Quantity = 0
    """Remaining credit at which the meter warns on its display."""
    closing_alarm: Quantity = 0
    """Remaining credit at which it closes the valve once, as a warning."""
    hoarding_limit: Quantity = 0
    """Most that may be in the meter after a load; 0: no limit."""
    overdraft: Quantity = 0
    """Credit below zero at which the valve closes."""
    pulses_per_unit: int = 1


class CardContents(msgspec.Struct, frozen=True, kw_only=True):
    """What the kiosk writes for one meter and the next kiosk (roaming). Never increments.

    A card that serves several meters has one of these for each. Credit is in thousandths of the
    kind's unit, or in minor units of money where ``charging`` counts money.
    """

    place: int = 1
    """Which of the card's places the meter has, 1..n as the profile counts them."""

    form: CardForm
    utility: int
    """Number of the utility, so that another's card is told apart."""
    region: int
    kind: UtilityKind
    charging: ChargingType
    account: str
    """Account number, up to 12 digits with its check digit."""
    meter: str
    """Meter number, up to 12 digits."""
    tariff_class: int
    household_size: int
    period_start: date
    """First day of the accounting period in which ``bought_in_period`` counts."""
    bought_in_period: Quantity
    standing_paid_to: date
    """Standing charges are paid up to, not including, this day."""
    allowance_used: Quantity
    """Free allowance used in the accounting period."""
    number: int
    """Purchase number of the load on the card, 1..n within the allocation; 0 before the first."""
    load: Quantity
    """Credit of load ``number``; 0 after a cancellation."""
    cumulative: Quantity
    """All credit written for this allocation, ``load`` included."""
    sequence: int
    """Write sequence: one more at each plan written on the card; here, that of ``mark``."""
    mark: EventId = NO_MARK
    """Opening event of the plan that last wrote this meter's part of the card."""
    parameters: MeterParameters | None = None
    """None: the meter keeps its own; a profile without room for them ignores them."""
    tariff: MeterTariff | None = None
    """For meters with tiers inside: what the card tells them."""


class ReadBackPhase(enum.StrEnum):
    """How far the meter says it came with the load on the card."""

    EMPTY = "empty"
    """Nothing about this load: empty, or it names an older mark."""
    BEGUN = "begun"
    """Marked, final totals not yet written."""
    FINAL = "final"
    """Marked with final totals."""


class MeterStatus(enum.IntFlag):
    """Status bits that a meter writes back."""

    NONE = 0
    BATTERY_LOW = 1
    VALVE_CLOSED = 2
    MAGNET = 4
    TAMPER = 8
    VALVE_FAULT = 16
    ILLEGAL_CARD = 32
    OVER_HOARDING = 64


class ReadBack(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the meter wrote on the card."""

    phase: ReadBackPhase = ReadBackPhase.EMPTY
    number: int = 0
    """Purchase number that the meter had when it wrote this."""
    remaining: Quantity = 0
    """Credit left in the meter; negative means overdrawn."""
    total_credited: Quantity = 0
    total_used: Quantity = 0
    """Use since the meter was opened: a volume, whatever the credit counts."""
    totals: bool = True
    """Whether this meter tells totals; if not, they are 0 until the ledger completes them."""
    status: int = 0
    """Bits of :class:`MeterStatus`."""
    written_on: date | None = None
    months: tuple[Quantity, ...] = ()
    """Monthly use, newest first, up to 12."""


class CardSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What lies on a reader, as far as anybody may see it: no secret is presented for this."""

    reader: str
    """As the PC/SC daemon lists it."""
    dialect: str
    """How memory cards are spoken to there."""
    atr: bytes
    chip: str
    profile: str
    """Empty for a card that is neither ours nor blank."""
    blank: bool


class CardReading(msgspec.Struct, frozen=True, kw_only=True):
    """One meter's part of a card of ours: whose card it is, what we wrote, what the meter wrote."""

    serial: bytes
    profile: str
    key_version: int
    contents: CardContents
    read_back: ReadBack

    @property
    def unloaded(self) -> bool:
        """Whether a load stands on the card that its meter has not finished taking."""
        return self.contents.load > 0 and not self.taken

    @property
    def taken(self) -> bool:
        """Whether the meter proves that it has the load: same number and same total."""
        back = self.read_back
        return (
            back.phase is ReadBackPhase.FINAL
            and back.number == self.contents.number
            and back.total_credited == self.contents.cumulative
        )
