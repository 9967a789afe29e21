"""The report of a shift: X while it is open, Z when it is closed."""

from __future__ import annotations

import msgspec

from app.domain.cards import UtilityKind
from app.domain.invoice_stock import InvoicesOfShift
from app.domain.quantity import Money, Quantity
from app.printing.documents.document import Document


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a report: sales of water, fees, cash taken, ..."""

    name: str
    count: int | None = None
    amount: Money


class MoveLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something done to the drawer beside sales, and how often."""

    name: str
    count: int
    amount: Money | None = None
    """None on an X report, and where nothing moves."""


class SoldVolume(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one kind was sold."""

    kind: UtilityKind
    quantity: Quantity


class CountedPieces(msgspec.Struct, frozen=True, kw_only=True):
    """Notes or coins of one value that were counted."""

    value: Money
    pieces: int


class ShiftReport(Document, tag="shift_report", frozen=True, kw_only=True):
    """What a shift took in, paid out and counted.

    An X report leaves out what a blind count must not know beforehand: ``expected``, the sums of
    sales and refunds that it follows from, and all that follows from the count.
    """

    closed: bool
    """True for Z."""
    opened_at: str
    counted_by: str = ""
    """Who counted and closed it where its operator was away."""
    handed_to: str = ""
    """Who took the drawer over."""
    second: str = ""
    accounting_date: str
    first_receipt: str = ""
    last_receipt: str = ""
    sales: int
    sales_total: Money | None = None
    """None on an X report."""
    refunds: int
    refunds_total: Money | None = None
    """None on an X report."""
    reversals: int = 0
    """Payments undone as a whole, apart from refunds."""
    reversals_total: Money | None = None
    """None on an X report."""
    payments: int = 0
    """Taken without a card."""
    payments_total: Money | None = None
    """None on an X report."""
    payouts: int = 0
    """Deposits and account balances given back."""
    payouts_total: Money | None = None
    """None on an X report."""
    tax_invoices: int = 0
    tax_invoices_total: Money | None = None
    """What they say; no money moved by them. None on an X report."""
    credit_notes: int = 0
    credit_notes_total: Money | None = None
    """None on an X report."""
    invoices: InvoicesOfShift | None = None
    """What became of pre-printed numbers; None where none are kept."""
    volumes: tuple[SoldVolume, ...] = ()
    """Volume sold, refunds taken off. Credit in money is no volume and stands in ``earned``."""
    in_doubt: int = 0
    in_doubt_total: Money = 0
    earned: tuple[ReportLine, ...] = ()
    """What the sales were for, refunds taken off: water, surcharges, fees, arrears, tax, ..."""
    tenders: tuple[ReportLine, ...] = ()
    """How they were paid."""
    moves: tuple[MoveLine, ...] = ()
    """Bags dropped, cash paid in and out, false notes, drawer opened without a sale."""
    float_cash: Money = 0
    expected: Money | None = None
    """Cash that must be in the drawer."""
    counted: tuple[CountedPieces, ...] = ()
    counted_total: Money | None = None
    first_total: Money | None = None
    """What a first count came to; None: it was counted once."""
    over_short: Money | None = None
    """Counted less expected: negative means short."""
    copies: int = 0
    refused_sign_ins: int = 0
    x_reports: int = 0
    restarts: int = 0
    """How often the program began anew."""
    boots: int = 0
    """How often the machine did."""
    clock_jumps: int = 0
    journal_head: str = ""
    """Hash of the journal's last event before the close, in hexadecimal; Z only."""
    grand_total: Money | None = None
    """All sales of the kiosk ever, never reset."""
