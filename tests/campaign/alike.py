"""What is left of an interrupted world, so that the same remains are brought to an end only once.

Everything that lasts is compared: each row of the ledger, each bit of the cards, what the meters
and the people remember. Left out are how often the clock was read since the last row and how many
random bytes were drawn: from the same rows the same follows, some milliseconds later.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from app.ledger.database import connection_of
from app.simulator.cpu_card import CpuSnapshot
from tests.campaign.world import Things, World

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def remains(world: World) -> bytes:
    """A digest of all that would be there if the program ended now."""
    digest = hashlib.sha256(repr(_lasting(world.things())).encode())
    with world.ledger.read() as reader:
        connection = connection_of(reader.db)
        for (name,) in connection.execute(_TABLES).fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            digest.update(f"{name} {rows}".encode())
    return digest.digest()


def on_cards(world: World) -> bytes:
    """A digest of what all cards keep."""
    digest = hashlib.sha256()
    for card in world.cards.values():
        digest.update(kept_bytes(card.snapshot()))
    return digest.digest()


def _lasting(things: Things) -> tuple[object, ...]:
    cards = {name: (kept.number, kept_bytes(kept.snapshot)) for name, kept in things.cards.items()}
    people = sorted(things.notes.items())
    return cards, things.meters, things.in_reader, things.hand, people


def kept_bytes(snapshot: Any) -> bytes:
    """What a chip keeps. How many challenges a CPU card gave only seeds the next one."""
    if isinstance(snapshot, CpuSnapshot):
        snapshot = msgspec.structs.replace(snapshot, challenges=0)
    return msgspec.msgpack.encode(snapshot)
