"""What happens at the counter: shifts, signing in, requests, books, paper."""

from __future__ import annotations

import enum
from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, MAX, MIN, ONCE, SUM, Register
from app.ledger.projection.table import Index, Sum, Table

SHIFT_CLOSED = Register("closed_at", "closed_by", earliest=True)


class ShiftRecord(NamedTuple):
    """An operator's cash session by the event that opened it."""

    id: Annotated[int, KEY]
    operator: Annotated[int | None, ONCE] = None
    accounting_date: Annotated[str | None, ONCE] = None
    float_cash: Annotated[int | None, ONCE] = None
    opened_at: Annotated[int | None, ONCE] = None
    closed_at: Annotated[int | None, SHIFT_CLOSED] = None
    closed_by: Annotated[int | None, SHIFT_CLOSED] = None
    report_number: Annotated[int | None, SHIFT_CLOSED] = None


class XReportRecord(NamedTuple):
    """A report of a shift that went on."""

    event: Annotated[int, KEY]
    shift: Annotated[int, ONCE]
    number: Annotated[int, ONCE]


class Tally(enum.StrEnum):
    """What a shift counts."""

    SALE = "sale"
    """Purchases proved to be on their card, and cards made for a fee."""
    REFUND = "refund"
    """Money paid out."""
    REVERSAL = "reversal"
    """Money paid out for a payment that was undone as a whole."""
    PAYMENT = "payment"
    """Money taken without a card."""
    PAYOUT = "payout"
    """Deposits and account balances given back."""
    TAX_INVOICE = "tax_invoice"
    """What tax invoices say; no money moves by them."""
    CREDIT_NOTE = "credit_note"


class ShiftTallyRecord(NamedTuple):
    """Counts and sums of a shift; apart by epoch, because receipt numbers begin anew with each."""

    shift: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    what: Annotated[str, KEY]
    times: Annotated[int, SUM]
    amount: Annotated[int, SUM]
    first_receipt: Annotated[int | None, MIN]
    last_receipt: Annotated[int | None, MAX]


class ShiftBookRecord(NamedTuple):
    """The sum of all postings to a book by the events of a shift."""

    shift: Annotated[int, KEY]
    book: Annotated[str, KEY]
    amount: Annotated[int, SUM]


class SignInRecord(NamedTuple):
    """Sign-ins of an operator at a node."""

    node: Annotated[int, KEY]
    operator: Annotated[int, KEY]
    accepted: Annotated[int, SUM]
    refused: Annotated[int, SUM]
    last_at: Annotated[int | None, MAX]
    """Stamp of the last accepted one."""


class RefusedSignInRecord(NamedTuple):
    """A sign-in that was refused."""

    event: Annotated[int, KEY]
    operator: Annotated[int, ONCE]
    reason: Annotated[str, ONCE]


class RequestRecord(NamedTuple):
    """The first event that carries a caller's id at a node."""

    node: Annotated[int, KEY]
    request: Annotated[str, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    kind: Annotated[str, EARLIEST]
    """Tag of the event."""


class RemoteApprovalRecord(NamedTuple):
    """An event that a second person signed from elsewhere, by the challenge that they answered."""

    event: Annotated[int, KEY]
    challenge: Annotated[str, ONCE]
    operator: Annotated[int | None, ONCE]
    approver: Annotated[int | None, ONCE]


class PostingRecord(NamedTuple):
    """A line of an event's entries."""

    event: Annotated[int, KEY]
    line: Annotated[int, KEY]
    book: Annotated[str, ONCE]
    subject: Annotated[str, ONCE]
    amount: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    shift: Annotated[int, ONCE]
    operator: Annotated[int | None, ONCE]


class BookTotalRecord(NamedTuple):
    """The sum of all postings of a book to a subject."""

    book: Annotated[str, KEY]
    subject: Annotated[str, KEY]
    amount: Annotated[int, SUM]


class ReceiptRecord(NamedTuple):
    """A receipt number of a node's epoch and the event that took it."""

    node: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    number: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    kind: Annotated[str, EARLIEST]
    account: Annotated[str, EARLIEST]
    shift: Annotated[int, EARLIEST]


class SlipRecord(NamedTuple):
    """A slip "payment taken, not on card"."""

    node: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    number: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    plan: Annotated[int, EARLIEST]
    account: Annotated[str, EARLIEST]
    why: Annotated[str, EARLIEST]


class DocumentCopyRecord(NamedTuple):
    """A copy of a document that an operator printed."""

    event: Annotated[int, KEY]
    document: Annotated[str, ONCE]
    copy_number: Annotated[int, ONCE]
    reason: Annotated[str, ONCE]
    operator: Annotated[int | None, ONCE]


TABLES = (
    Table(
        "shift",
        ShiftRecord,
        indexes=(
            Index("shift_open", ("operator",), "closed_by IS NULL"),
            # The status bar asks every second which of a node's shifts are open.
            Index("shift_open_of_node", ("id",), "closed_by IS NULL"),
        ),
    ),
    Table("x_report", XReportRecord),
    Table("shift_tally", ShiftTallyRecord),
    Table("shift_book", ShiftBookRecord, sums=Sum(PostingRecord, ("shift", "book"), "amount")),
    Table("sign_in", SignInRecord),
    Table("refused_sign_in", RefusedSignInRecord),
    Table("request", RequestRecord),
    Table(
        "remote_approval",
        RemoteApprovalRecord,
        indexes=(Index("remote_approval_challenge", ("challenge",)),),
    ),
    Table(
        "posting",
        PostingRecord,
        indexes=(
            Index(
                "posting_account",
                ("book", "subject", "date"),
                "book IN ('arrears', 'balance', 'deposit')",
            ),
            Index("posting_subsidy", ("subject", "date"), "book = 'subsidy'"),
            Index(
                "posting_safe",
                ("date",),
                "book IN ('safe', 'bag', 'to_bank', 'bank', 'bank_over_short')",
            ),
        ),
    ),
    Table("book_total", BookTotalRecord, sums=Sum(PostingRecord, ("book", "subject"), "amount")),
    Table("receipt", ReceiptRecord),
    Table("slip", SlipRecord),
    Table("document_copy", DocumentCopyRecord),
)
