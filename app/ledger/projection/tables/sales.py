"""Purchases, refunds, reissues, compensation, and what is owed to customers in credit."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import ANY, KEY, LATEST, MIN, ONCE
from app.ledger.projection.table import Index, Table


class PurchaseRecord(NamedTuple):
    """A purchase by the event that paid for it; one row for each meter that it is for.

    Whether it came onto its card stands with its plan.
    """

    id: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    account: Annotated[str | None, ONCE] = None
    number: Annotated[int | None, ONCE] = None
    date: Annotated[str | None, ONCE] = None
    kind: Annotated[str | None, ONCE] = None
    """Utility kind."""
    period_start: Annotated[str | None, ONCE] = None
    """Accounting period that the purchase counts in."""
    quantity: Annotated[int | None, ONCE] = None
    """Volume on the card, free volume included; 0 where the meter counts money."""
    money: Annotated[int | None, ONCE] = None
    """Credit in money on the card, of a meter that counts it."""
    allowance: Annotated[int | None, ONCE] = None
    """Free volume in it."""
    total: Annotated[int | None, ONCE] = None
    standing_paid_to: Annotated[str | None, ONCE] = None
    back_charged_to: Annotated[str | None, ONCE] = None
    allocates: Annotated[bytes | None, ONCE] = None
    loads: Annotated[bytes | None, ONCE] = None
    tenders: Annotated[bytes | None, ONCE] = None
    """Of the whole sale; none in the rows of further meters."""
    breakdown: Annotated[bytes | None, ONCE] = None
    operator: Annotated[int | None, ONCE] = None
    serial: Annotated[bytes | None, ONCE] = None
    """Of the card that it was first to be written to."""
    region: Annotated[int | None, ONCE] = None
    """Of the account, when it bought."""
    subsidised: Annotated[int | None, ONCE] = None
    """Volume in it that a third party paid a share of."""
    subsidised_price: Annotated[int | None, ONCE] = None
    """Full price of that volume."""
    scheme: Annotated[str | None, ONCE] = None
    """By which that third party pays."""
    rewritten: Annotated[bool, ANY] = False


class TenderCorrectionRecord(NamedTuple):
    """How a sale was really paid."""

    purchase: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    tenders: Annotated[bytes, LATEST]


class ReckonedAnewRecord(NamedTuple):
    """What a purchase costs and how it counts since tariff class or household were put right."""

    purchase: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    period_start: Annotated[str, LATEST]
    allowance: Annotated[int, LATEST]
    lines: Annotated[bytes, LATEST]


class RefundRecord(NamedTuple):
    """A refund by the event that opened it."""

    id: Annotated[int, KEY]
    # Stated by each event of the refund, always the same; MIN holds any order even if it were not.
    purchase: Annotated[int, MIN]
    account: Annotated[str, MIN]
    allocation: Annotated[int, MIN]
    basis: Annotated[str | None, ONCE] = None
    quantity: Annotated[int | None, ONCE] = None
    money: Annotated[int | None, ONCE] = None
    amount: Annotated[int | None, ONCE] = None
    needs_proof: Annotated[bool | None, ONCE] = None
    reason: Annotated[str | None, ONCE] = None
    date: Annotated[str | None, ONCE] = None
    shift: Annotated[int | None, ONCE] = None
    closes: Annotated[int | None, ONCE] = None
    """Plan of the purchase that the refund closes as not written."""
    cancelled: Annotated[int | None, MIN] = None
    proof_number: Annotated[int | None, MIN] = None
    proof_total: Annotated[int | None, MIN] = None
    paid: Annotated[int | None, MIN] = None
    to_cash: Annotated[int | None, MIN] = None
    to_balance: Annotated[int | None, MIN] = None
    receipt: Annotated[int | None, MIN] = None
    lines: Annotated[bytes | None, ONCE] = None
    refuted: Annotated[int | None, MIN] = None
    """The event that recorded that the meter had the load."""
    refuted_mark: Annotated[int | None, MIN] = None
    """The write on whose card the meter proved it."""
    had: Annotated[int | None, MIN] = None
    """The load, as the meter counts it."""


class ReissueRecord(NamedTuple):
    """A reissue by the event that opened it; one row for each meter of the card."""

    id: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    old_serial: Annotated[bytes, ONCE]
    reason: Annotated[str, ONCE]
    identity: Annotated[str | None, ONCE]
    restores: Annotated[int | None, ONCE]
    last_load: Annotated[str | None, ONCE]
    owed: Annotated[int, ONCE]
    total: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    shift: Annotated[int, ONCE]
    lines: Annotated[bytes, ONCE]
    tenders: Annotated[bytes, ONCE]


class CompensationRecord(NamedTuple):
    """A compensation by the event that opened it; whether it came onto its card tells its plan."""

    id: Annotated[int, KEY]
    allocation: Annotated[int, ONCE]
    account: Annotated[str, ONCE]
    number: Annotated[int, ONCE]
    load: Annotated[bytes, ONCE]
    credit: Annotated[int, ONCE]
    """What the card carries of it, as its charging type counts."""
    in_money: Annotated[bool, ONCE]
    """Whether that is money."""
    settles: Annotated[int, ONCE]
    reason: Annotated[str, ONCE]


class CreditOwedRecord(NamedTuple):
    """Credit that is owed to a customer, by the event that says so.

    Below zero where the event says that a compensation made it good, or that a meter had it after
    all: the sum is what is owed.
    """

    event: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    purchase: Annotated[int | None, ONCE]
    quantity: Annotated[int, ONCE]
    why: Annotated[str, ONCE]


TABLES = (
    Table(
        "purchase",
        PurchaseRecord,
        indexes=(
            Index("purchase_account", ("account", "date", "id", "allocation")),
            Index("purchase_allocation", ("allocation", "number")),
            Index("purchase_date", ("date", "id", "allocation")),
            Index("purchase_serial", ("serial", "date", "id", "allocation")),
            Index("purchase_operator", ("operator", "date", "id", "allocation")),
            Index("purchase_region", ("region", "date", "id", "allocation")),
            Index("purchase_total", ("total", "date", "id", "allocation")),
            Index("purchase_scheme", ("scheme", "date"), "scheme IS NOT NULL"),
        ),
    ),
    Table("reckoned_anew", ReckonedAnewRecord),
    Table("tender_correction", TenderCorrectionRecord),
    Table(
        "refund",
        RefundRecord,
        indexes=(
            Index("refund_purchase", ("purchase",)),
            Index("refund_account", ("account", "date")),
            Index("refund_date", ("date", "id")),
            Index("refund_unpaid", ("account",), "paid IS NULL"),
            Index("refund_refuted", ("allocation", "refuted_mark"), "refuted_mark IS NOT NULL"),
        ),
    ),
    Table("reissue", ReissueRecord),
    Table(
        "compensation",
        CompensationRecord,
        indexes=(
            Index("compensation_allocation", ("allocation", "number")),
            Index("compensation_account", ("account",)),
        ),
    ),
    Table("credit_owed", CreditOwedRecord, indexes=(Index("credit_owed_account", ("account",)),)),
)
