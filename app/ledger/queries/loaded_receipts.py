"""Which purchase a receipt of a loaded card is about, in SQL.

A plan says one receipt number, the lowest of all that closed it: where another node closed it as
well, not this one's. So the purchases of the receipt's account are looked at, which an index has.
"""

from __future__ import annotations

ITS_PURCHASE = (
    "purchase.account = receipt.account AND plan.id = COALESCE((SELECT renewal.id "
    "FROM plan renewal WHERE renewal.subject = purchase.id AND renewal.renews IS NOT NULL "
    "AND renewal.closed_by = receipt.event), purchase.id) AND plan.closed_by = receipt.event"
)
"""A condition on ``receipt``, ``purchase`` and ``plan``, joined in this order."""
PAYMENT_OF_RECEIPT = (
    "SELECT purchase.id FROM receipt CROSS JOIN purchase CROSS JOIN plan "  # noqa: S608  constants of this module
    "WHERE receipt.node = +? AND receipt.epoch = +? AND receipt.number = +? "
    f"AND receipt.kind = 'purchase_loaded' AND {ITS_PURCHASE} LIMIT 1"
)
