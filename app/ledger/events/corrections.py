"""What was recorded wrongly and put right, and who may do so alone."""

from __future__ import annotations

from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money
from app.ledger.events.base import Event


class MoneyLimitSet(Event, tag="money_limit_set", frozen=True, kw_only=True):
    """A sum above which a second person is needed was set, changed or taken away."""

    limit: MoneyLimit
    old: Money | None
    """None: there was none."""
    new: Money | None
    """None: there is none any more."""
