"""What was put right or taken back, one row for each thing that an event changed."""

from __future__ import annotations

import enum
from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE
from app.ledger.projection.table import Index, Table


class Corrected(enum.StrEnum):
    """What was put right or taken back."""

    PURCHASE = "purchase"
    """A payment for loads, undone as a whole."""
    PAYMENT = "payment"
    """A payment without a card."""
    ARREARS = "arrears"
    """Given up."""
    TENDERS = "tenders"
    """How a sale was paid."""
    TARIFF_CLASS = "tariff_class"
    HOUSEHOLD_SIZE = "household_size"
    RECOUNT = "recount"
    """What several counters sold, in the order of the cards."""
    METER = "meter"
    """The number of a meter."""
    DIAL = "dial"
    """The reading with which a meter was allocated."""
    METER_CHANGE = "meter_change"


class CorrectionRecord(NamedTuple):
    """One thing that an event put right; who did it, and why, stands with its deed."""

    event: Annotated[int, KEY]
    what: Annotated[str, KEY]
    date: Annotated[str, ONCE]
    account: Annotated[str, ONCE]
    of: Annotated[int | None, ONCE]
    """The purchase, payment or allocation that it corrects; where it wrote a card, its plan."""
    amount: Annotated[int, ONCE]
    """What the account has to pay more for it; below zero, less."""
    moved: Annotated[int, ONCE]
    """What was paid by other means than recorded."""
    old: Annotated[str, ONCE]
    new: Annotated[str, ONCE]


TABLES = (
    Table(
        "correction",
        CorrectionRecord,
        indexes=(Index("correction_date", ("date", "event", "what")),),
    ),
)
