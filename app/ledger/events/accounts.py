"""Accounts."""

from __future__ import annotations

import datetime
import enum

import msgspec

from app.domain.account_closing import Emptied
from app.domain.cards import ChargingType, UtilityKind
from app.domain.customers import IdentityRule, PersonalField
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line
from app.ledger.events.base import Event


class AccountOpened(Event, tag="account_opened", frozen=True, kw_only=True):
    """A customer's file was opened."""

    account: str
    home: int
    """Node where account-level value may be spent."""
    region: int
    tariff_class: int
    household_size: int
    date: datetime.date
    sealed: bytes
    """Personal fields, encrypted under the account's own key (kept outside the journal)."""
    alike: tuple[str, ...] = ()
    """Accounts that seemed to be the same customer's, as it was said before it was opened."""


class FieldEdit(msgspec.Struct, frozen=True, kw_only=True):
    """A personal field that changed; both values encrypted under the account's own key."""

    field: str
    before: bytes
    sealed: bytes


class AccountEdited(Event, tag="account_edited", frozen=True, kw_only=True):
    """Some of a customer's details are others from now on."""

    account: str
    edits: tuple[FieldEdit, ...]
    old_region: int
    region: int
    """Of the premises; the same as before where it was not changed."""
    reason: str
    date: datetime.date


class AccountFormSet(Event, tag="account_form_set", frozen=True, kw_only=True):
    """What must be told to open an account, and what follows from an identity known already."""

    old_required: tuple[PersonalField, ...]
    required: tuple[PersonalField, ...]
    old_identity: IdentityRule
    identity: IdentityRule


class AccountErased(Event, tag="account_erased", frozen=True, kw_only=True):
    """The account's personal key was destroyed; sums and chain stay."""

    account: str
    reason: str


class AccountSuspended(Event, tag="account_suspended", frozen=True, kw_only=True):
    """The account buys nothing until it is resumed, or until a day."""

    account: str
    reason: str
    until: datetime.date | None = None
    """First day on which it is active again by itself."""
    date: datetime.date


class AccountResumed(Event, tag="account_resumed", frozen=True, kw_only=True):
    """A suspended account is active again."""

    account: str
    reason: str
    date: datetime.date


class AccountVoided(Event, tag="account_voided", frozen=True, kw_only=True):
    """Opened by mistake: no meter, no money ever. The number is never used again."""

    account: str
    reason: str
    date: datetime.date


class CardFate(enum.StrEnum):
    """Where the card of an account is when the account ends."""

    RETURNED = "returned"
    LOST = "lost"
    NONE = "none"
    """There never was one."""


class LeftBy(enum.StrEnum):
    """What says how much credit is inside a meter."""

    DIAL = "dial"
    READ_BACK = "read_back"
    """What the meter wrote on the card."""
    OVERUSED = "overused"
    """The dial, by which more was used than was credited: two people say that nothing is left."""


class SoldBack(msgspec.Struct, frozen=True, kw_only=True):
    """What of one purchase is given back."""

    purchase: EventId
    lines: tuple[Line, ...]


class ClosedMeter(msgspec.Struct, frozen=True, kw_only=True):
    """One meter of an account that ends."""

    allocation: EventId
    meter: str
    kind: UtilityKind
    charging: ChargingType
    returned: bool
    dial_before: Quantity
    """When it was allocated."""
    dial: Quantity
    """On the day of the work."""
    credited: int
    """Purchased and compensated, less refunded; as ``charging`` counts."""
    unproven: int
    """Part of it on a card that is not here and that the meter may not have taken."""
    left: int
    """Credit inside it."""
    left_by: LeftBy
    lines: tuple[Line, ...]
    """What is given back for that credit, positive."""
    sold_back: tuple[SoldBack, ...] = ()
    """The same, purchase by purchase; empty: recorded before this was told."""
    emptied: Emptied | None = None
    """Whether its credit is known to be gone; None: recorded before this was told."""


class AccountCancelled(Event, tag="account_cancelled", frozen=True, kw_only=True):
    """The account ended; every figure of its final statement."""

    account: str
    reason: str
    card: CardFate
    meters: tuple[ClosedMeter, ...]
    worked_on: datetime.date
    """Day of the work at the meters."""
    charges: tuple[Line, ...]
    """Standing charges up to that day that were still due."""
    rounding: tuple[Line, ...]
    """What rounding to cash gives the customer; negative where it takes."""
    arrears: Money
    """What the account owed, settled by this event."""
    balance: Money
    """What the utility owed it, settled by this event."""
    to_cash: Money
    to_balance: Money
    received: Money
    """Cash that the customer paid where more was due than given back."""
    deposit: Money = 0
    """What was kept for it, given back by this event."""
    receipt: int | None
    """Number of the final statement in the series of receipts; None where no money was in it."""
    shift: EventId
    entries: tuple[Posting, ...]
    date: datetime.date
    successor: str = ""
    """Account of the person who takes over premises and meters; empty: nobody does."""
    to_successor: Money = 0
    """What becomes balance of that account."""
    still_owed: Money = 0
    """Arrears that stay with this account; not in ``arrears``."""


class AccountMerged(Event, tag="account_merged", frozen=True, kw_only=True):
    """A second file of a customer ended. Balance, arrears and history stay under its number and
    count with the survivor's."""

    account: str
    survivor: str
    reason: str
    date: datetime.date
