"""Two households that live through the real operations at one counter: models of a whole fleet's.

One opens an account and has not bought yet; the other has a meter and a card and comes back once.
What they left behind is kept as the journal has it, as text, so that it can be told of others.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.events.accounts import AccountOpened
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.events.sales import PurchasePaid
from app.ledger.projection.engine import gather
from app.ledger.projection.merging import Row
from app.ledger.projection.table import Table
from tests.bench.model_households import Household, day_of_round, founded
from tests.counter import Counter

NODE, EPOCH = 7, 1
"""Of the counter where the models live."""
_PERSON = {"name": "Model", "phone": "0700000000"}


@dataclass(frozen=True)
class Model:
    """What a household left behind."""

    first: int
    """Number of its first event."""
    bodies: tuple[bytes, ...]
    account: str
    meter: str
    serial: bytes
    sealed: bytes
    receipts: int

    @cached_property
    def entries(self) -> list[tuple[EventId, Entry]]:
        """Its events."""
        return [
            (EventId(NODE, EPOCH, seq), decode_entry(body))
            for seq, body in enumerate(self.bodies, self.first)
        ]

    @cached_property
    def rows(self) -> dict[Table, list[Row]]:
        """What the projection makes of them."""
        return gather(self.entries)

    @cached_property
    def receipt(self) -> int:
        """Its first receipt; 0 where it got none."""
        found = [getattr(entry.event, "receipt", None) for _id, entry in self.entries]
        return min((number for number in found if number is not None), default=0)

    @cached_property
    def day(self) -> str:
        """When it came last."""
        return day_of_round(1).isoformat()


@dataclass(frozen=True)
class Models:
    """The counter's first day, and both kinds of household."""

    prefix: tuple[bytes, ...]
    """Events before any household; the first one begins the ledger."""
    buyer: Model
    newcomer: Model

    @property
    def shift_end(self) -> int:
        """Number of the last event before any household."""
        return len(self.prefix)


def lived(folder: Path) -> Models:
    """Both, one after the other."""
    counter = founded(folder / "models.ledger")
    try:
        prefix = _bodies(counter)
        home = Household(counter, 0, "000000000001", _PERSON)
        for round in (0, 1):
            home.live(round, day_of_round(round))
        bought = _bodies(counter)
        opened = counter.do("open-account", tariff_class="1", **dict[str, Any](_PERSON))
        all_of_it = _bodies(counter)
    finally:
        counter.close()
    buyer = _model(len(prefix), bought[len(prefix) :], home.account, home.meter.state.meter)
    newcomer = _model(len(bought), all_of_it[len(bought) :], opened.account, "")
    return Models(tuple(prefix), buyer, newcomer)


def _bodies(counter: Counter) -> list[bytes]:
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        return [bytes(body) for batch in journal.scan(reader.db) for _id, _entry, body in batch]


def _model(before: int, bodies: Sequence[bytes], account: str, meter: str) -> Model:
    events = [decode_entry(body).event for body in bodies]
    (sealed,) = [event.sealed for event in events if isinstance(event, AccountOpened)]
    serials = {event.plan.serial for event in events if isinstance(event, PurchasePaid)}
    return Model(
        first=before + 1,
        bodies=tuple(bodies),
        account=account,
        meter=meter,
        serial=serials.pop() if serials else b"",
        sealed=sealed,
        receipts=len({getattr(event, "receipt", None) for event in events} - {None}),
    )


def base64_of(data: bytes) -> str:
    """As events have bytes."""
    return base64.b64encode(data).decode()
