"""What an operation that was interrupted amid its card write means for money and credit."""

from __future__ import annotations

from app.domain.text import _
from app.ledger.queries.plans import PlanRow

_UNPAID = {
    "refund_opened": _(
        "Nothing was paid out: the load is not proved to be off the card. A slip is printed. "
        "Put the same card in and settle."
    ),
    "meter_correction_opened": _(
        "Nothing was paid now. The card is not proved to name the right meter. A slip is "
        "printed. Put the same card in and settle."
    ),
    "compensation_opened": _(
        "The compensation is recorded, the credit is not proved to be on the card. A slip is "
        "printed. Put the same card in and settle."
    ),
    "meter_change_opened": _(
        "The meter change is recorded, the new meter's card is not proved to be made. A slip is "
        "printed. Put the same card in and settle."
    ),
    "meter_change_undo_opened": _(
        "Undoing the meter change is recorded, the card is not proved to be the old meter's again. "
        "A slip is printed. Put the same card in and settle."
    ),
}


def still_to_do(row: PlanRow) -> str:
    """For a plan that writes a customer's card."""
    paid = _(
        "The payment is recorded, the credit is not proved to be on the card. A slip is "
        "printed. Put the same card in and settle."
    )
    return _UNPAID.get(row.kind, paid)
