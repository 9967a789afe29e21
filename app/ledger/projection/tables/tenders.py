"""Money that is not cash: what counters take of it, its references, what became of it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table


class TenderKindRecord(NamedTuple):
    """Whether a counter takes a kind of payment; 0: what head office says for all."""

    setter: Annotated[int, KEY]
    kind: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    taken: Annotated[bool, LATEST]


class TenderRecord(NamedTuple):
    """One payment that is not cash, as a sale, its correction or its outcome names it."""

    event: Annotated[int, KEY]
    line: Annotated[int, KEY]
    """Which tender of it, from 0."""
    sale: Annotated[int, ONCE]
    kind: Annotated[str, ONCE]
    reference: Annotated[str | None, ONCE]
    """None where it was not known whether it came."""
    amount: Annotated[int, ONCE]
    account: Annotated[str, ONCE]
    date: Annotated[str, ONCE]
    shift: Annotated[int, ONCE]
    """Whose takings it is among."""
    outcome: Annotated[bool, ONCE]
    """Whether it only confirms what the sale named without reference."""


class TenderOutcomeRecord(NamedTuple):
    """Whether a payment came of which nobody knew."""

    sale: Annotated[int, KEY]
    line: Annotated[int, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    came: Annotated[bool, EARLIEST]


TABLES = (
    Table("tender_kind", TenderKindRecord),
    Table(
        "tender",
        TenderRecord,
        indexes=(
            Index("tender_reference", ("kind", "reference"), "reference IS NOT NULL"),
            Index("tender_unconfirmed", ("event",), "reference IS NULL"),
            Index("tender_sale", ("sale",)),
            Index("tender_account", ("account",)),
        ),
    ),
    Table("tender_outcome", TenderOutcomeRecord),
)
