"""Finding accounts by what a customer can say: a number, a name, a telephone."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from peewee import Database

from app.domain.account_states import AccountStanding
from app.domain.blacklist import BlacklistEntry
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts, blacklist
from app.ledger.queries.account_states import account_standing
from app.ledger.queries.accounts import Account
from app.operations.blacklisting import account_subject
from app.operations.errors import UnknownRecord
from app.operations.local_time import local_date
from app.operations.personal_fields import personal_fields

_METER_DIGITS = 12


class AccountHit(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was found, with what tells it from others."""

    account: str
    name: str
    phone: str
    address: str
    meter: str
    """The newest of its meters; empty without one."""
    standing: AccountStanding = AccountStanding()
    listed: tuple[BlacklistEntry, ...] = ()
    """Its entry of the blacklist, if one is in force."""


def find_accounts(kiosk: Kiosk, text: str) -> tuple[str, ...]:
    """Numbers of accounts that fit: account number, meter number, else name or telephone.

    Of a name or a telephone the beginnings of words suffice. At most a hundred are told. Raises
    UnknownRecord where nothing fits.
    """
    typed = text.strip()
    found: dict[str, None] = {}
    with kiosk.ledger.read() as reader:
        found |= dict.fromkeys(_by_number(reader.db, "".join(typed.split())))
    if not found:
        found |= dict.fromkeys(kiosk.ledger.search_names(typed))
    if not found:
        raise UnknownRecord(
            _("Nothing is found under {text}.").format(text=typed),
            _("Try the number of the account or of the meter, the card, or less of the name."),
        )
    return tuple(found)


def _by_number(db: Database, number: str) -> Iterator[str]:
    if not (number.isascii() and number.isdigit()):
        return
    if accounts.account(db, number) is not None:
        yield number
    # A meter's number may be typed without the zeros that it begins with.
    for meter in dict.fromkeys((number, number.zfill(_METER_DIGITS))):
        allocation = accounts.allocation_of_meter(db, meter)
        if allocation is not None:
            yield allocation.account


def account_hits(kiosk: Kiosk, numbers: tuple[str, ...]) -> list[AccountHit]:
    """What tells these accounts apart; one that is not on file is left out."""
    hits = []
    with kiosk.ledger.read() as reader:
        for number in numbers:
            account = accounts.account(reader.db, number)
            if account is not None:
                hits.append(_hit(kiosk, reader.db, account))
    return hits


def _hit(kiosk: Kiosk, db: Database, account: Account) -> AccountHit:
    personal, today = personal_fields(kiosk, account), local_date(kiosk)
    meters = accounts.meters_of(db, account.number)
    return AccountHit(
        account=account.number,
        name=personal.get("name", ""),
        phone=personal.get("phone", ""),
        address=personal.get("address", ""),
        meter=meters[-1].meter if meters else "",
        standing=account_standing(db, account.number, today),
        listed=tuple(blacklist.in_force(db, (account_subject(account.number),), today)),
    )
