"""What head office granted a counter, what the counter goes by, and what it took since."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST, SUM, Register
from app.ledger.projection.table import Table

NEWEST = Register("serial", "event")
"""Of several grants the one with the highest serial counts, whenever it came."""


class AllowanceGrantRecord(NamedTuple):
    """A grant of head office."""

    kiosk: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    serial: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    money: Annotated[int, LATEST]
    sales: Annotated[int, LATEST]
    until: Annotated[str, LATEST]
    cash_since: Annotated[int | None, LATEST]
    sales_since: Annotated[int | None, LATEST]


class AllowanceRuleRecord(NamedTuple):
    """By what rule a counter (0: each that has none) is granted limits; as JSON, None: by hand."""

    kiosk: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    rule: Annotated[bytes | None, LATEST]


class AllowanceRecord(NamedTuple):
    """What a counter goes by."""

    node: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    serial: Annotated[int, NEWEST]
    event: Annotated[int, NEWEST]
    at: Annotated[int, NEWEST]
    money: Annotated[int, NEWEST]
    sales: Annotated[int, NEWEST]
    until: Annotated[str, NEWEST]
    typed: Annotated[bool, NEWEST]
    cash_before: Annotated[int, NEWEST]
    sales_before: Annotated[int, NEWEST]


class TakingsRecord(NamedTuple):
    """What a counter took in an epoch."""

    node: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    cash: Annotated[int, SUM]
    sales: Annotated[int, SUM]


class NumberBlockRecord(NamedTuple):
    """Serials of account numbers that a counter may give."""

    kiosk: Annotated[int, KEY]
    epoch: Annotated[int, KEY]
    first: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    last: Annotated[int, LATEST]
    site: Annotated[str, LATEST]


TABLES = (
    Table("allowance_grant", AllowanceGrantRecord),
    Table("allowance_rule", AllowanceRuleRecord),
    Table("allowance", AllowanceRecord),
    Table("takings", TakingsRecord),
    Table("number_block", NumberBlockRecord),
)
