"""A customer's personal fields in clear, as far as this kiosk can read them."""

from __future__ import annotations

from typing import Protocol

from app.domain.customers import PersonalField, address_of
from app.kiosk import Kiosk
from app.ledger.errors import LedgerDamaged
from app.ledger.personal import PersonalKeyMissing
from app.ledger.queries.accounts import Account


class Sealed(Protocol):
    """Whatever carries an account's sealed fields."""

    @property
    def sealed(self) -> bytes:
        """As the account was opened."""
        ...

    @property
    def edited(self) -> dict[str, bytes]:
        """Edited since, field by field."""
        ...

    @property
    def erased(self) -> bool:
        """Whether the key was destroyed."""
        ...


def personal_fields(kiosk: Kiosk, account: Account) -> dict[str, str]:
    """Fields by the names of PersonalField, those that are there; the address made of its parts.

    An account from another kiosk may come before its key, and a key may be lost with a restore:
    a paper without a name is better than a card that is written and a sale that cannot close.
    """
    return clear_fields(kiosk, account.number, account)


def clear_fields(kiosk: Kiosk, number: str, account: Sealed) -> dict[str, str]:
    """The same of anything that carries the sealed fields."""
    fields = typed_fields(kiosk, number, account)
    address = address_of(fields)
    return {**fields, PersonalField.ADDRESS.value: address} if address else fields


def typed_fields(kiosk: Kiosk, number: str, account: Sealed) -> dict[str, str]:
    """The fields as they were typed, and edited since."""
    if account.erased:
        return {}
    try:
        fields = kiosk.ledger.unseal(number, account.sealed)
        for sealed in account.edited.values():
            fields |= kiosk.ledger.unseal(number, sealed)
    except (PersonalKeyMissing, LedgerDamaged):
        return {}
    return {name: text for name, text in fields.items() if text}
