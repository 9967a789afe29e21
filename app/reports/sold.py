"""What counts as sold and as given back, in SQL: every report about sales says it in these words.

A purchase counts by the day on which it was paid for, from then on, unless its money went back
because it never came onto its card. A refund counts by the day on which it was begun, once its
money went out.
"""

from __future__ import annotations

from app.ledger.projection.json_words import text_in

NEVER_WRITTEN = (
    "SELECT subject FROM plan WHERE outcome = 'not_written' AND subject IS NOT NULL UNION "
    "SELECT purchase FROM refund WHERE closes IS NOT NULL AND refuted IS NULL"
)
SOLD = (
    "purchase.date BETWEEN ? AND ? AND purchase.total IS NOT NULL "
    f"AND purchase.id NOT IN ({NEVER_WRITTEN})"
)
"""A condition on rows of ``purchase``, with first and last day."""
NOT_ON_CARD = (
    "SELECT subject FROM plan WHERE outcome IS NULL UNION "
    "SELECT subject FROM plan WHERE outcome = 'scrapped' AND NOT EXISTS ("
    "SELECT 1 FROM plan renewed WHERE renewed.subject = plan.subject "
    "AND renewed.renews IS NOT NULL AND renewed.outcome = 'happened')"
)
"""What was to be written to a card and, as far as is known, does not stand there; few."""
BACK = "refund.date BETWEEN ? AND ? AND refund.paid IS NOT NULL AND refund.basis <> 'not_written'"
"""Likewise on rows of ``refund``."""
ITS_PURCHASE = (
    "JOIN purchase ON purchase.id = refund.purchase AND purchase.allocation = refund.allocation"
)
MODEL = "LEFT JOIN allocation ON allocation.id = purchase.allocation"
TARIFF_CLASS = text_in("purchase.breakdown", "tariff_class")
NEWEST_FIRST = "ORDER BY purchase.date DESC, purchase.id DESC, purchase.allocation DESC"
