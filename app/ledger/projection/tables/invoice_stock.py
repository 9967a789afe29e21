"""Pre-printed numbers: what became of ranges, which event used which number."""

from __future__ import annotations

import enum
from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST, ONCE
from app.ledger.projection.table import Index, Table


class InvoiceDeed(enum.StrEnum):
    """What was done with a range."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    SPOILED = "spoiled"
    VOID = "void"


class InvoiceRuleRecord(NamedTuple):
    """The rule as last set."""

    only: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    preprinted: Annotated[bool, LATEST]


class InvoiceRangeRecord(NamedTuple):
    """What was done with a range; several kiosks may each say something of the same numbers."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    what: Annotated[str, ONCE]
    first: Annotated[int, ONCE]
    last: Annotated[int, ONCE]
    kiosk: Annotated[int | None, ONCE]
    """Of whom it was assigned to, or who had it; None where nobody has it."""
    operator: Annotated[int | None, ONCE]
    received: Annotated[str | None, ONCE]
    """The day on which it came."""


class InvoiceLeftRecord(NamedTuple):
    """What is left of a delivery out of which numbers were taken; None: nothing is."""

    delivery: Annotated[int, KEY]
    """The event that received it."""
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    first: Annotated[int | None, LATEST]
    last: Annotated[int | None, LATEST]


class InvoiceUseRecord(NamedTuple):
    """A number that a paper took; None where none was left."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    number: Annotated[int | None, ONCE]
    kiosk: Annotated[int, ONCE]
    operator: Annotated[int, ONCE]
    shift: Annotated[int | None, ONCE]
    of: Annotated[int, ONCE]
    """The event whose paper it is."""
    copy: Annotated[bool, ONCE]
    further: Annotated[int, ONCE]


TABLES = (
    Table("invoice_rule", InvoiceRuleRecord),
    Table("invoice_left", InvoiceLeftRecord),
    Table(
        "invoice_range",
        InvoiceRangeRecord,
        indexes=(Index("invoice_range_first", ("what", "first", "last")),),
    ),
    Table(
        "invoice_use",
        InvoiceUseRecord,
        indexes=(
            Index("invoice_use_number", ("number",)),
            Index("invoice_use_shift", ("shift", "event")),
            Index("invoice_use_of", ("of", "further")),
        ),
    ),
)
