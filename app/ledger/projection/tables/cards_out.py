"""The register of cards that are signed out."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE, Register
from app.ledger.projection.table import Index, Table

BACK = Register("back_at", "back_by")
RECORDED = Register("recorded_at", "recorded_by", earliest=True)


class CardOutRecord(NamedTuple):
    """One card of one signing out."""

    sign_out: Annotated[int, KEY]
    card: Annotated[str, KEY]
    holder: Annotated[str | None, ONCE] = None
    """None while only later events of the card are known."""
    reason: Annotated[str | None, ONCE] = None
    out_on: Annotated[str | None, ONCE] = None
    due_back: Annotated[str | None, ONCE] = None
    operator: Annotated[int | None, ONCE] = None
    back_at: Annotated[int | None, BACK] = None
    back_by: Annotated[int | None, BACK] = None
    back_on: Annotated[str | None, BACK] = None
    outcome: Annotated[str | None, BACK] = None
    lost_why: Annotated[str | None, BACK] = None
    recorded_at: Annotated[int | None, RECORDED] = None
    recorded_by: Annotated[int | None, RECORDED] = None
    change: Annotated[int | None, RECORDED] = None
    """The meter change that names it."""


TABLES = (
    Table(
        "card_out",
        CardOutRecord,
        indexes=(
            Index("card_out_card", ("card",)),
            Index("card_out_due", ("due_back",), "outcome IS NULL"),
        ),
    ),
)
