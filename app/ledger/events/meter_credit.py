"""Credit inside a meter that is paid back; the meter serves its account no longer."""

from __future__ import annotations

import datetime
import enum

import msgspec

from app.domain.cards import ChargingType, UtilityKind
from app.domain.entries import Posting
from app.domain.function_cards import MeterDump
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line
from app.ledger.events.base import Event


class MeterFate(enum.StrEnum):
    """What became of the meter whose credit is paid back."""

    EMPTIED = "emptied"
    """A transfer card took its credit and was made blank since."""
    REMOVED = "removed"
    """It came off the wall. One that is only cleared would be opened by an old opening card."""


class CreditShare(msgspec.Struct, frozen=True, kw_only=True):
    """What of one purchase goes back, with its tier, to the period of its sale."""

    purchase: EventId
    allocation: EventId
    """Meter that the purchase was for."""
    quantity: Quantity
    """0 where the meter counts money."""
    allowance: Quantity
    """Free volume in it."""
    money: Money
    """Credit of a meter that counts money."""
    lines: tuple[Line, ...]
    to_balance: Money = 0
    """What of it becomes account balance: so much less of the purchase had come in cash."""


class MeterCreditRefunded(Event, tag="meter_credit_refunded", frozen=True, kw_only=True):
    """The price of credit inside a meter went back; its allocation ended."""

    account: str
    allocation: EventId
    meter: str
    kind: UtilityKind
    charging: ChargingType
    fate: MeterFate
    credited: int
    """All credit of the allocation that its meter has taken; as ``charging`` counts."""
    dial_before: Quantity
    dial: Quantity | None = None
    """Read off the meter; None where a transfer card told."""
    dial_digits: int | None
    """Of its register: after all nines it goes on from zero; None: unknown, it never does."""
    remaining: int
    """As the meter shows it, or told the transfer card."""
    left: int
    """Credit that is paid back."""
    dump: MeterDump | None = None
    """What the meter told the transfer card."""
    erased_by: EventId | None = None
    """The plan that made the transfer card blank, credit and all."""
    technician: str = ""
    form: str = ""
    """Number of the technician's form."""
    worked_on: datetime.date
    reason: str
    shares: tuple[CreditShare, ...]
    """Newest purchase first."""
    lines: tuple[Line, ...]
    """All that goes back, rounding among it; positive."""
    amount: Money
    to_balance: Money = 0
    """What of it becomes account balance; the rest went out of the drawer."""
    receipt: int
    shift: EventId
    entries: tuple[Posting, ...]
    date: datetime.date
