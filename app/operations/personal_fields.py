"""A customer's personal fields in clear, as far as this kiosk can read them."""

from __future__ import annotations

from app.kiosk import Kiosk
from app.ledger.errors import LedgerDamaged
from app.ledger.personal import PersonalKeyMissing
from app.ledger.queries.accounts import Account


def personal_fields(kiosk: Kiosk, account: Account) -> dict[str, str]:
    """``name``, ``phone``, ``identity``, ``address``, those that are there.

    An account from another kiosk may come before its key, and a key may be lost with a restore:
    a paper without a name is better than a card that is written and a sale that cannot close.
    """
    return clear_fields(kiosk, account.number, account.sealed, erased=account.erased)


def clear_fields(kiosk: Kiosk, account: str, sealed: bytes, *, erased: bool) -> dict[str, str]:
    """The same of an account of which only this is at hand."""
    if erased:
        return {}
    try:
        return kiosk.ledger.unseal(account, sealed)
    except (PersonalKeyMissing, LedgerDamaged):
        return {}
