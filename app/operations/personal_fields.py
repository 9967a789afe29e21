"""A customer's personal fields in clear, as far as this kiosk can read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from app.domain.customers import PersonalField, address_of
from app.kiosk import Kiosk
from app.ledger.queries.accounts import Account

_ADDRESS = PersonalField.ADDRESS.value


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
    return fields_of_each(kiosk, {number: account})[number]


def fields_of_each(kiosk: Kiosk, accounts: Mapping[str, Sealed]) -> dict[str, dict[str, str]]:
    """The same of several accounts at once, by their numbers."""
    found = _typed_of_each(kiosk, accounts)
    for fields in found.values():
        if _ADDRESS not in fields and (made := address_of(fields)):
            fields[_ADDRESS] = made
    return found


def typed_fields(kiosk: Kiosk, number: str, account: Sealed) -> dict[str, str]:
    """The fields as they were typed, and edited since."""
    return _typed_of_each(kiosk, {number: account})[number]


def _typed_of_each(kiosk: Kiosk, accounts: Mapping[str, Sealed]) -> dict[str, dict[str, str]]:
    """Empty for those whose key is gone, or has not come; for those that were altered, too."""
    sealed = {
        number: (account.sealed, *account.edited.values())
        for number, account in accounts.items()
        if not account.erased
    }
    found = kiosk.ledger.unseal_each(sealed)
    return {number: _filled(found.get(number, {})) for number in accounts}


def _filled(fields: dict[str, str]) -> dict[str, str]:
    """Without those that were left empty, or emptied since."""
    if "" not in fields.values():
        return fields
    return {name: text for name, text in fields.items() if text}
