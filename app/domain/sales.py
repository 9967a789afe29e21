"""The parts of a sale that its events carry."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Breakdown


class LoadKind(enum.StrEnum):
    """Why credit is written."""

    PURCHASE = "purchase"
    COMPENSATION = "compensation"
    FREE = "free"
    TRANSFER = "transfer"


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Credit for one allocation under a purchase number."""

    allocation: EventId
    kind: LoadKind
    charging: ChargingType
    number: int
    quantity: Quantity = 0
    money: Money = 0
    """Only for charging types that count money."""
    breakdown: Breakdown | None = None
    """Price of this load where the sale has several; that of the first stands in the sale."""

    @property
    def credit(self) -> int:
        """What the card carries of it, as its charging type counts."""
        return self.money if self.charging.counts_money else self.quantity


class TenderKind(enum.StrEnum):
    """How something is paid."""

    CASH = "cash"
    BALANCE = "balance"
    """From the account balance."""
    CARD = "card"
    """By card at a terminal that stands beside the counter."""
    MOBILE = "mobile"
    """Mobile money."""
    VOUCHER = "voucher"
    BANK = "bank"
    """Transferred to the utility's bank account."""


class Tender(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a sale was paid."""

    kind: TenderKind
    amount: Money
    """What the sale keeps of it."""
    tendered: Money
    """What the customer handed over."""
    change: Money = 0
    """What went back."""
    to_balance: Money = 0
    """What went to the account balance instead of back."""
    reference: str = ""
    """What proves it, as typed; for cash and account balance none."""
    unconfirmed: bool = False
    """Whether it was not known, when the sale was made, that the money came."""


class AllocationTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A meter given to an account."""

    meter: str
    model: str
    kind: UtilityKind
    dial: Quantity
    """Reading of the meter's register on that day."""
    began: date
    tariff_class: int | None = None
    """What this meter's credit costs; None: the account's own tariff class."""
    seal: str = ""
    verified_on: date | None = None
    served_since: date | None = None
    """Since when the household is served, where that was before: periods and standing charges go
    on when a meter is changed. None: since ``began``."""
