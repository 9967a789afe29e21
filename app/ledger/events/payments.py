"""Money at the counter without a card: other payments, deposits, arrears, account balances."""

from __future__ import annotations

from datetime import date

from app.domain.arrears import ArrearsPlan, DeductionScheme
from app.domain.entries import Posting
from app.domain.free_water import FreeScheme
from app.domain.identity import EventId
from app.domain.payments import PaymentFor, PaymentKind
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.subsidy import PaidThrough, SubsidyScheme, SubsidyTerm
from app.domain.tariff.breakdown import Line
from app.ledger.events.base import Event


class PaymentKindSet(Event, tag="payment_kind_set", frozen=True, kw_only=True):
    """Something that is paid for without a card was set or changed."""

    old: PaymentKind | None
    """None: it is new."""
    new: PaymentKind


class PaymentTaken(Event, tag="payment_taken", frozen=True, kw_only=True):
    """Money was taken at the counter, and its receipt given."""

    what: PaymentFor
    account: str
    """Empty for a payer who has none."""
    sealed: bytes = b""
    """Name of such a payer, under a key of its own."""
    line: Line
    ledger_code: str = ""
    note: str = ""
    """What it is for, in the operator's words: a form's number, never a name."""
    tender: Tender
    """The first of several."""
    others: tuple[Tender, ...] = ()
    rounding: Money = 0
    """Cash beyond the line, to what coins there are; below zero: less."""
    date: date
    shift: EventId
    receipt: int
    entries: tuple[Posting, ...]

    @property
    def tenders(self) -> tuple[Tender, ...]:
        """All."""
        return (self.tender, *self.others)


class PaymentReversed(Event, tag="payment_reversed", frozen=True, kw_only=True):
    """A payment was undone in its shift; its money went back."""

    payment: EventId
    account: str
    what: PaymentFor
    line: Line
    rounding: Money = 0
    """Cash that went back beyond the line, as it had come."""
    reason: str
    date: date
    shift: EventId
    receipt: int
    entries: tuple[Posting, ...]


class PaidOut(Event, tag="paid_out", frozen=True, kw_only=True):
    """A deposit, or account balance, was given back in cash."""

    what: PaymentFor
    account: str
    amount: Money
    rounding: Money = 0
    """Cash that went out beyond it; below zero: less."""
    ledger_code: str = ""
    reason: str
    date: date
    shift: EventId
    receipt: int
    entries: tuple[Posting, ...]


class ArrearsBooked(Event, tag="arrears_booked", frozen=True, kw_only=True):
    """An account owes for something that it has not paid."""

    account: str
    line: Line
    ledger_code: str
    reason: str
    due: date
    date: date
    shift: EventId
    entries: tuple[Posting, ...]


class ArrearsWrittenOff(Event, tag="arrears_written_off", frozen=True, kw_only=True):
    """Two people gave up what an account owed, the oldest of it first."""

    account: str
    amount: Money
    reason: str
    date: date
    shift: EventId
    entries: tuple[Posting, ...]


class ArrearsPlanned(Event, tag="arrears_planned", frozen=True, kw_only=True):
    """Two people made, changed or ended the plan by which an account pays its arrears."""

    account: str
    old: ArrearsPlan | None
    new: ArrearsPlan | None
    reason: str
    date: date


class FreeSchemeSet(Event, tag="free_scheme_set", frozen=True, kw_only=True):
    """A scheme that gives volume for nothing was set or changed."""

    old: FreeScheme | None
    new: FreeScheme


class SubsidySchemeSet(Event, tag="subsidy_scheme_set", frozen=True, kw_only=True):
    """A scheme by which a third party pays a share was set or changed."""

    old: SubsidyScheme | None
    new: SubsidyScheme


class AccountSubsidised(Event, tag="account_subsidised", frozen=True, kw_only=True):
    """Two people put an account into a scheme, changed that, or ended it."""

    account: str
    old: SubsidyTerm | None
    new: SubsidyTerm | None
    reason: str
    date: date


class SubsidyPaid(Event, tag="subsidy_paid", frozen=True, kw_only=True):
    """The payer of a scheme paid what it owed, or a part of it, into the utility's account.

    Two people say so; they stand in the entry. No drawer and no shift has to do with it.
    """

    scheme: str
    payer: str
    ledger_code: str
    amount: Money
    through: PaidThrough
    reference: str
    """Number of the paper that proves it."""
    owed: Money
    """By the scheme, before it."""
    date: date
    entries: tuple[Posting, ...]


class DeductionSet(Event, tag="deduction_set", frozen=True, kw_only=True):
    """What of each purchase goes to arrears was set."""

    account: str
    """Empty: for all that have no scheme of their own."""
    old: DeductionScheme | None
    new: DeductionScheme | None
    """None: as for all."""
