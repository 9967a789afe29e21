"""Signing in and shifts."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cash_moves import MovesOfShift
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.invoice_stock import InvoicesOfShift
from app.domain.quantity import Money
from app.ledger.events.base import Event


class OperatorSignedIn(Event, tag="operator_signed_in", frozen=True, kw_only=True):
    """A PIN was right."""

    operator: int


class SignInRefused(Event, tag="sign_in_refused", frozen=True, kw_only=True):
    """A PIN was wrong, or the operator is locked out or not active."""

    operator: int
    reason: str


class PinChanged(Event, tag="pin_changed", frozen=True, kw_only=True):
    """An operator chose another PIN. Its verifier never stands in the journal."""

    operator: int


class ApproverSet(Event, tag="approver_set", frozen=True, kw_only=True):
    """An operator signs from elsewhere with an approval key, which never stands in the journal."""

    approver: int
    mark: str
    """Six digits that tell the key; empty: they sign from elsewhere no more."""


class OperatorInvited(Event, tag="operator_invited", frozen=True, kw_only=True):
    """Head office lets an operator choose a PIN at a kiosk, with a code that counts once."""

    operator: int
    kiosk: int
    epoch: int
    """Of the kiosk: only its key of this epoch opens the code."""
    sealed: bytes
    """The code."""


class ShiftOpened(Event, tag="shift_opened", frozen=True, kw_only=True):
    """One operator's cash session began. Its identity is this event's."""

    operator: int
    accounting_date: date
    float_cash: Money
    entries: tuple[Posting, ...]
    invoice: int | None = None
    """The pre-printed number on the uppermost sheet, as confirmed; None: none was asked for."""
    taken_over: EventId | None = None
    """The shift whose drawer it took over as it was counted; None: it began with a float."""


class Denomination(msgspec.Struct, frozen=True):
    """Pieces of one note or coin in a count."""

    value: Money
    pieces: int


class XReportPrinted(Event, tag="x_report_printed", frozen=True, kw_only=True):
    """A report of a shift that goes on was printed. Says nothing of what must be in the drawer."""

    shift: EventId
    report_number: int
    """Number of the X report, gap-free per node and epoch."""
    first_receipt: int | None
    last_receipt: int | None
    sales: int
    refunds: int
    in_doubt: int
    copies: int
    refused_sign_ins: int
    reversals: int = 0
    payments: int = 0
    """Without a card."""
    payouts: int = 0
    """Deposits and balances given back."""
    tax_invoices: int = 0
    credit_notes: int = 0
    invoices: InvoicesOfShift | None = None
    """Pre-printed numbers; None where none are kept."""
    moves: tuple[MovesOfShift, ...] = ()
    """Bags dropped, cash paid in and out, false notes, drawer opened: how often; no sums."""


class ShiftClosed(Event, tag="shift_closed", frozen=True, kw_only=True):
    """The drawer was counted blind and the shift ended."""

    shift: EventId
    operator: int
    counted: tuple[Denomination, ...]
    counted_total: Money
    expected: Money
    over_short: Money
    """Counted less expected: negative means short."""
    report_number: int
    """Number of the Z report, gap-free per node and epoch."""
    first_receipt: int | None
    last_receipt: int | None
    sales: int
    sales_total: Money
    refunds: int
    refunds_total: Money
    in_doubt: int
    copies: int
    refused_sign_ins: int
    grand_total: Money
    """All sales of the node ever, never reset."""
    x_reports: int = 0
    """X reports of the shift."""
    reversals: int = 0
    reversals_total: Money = 0
    payments: int = 0
    """Without a card."""
    payments_total: Money = 0
    payouts: int = 0
    """Deposits and balances given back."""
    payouts_total: Money = 0
    tax_invoices: int = 0
    tax_invoices_total: Money = 0
    """What they say, tax included; no money moved by them."""
    credit_notes: int = 0
    credit_notes_total: Money = 0
    invoices: InvoicesOfShift | None = None
    """Pre-printed numbers; None where none are kept."""
    moves: tuple[MovesOfShift, ...] = ()
    """Bags dropped, cash paid in and out, false notes, drawer opened without a sale."""
    first_total: Money | None = None
    """What a first count came to, where ``counted`` is the second; None: there was one count."""
    head: str = ""
    """Hash of the event before this one, in hexadecimal: the journal's head when it was closed."""
    restarts: int = 0
    """How often the program began anew in the shift."""
    boots: int = 0
    """How often the machine did: after a power cut, or switched off and on."""
    clock_jumps: int = 0
    """Jumps of the wall clock that two people accepted."""
    counted_by: int | None = None
    """Who counted and closed it where its operator was away; None: its operator did."""
    handed_to: int | None = None
    """Who took the drawer over, as counted, with a shift of their own; None: it was emptied."""
    accounting_date: date
    entries: tuple[Posting, ...]
