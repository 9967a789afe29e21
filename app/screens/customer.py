"""A customer's clear name, where this kiosk has it."""

from __future__ import annotations

from app.kiosk import Kiosk
from app.ledger.queries.accounts import Account
from app.operations.personal_fields import personal_fields


def personal_name(kiosk: Kiosk, account: Account) -> str:
    """The name; empty without one, after it was erased, or where it cannot be read here."""
    return personal_fields(kiosk, account).get("name", "")
