"""Kinds of payment, debts, plans by which they are paid, and what purchases take for them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table


class PaymentKindRecord(NamedTuple):
    """Something that is paid for without a card; ``body`` is the kind as JSON."""

    code: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class PaymentReversalRecord(NamedTuple):
    """A payment that was undone; of several reversals the first one counts."""

    payment: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]


class DebtRecord(NamedTuple):
    """Something that an account was booked to owe; what is left of it tell the books."""

    event: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    name: Annotated[str, ONCE]
    amount: Annotated[int, ONCE]
    due: Annotated[str, ONCE]
    ledger_code: Annotated[str, ONCE]


class ArrearsPlanRecord(NamedTuple):
    """The plan by which an account pays its arrears, as JSON; None: it has ended."""

    account: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes | None, LATEST]


class FreeSchemeRecord(NamedTuple):
    """A scheme that gives volume for nothing, as JSON."""

    code: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class FreeWaterRecord(NamedTuple):
    """Volume that a scheme gave, by the event that opened its plan."""

    id: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    scheme: Annotated[str, ONCE]
    month: Annotated[str, ONCE]
    """Its first day."""
    quantity: Annotated[int, ONCE]


class SubsidySchemeRecord(NamedTuple):
    """A scheme by which a third party pays a share, as JSON."""

    code: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


class SubsidyTermRecord(NamedTuple):
    """The scheme that an account is in, as JSON; None: it left it."""

    account: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes | None, LATEST]


class DeductionRecord(NamedTuple):
    """What of a purchase goes to arrears, as JSON; the empty account stands for all others."""

    account: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes | None, LATEST]


TABLES = (
    Table("payment_kind", PaymentKindRecord),
    Table("payment_reversal", PaymentReversalRecord),
    Table("debt", DebtRecord, indexes=(Index("debt_account", ("account",)),)),
    Table("arrears_plan", ArrearsPlanRecord),
    Table("deduction", DeductionRecord),
    Table("free_scheme", FreeSchemeRecord),
    Table("subsidy_scheme", SubsidySchemeRecord),
    Table("subsidy_term", SubsidyTermRecord),
    Table(
        "free_water",
        FreeWaterRecord,
        indexes=(Index("free_water_account", ("account", "scheme", "month")),),
    ),
)
