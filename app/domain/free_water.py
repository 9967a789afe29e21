"""Volume that is given for nothing under a scheme, so much a month for each household."""

from __future__ import annotations

import msgspec

from app.domain.quantity import Quantity


class FreeScheme(msgspec.Struct, frozen=True, kw_only=True):
    """Who gives volume for nothing, and how much."""

    code: str
    name: str
    per_month: Quantity
    """For each account in a calendar month."""
    per_person: Quantity
    """On top of it for each person of the household."""
    ledger_code: str
    """Account of the general ledger of whoever bears it."""
    active: bool


def allowed(scheme: FreeScheme, *, persons: int, given: Quantity) -> Quantity:
    """What the scheme still gives this month; ``given``: what it gave already."""
    return max(0, scheme.per_month + scheme.per_person * persons - given)
