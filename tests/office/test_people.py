"""People at head office: keys opened, names found, the erased forgotten, in whatever order."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.identity import EventId
from app.domain.searching import words_to_find
from app.ledger.events import accounts
from app.ledger.events.codec import Entry
from app.ledger.queries.names import named
from app.office.people import keep_people
from app.office.store.contract import Store
from app.office.store.rows import SealedKeys
from app.sync.bundle import keys_context, sealed_keys
from tests.counter import SeededRandomness
from tests.ledger.kiosks import Chain
from tests.ledger.village import Village
from tests.office.nodes import OFFICE
from tests.office.stories import arrive, project_all

ACCOUNT = "7000123"
KEY = bytes(range(100, 132))


def sealed(**fields: str) -> bytes:
    nonce = bytes(12)
    return nonce + AESGCM(KEY).encrypt(nonce, msgspec.json.encode(fields), ACCOUNT.encode())


def life(erased: bool) -> Chain:
    """An account that is opened, edited at another counter, and perhaps erased at a third."""
    village = Village()
    village.genesis()
    village.account(ACCOUNT)
    village.append(
        accounts.AccountEdited(
            account=ACCOUNT,
            edits=(accounts.FieldEdit(field="name", before=b"", sealed=sealed(name="Wanjiru")),),
            reason="married",
            date=TODAY,
        ),
        node=8,
    )
    if erased:
        village.append(accounts.AccountErased(account=ACCOUNT, reason="asked"), node=9)
    return [(id, with_clear_fields(entry)) for id, entry in village.chain]


def with_clear_fields(entry: Entry) -> Entry:
    if not isinstance(entry.event, accounts.AccountOpened):
        return entry
    event = msgspec.structs.replace(entry.event, sealed=sealed(name="Achieng", phone="0712345678"))
    return msgspec.structs.replace(entry, event=event)


def key_arrives(store: Store) -> None:
    """As push keeps it."""
    of = (7, 1, 1, 2, bytes(32))
    box = sealed_keys(
        {ACCOUNT: KEY}, OFFICE.seal_public_key, keys_context(*of), SeededRandomness(1)
    )
    keys = SealedKeys(
        node=7, epoch=1, first=1, count=2, last_hash=bytes(32), sealed=box.data
    )
    store.change(7, lambda tx: tx.keep_sealed(keys))


def found(store: Store, text: str) -> list[str]:
    with store.read_tables() as db:
        return [one.account for one in named(db, words_to_find(text))]


def left(store: Store) -> dict[str, int]:
    counts = {}
    with store.read_tables() as db:
        for table in ("personal_key", "clear_word", "clear_part", "clear_near", "person_change"):
            (counts[table],) = db.execute_sql(f"SELECT count(*) FROM {table}").fetchone()
    return counts
