"""Accounts that seem to be a customer's already: search before create.

The search index finds candidates, their own sealed fields decide. No hash of an identity number
stands anywhere: one could be tried out, and would outlive an erasing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec
from peewee import Database

from app.domain.account_states import AccountState
from app.domain.customers import Likeness, address_of, likeness
from app.domain.searching import words_to_find
from app.kiosk import Kiosk
from app.ledger.queries import finding
from app.ledger.queries.account_states import standings
from app.ledger.queries.names import named
from app.operations.local_time import local_date
from app.operations.personal_fields import fields_of_each

_MOST_CANDIDATES = 40
"""Of each kind; what fits exactly comes first."""
_MOST_ALIKE = 5
_ORDER = tuple(Likeness)


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """An account that seems to be the same customer's."""

    account: str
    name: str
    like: Likeness
    state: AccountState


def alike(kiosk: Kiosk, db: Database, fields: dict[str, str]) -> tuple[Alike, ...]:
    """Accounts with the same identity, telephone, or name and address; the likeliest first."""
    numbers = list(dict.fromkeys(_candidates(db, fields)))
    known = finding.described(db, numbers)
    states = standings(db, numbers, local_date(kiosk))
    found = []
    for number, own in fields_of_each(kiosk, known).items():
        like = likeness(fields, own)
        if like is not None:
            state = states[number].state
            found.append(Alike(account=number, name=own.get("name", ""), like=like, state=state))
    found.sort(key=lambda one: (_ORDER.index(one.like), one.state.final, one.account))
    return tuple(found[:_MOST_ALIKE])


def _candidates(db: Database, fields: dict[str, str]) -> Iterator[str]:
    asked = [fields.get("identity", ""), fields.get("phone", "")]
    if fields.get("name") and address_of(fields):
        asked.append(f"{fields['name']} {address_of(fields)}")
    for text in asked:
        if text:
            found = named(db, words_to_find(text))
            yield from (one.account for one in islice(found, _MOST_CANDIDATES))
