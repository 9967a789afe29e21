"""Credit inside meters that was paid back, and the purchases that it came from."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE
from app.ledger.projection.table import Index, Table


class MeterCreditRecord(NamedTuple):
    """Credit of one meter paid back, by the event that says so."""

    event: Annotated[int, KEY]
    account: Annotated[str, ONCE]
    allocation: Annotated[int, ONCE]
    date: Annotated[str, ONCE]
    kind: Annotated[str, ONCE]
    charging: Annotated[str, ONCE]
    credit: Annotated[int, ONCE]
    """As ``charging`` counts it."""
    amount: Annotated[int, ONCE]
    receipt: Annotated[int, ONCE]
    meter: Annotated[str, ONCE]
    erased_by: Annotated[int | None, ONCE]
    """The plan that made the transfer card blank which had the credit."""


class CreditShareRecord(NamedTuple):
    """What of a purchase counts no longer, in the period of its sale."""

    event: Annotated[int, KEY]
    purchase: Annotated[int, KEY]
    allocation: Annotated[int, KEY]
    quantity: Annotated[int, ONCE]
    allowance: Annotated[int, ONCE]
    money: Annotated[int, ONCE]
    to_cash: Annotated[int, ONCE]
    """What of the purchase's price went out of the drawer with it, before rounding."""


TABLES = (
    Table(
        "meter_credit",
        MeterCreditRecord,
        indexes=(
            Index("meter_credit_account", ("account",)),
            Index("meter_credit_allocation", ("allocation",)),
            Index("meter_credit_card", ("erased_by",), "erased_by IS NOT NULL"),
        ),
    ),
    Table(
        "credit_share",
        CreditShareRecord,
        indexes=(Index("credit_share_purchase", ("purchase", "allocation")),),
    ),
)
