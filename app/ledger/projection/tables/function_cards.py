"""The register of function cards, and what meters wrote on them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE, Register
from app.ledger.projection.table import Index, Table

READ = Register("read_at", "read_by")
RETURNED = Register("returned_at", "returned_by", earliest=True)
LOST = Register("lost_at", "lost_by", earliest=True)


class FunctionCardRecord(NamedTuple):
    """A function card by the event that opened its plan.

    Serial, profile, maker and outcome stand with the plan.
    """

    id: Annotated[int, KEY]
    function: Annotated[str | None, ONCE] = None
    """A FunctionKind; None while only later events of the card are known."""
    holder: Annotated[str | None, ONCE] = None
    reason: Annotated[str | None, ONCE] = None
    due_back: Annotated[str | None, ONCE] = None
    second: Annotated[int | None, ONCE] = None
    contents: Annotated[bytes | None, ONCE] = None
    read_at: Annotated[int | None, READ] = None
    read_by: Annotated[int | None, READ] = None
    uses_left: Annotated[int | None, READ] = None
    """As last read; None where it was never read back."""
    returned_at: Annotated[int | None, RETURNED] = None
    returned_by: Annotated[int | None, RETURNED] = None
    returned: Annotated[str | None, RETURNED] = None
    """Day on which it came back."""
    lost_at: Annotated[int | None, LOST] = None
    lost_by: Annotated[int | None, LOST] = None
    lost: Annotated[str | None, LOST] = None
    """Day on which it was missed."""
    lost_why: Annotated[str | None, LOST] = None


class MeterReadingRecord(NamedTuple):
    """What one meter wrote on a function card; credit as that meter counts it."""

    event: Annotated[int, KEY]
    line: Annotated[int, KEY]
    function_card: Annotated[int, ONCE]
    read_on: Annotated[str, ONCE]
    """Day on which the card was read back."""
    meter: Annotated[str, ONCE]
    account: Annotated[str, ONCE]
    number: Annotated[int, ONCE]
    remaining: Annotated[int, ONCE]
    total_credited: Annotated[int, ONCE]
    total_used: Annotated[int, ONCE]
    status: Annotated[int, ONCE]
    written_on: Annotated[str | None, ONCE]
    dump: Annotated[bytes, ONCE]
    """All that it wrote, as JSON."""


TABLES = (
    Table(
        "function_card",
        FunctionCardRecord,
        indexes=(
            Index("function_card_holder", ("holder",)),
            Index("function_card_due", ("due_back",), "returned_by IS NULL"),
        ),
    ),
    Table(
        "meter_reading",
        MeterReadingRecord,
        indexes=(
            Index("meter_reading_meter", ("meter", "event")),
            Index("meter_reading_card", ("function_card",)),
        ),
    ),
)
