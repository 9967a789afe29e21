"""Revisions of the form of papers."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST
from app.ledger.projection.table import Table


class ReceiptFormRecord(NamedTuple):
    """The form from a day on, as JSON; of several for one day the last one counts."""

    valid_from: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    body: Annotated[bytes, LATEST]


TABLES = (Table("receipt_form", ReceiptFormRecord),)
