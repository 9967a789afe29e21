"""Sales, refunds, reissues, compensation: each a card plan that is opened and closed."""

from __future__ import annotations

import enum
from datetime import date
from typing import ClassVar

import msgspec

from app.domain.cards import CardContents, ReadBack
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.plans import Plan
from app.domain.quantity import Money, Quantity
from app.domain.reissue import Identification, LastLoad, ReissueReason
from app.domain.sales import AllocationTerms, Load, LoadKind, Tender
from app.domain.tariff.breakdown import Breakdown, Line
from app.ledger.events.base import Event


class WrittenPart(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter's part of a card will say."""

    allocation: EventId
    contents: CardContents


class Opening(Event, frozen=True, kw_only=True):
    """Any event that opens a card plan; its identity is the plan's mark."""

    account: str
    allocation: EventId
    plan: Plan
    contents: CardContents
    """What the card will say; of several meters, the first one's part."""
    others: tuple[WrittenPart, ...] = ()
    """The parts of further meters, written by the same plan."""
    date: date
    shift: EventId
    entries: tuple[Posting, ...] = ()

    @property
    def parts(self) -> tuple[WrittenPart, ...]:
        """All parts that the plan writes, that of ``allocation`` first."""
        first = WrittenPart(allocation=self.allocation, contents=self.contents)
        return (first, *self.others)


class Closing(Event, frozen=True, kw_only=True):
    """Any event that closes a card plan as having happened."""

    plan: EventId
    account: str
    allocation: EventId
    date: date
    shift: EventId
    receipt: int | None
    """Gap-free number in the series of node and epoch; None where none is given."""
    entries: tuple[Posting, ...] = ()


class ReissuedPart(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the load of one meter when its card is replaced."""

    restores: EventId | None = None
    """The purchase, or compensation, whose unloaded load the new card carries again."""
    owed: Quantity = 0
    """Load that may be lost with the old card and is not restored."""
    last_load: LastLoad | None = None
    """What becomes of the last load; None: recorded before this was told."""


class ReissueTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Which card is replaced by the one that a purchase is written to, and why."""

    old_serial: bytes
    reason: ReissueReason
    identity: Identification | None = None
    """How it was made sure who asks."""
    loads: tuple[ReissuedPart, ...]
    """What becomes of the last load of each part of the plan, in the same order."""


class CardReplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A card was made that supersedes another, together with something else."""

    old_serial: bytes
    new_serial: bytes
    allocations: tuple[EventId, ...]
    """The meters of the card."""
    owed: tuple[Quantity, ...]
    """What is owed for each of them: it may be lost with the old card."""


class PurchasePaid(Opening, tag="purchase_paid", frozen=True, kw_only=True):
    """Cash was confirmed and the plan of its load is committed."""

    allocates: AllocationTerms | None = None
    """For the first purchase: the meter, allocated by this very event."""
    loads: tuple[Load, ...]
    """One for each part of the plan, in the same order; where the plan also replaces a card, the
    last parts may have none: their meters buy nothing."""
    breakdown: Breakdown
    """Price of the first load."""
    tenders: tuple[Tender, ...]
    """How the whole sale is paid."""
    reissues: ReissueTerms | None = None
    """For a purchase written to a new card that replaces another."""

    @property
    def sold(self) -> tuple[tuple[WrittenPart, Load], ...]:
        """Each load with the part of the card that carries it."""
        return tuple(zip(self.parts, self.loads, strict=self.reissues is None))

    @property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """The price of each load."""
        return (self.breakdown, *(load.breakdown or self.breakdown for load in self.loads[1:]))


class PurchaseLoaded(Closing, tag="purchase_loaded", frozen=True, kw_only=True):
    """The purchase is on the card."""

    purchase: EventId
    """The :class:`PurchasePaid`; equal to ``plan`` unless the plan was renewed."""
    replaces: CardReplaced | None = None
    """The card that is superseded from now on."""


class PlanRenewed(Opening, tag="plan_renewed", frozen=True, kw_only=True):
    """A card that could not take its plan was scrapped; another card gets the same contents."""

    renews: EventId
    """The plan that was closed as scrapped."""
    subject: EventId
    """First opening event of the chain."""


class RefundBasis(enum.StrEnum):
    """Why money goes back."""

    UNLOADED = "unloaded"
    """A completed purchase that its meter has not taken."""
    NOT_WRITTEN = "not_written"
    """A paid purchase in doubt whose card shows the before-image (money back)."""
    REVERSED = "reversed"
    """The last purchase of a shift, undone as a whole in it; its meter has not taken it."""

    @property
    def was_loaded(self) -> bool:
        """Whether the purchase had come onto its card."""
        return self is not RefundBasis.NOT_WRITTEN


class RefundOpened(Opening, tag="refund_opened", frozen=True, kw_only=True):
    """The load is being taken off the card; money goes out only later."""

    purchase: EventId
    basis: RefundBasis
    closes: EventId | None = None
    """For money back: the plan of the purchase, closed as not written by this event."""
    reason: str
    quantity: Quantity
    """Volume that comes off the card."""
    money: Money = 0
    """Credit that comes off the card of a meter that counts money."""
    lines: tuple[Line, ...]
    """What is returned, positive."""
    amount: Money
    """What is due: the lines, and in a reversal also what the payment had put on the account
    balance, which is taken back from there."""
    needs_proof: bool
    """Copyable card: pay only on the meter's final read-back."""


class LoadCancelled(Closing, tag="load_cancelled", frozen=True, kw_only=True):
    """The load is off the card; the money waits for the meter's final read-back."""

    refund: EventId
    purchase: EventId
    amount: Money
    proof_number: int
    proof_total: Quantity
    """Number and unchanged total that the read-back must show."""
    replaces: CardReplaced | None = None
    """The card that is superseded all the same, where the purchase was to be written to a new
    one: that is made now, without the load."""


class RefundPaid(Closing, tag="refund_paid", frozen=True, kw_only=True):
    """Money went out for a cancelled load."""

    refund: EventId
    purchase: EventId
    amount: Money
    to_cash: Money
    to_balance: Money
    lines: tuple[Line, ...] = ()
    evidence: ReadBack | None = None
    reversal: bool = False
    """Whether a whole payment was undone: shift reports count those apart."""


class RefundRefuted(Closing, tag="refund_refuted", frozen=True, kw_only=True):
    """The meter proved that it had the load that was taken off: nothing is ever paid for it.

    The entry names the two who saw it. ``receipt``: for a payment that had none yet.
    """

    refund: EventId
    purchase: EventId
    amount: Money
    """What was due and is not any more."""
    credit: int
    """The load, as the meter counts: volume or money."""
    serial: bytes
    mark: EventId
    """Plan that last wrote the card on which the meter proved it; its total lacks the load."""
    evidence: ReadBack
    sold: bool = False
    """Whether the payment counts as a sale only now: it was thought never written."""


class ReissueOpened(Opening, tag="reissue_opened", frozen=True, kw_only=True):
    """A new card is being made that supersedes the old one, or the same one is written again."""

    old_serial: bytes
    reason: ReissueReason
    restores: EventId | None
    """The purchase, or compensation, whose unloaded load the new card carries again."""
    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()
    total: Money = 0
    owed: Quantity = 0
    """Load that may be lost with the old card and is not restored; owed once the card is made."""
    other_loads: tuple[ReissuedPart, ...] = ()
    """The same of each further meter, in the order of ``others``."""
    last_load: LastLoad | None = None
    """What becomes of the last load of ``allocation``; None: recorded before this was told."""
    identity: Identification | None = None
    """How it was made sure who asks; None: the old card said it, or nothing had to."""


class CardReissued(Closing, tag="card_reissued", frozen=True, kw_only=True):
    """The new card is made; the old one is superseded, unless it is the same."""

    old_serial: bytes
    new_serial: bytes
    lines: tuple[Line, ...] = ()
    owed: Quantity = 0
    """Load that may have been lost with the old card: an exception owed to the customer."""
    other_allocations: tuple[EventId, ...] = ()
    """Further meters of the card."""
    other_owed: tuple[Quantity, ...] = ()
    """What is owed for each of them."""


class RewriteOpened(Opening, tag="rewrite_opened", frozen=True, kw_only=True):
    """The same load is written again because its meter marked it without taking it."""

    purchase: EventId
    """The event that opened the plan of the load: a purchase's, or a compensation's."""


class LoadRewritten(Closing, tag="load_rewritten", frozen=True, kw_only=True):
    """The same load is on the card again; it can no longer be refunded."""

    schema: ClassVar[int] = 2
    purchase: EventId
    kind: LoadKind = LoadKind.PURCHASE
    """What kind of load it is."""


class CompensationOpened(Opening, tag="compensation_opened", frozen=True, kw_only=True):
    """Credit without money is being put on a card; the entry names the two who gave it."""

    load: Load
    reason: str
    settles: Quantity = 0
    """Part of it that makes good what was owed to the customer for this meter."""
    scheme: str = ""
    """Of free volume: the scheme that gives it."""


class CompensationLoaded(Closing, tag="compensation_loaded", frozen=True, kw_only=True):
    """The compensation is on the card. It has neither money nor a receipt number."""

    settles: Quantity = 0
    """So much less is owed to the customer from now on."""
