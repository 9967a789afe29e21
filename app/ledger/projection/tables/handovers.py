"""Change of customer: its settings, and who took over from whom."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY, LATEST
from app.ledger.projection.table import Table


class HandoverRecord(NamedTuple):
    """Whether something goes over to the new person."""

    what: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    goes: Annotated[bool, LATEST]


class SuccessionRecord(NamedTuple):
    """The account that a person took over from."""

    successor: Annotated[str, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    former: Annotated[str, EARLIEST]
    tier_use: Annotated[bool, EARLIEST]


TABLES = (Table("handover", HandoverRecord), Table("succession", SuccessionRecord))
