"""Exceptions that head office settled."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import EARLIEST, KEY
from app.ledger.projection.table import Table


class ExceptionSettledRecord(NamedTuple):
    """An exception at its end; who ended it first counts."""

    kind: Annotated[str, KEY]
    subject: Annotated[str, KEY]
    at: Annotated[int, EARLIEST]
    event: Annotated[int, EARLIEST]
    operator: Annotated[int | None, EARLIEST]
    reason: Annotated[str, EARLIEST]


TABLES = (Table("exception_settled", ExceptionSettledRecord),)
