"""Who there is: kiosks with their keys, and everybody's identity, each from its number alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import islice

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.accounts import account_number
from app.domain.identity import EventId, Node, stamp_at
from app.ledger.checkpoint import Signer
from tests.bench.model_households import day_of_round, noon
from tests.bench.people import people
from tests.scale.models import EPOCH, Models

OFFICE_NODE = 32_000
_SITES = 9_999
_REGIONS = 100
_LONG_AFTER = 40 * 86_400_000
"""Milliseconds after the models' last event: later than all that made the counters ready."""
_APART = 16
"""Stamps between two households of a kiosk."""
_PHONES = 100_000_000
_STEP = 48_271
"""Has no common divisor with them: every household has a telephone of its own."""
_DETAILED = 10
"""Of so many households one has told identity and address too."""


class Person(msgspec.Struct, frozen=True, gc=False):
    """One household, as rows have it."""

    index: int
    node: Node
    seq: int
    """Number of its first event."""
    at: int
    """Stamp of that."""
    day: str
    account: str
    meter: str
    serial: bytes
    sealed: bytes
    receipt: int
    """Number of its first receipt."""
    key: bytes
    fields: dict[str, str]
    buys: bool

    @property
    def first(self) -> int:
        """Its first event, as a number."""
        return EventId(self.node, EPOCH, self.seq).to_key()


@dataclass(frozen=True)
class Fleet:
    """``kiosks``, each with as many households; the first ones of each have bought."""

    kiosks: int
    households: int
    """Of each kiosk."""
    buyers: int
    """Of those, with meter, card and two purchases."""
    models: Models
    seed: int = 1

    @property
    def accounts(self) -> int:
        """Of all."""
        return self.kiosks * self.households

    @property
    def nodes(self) -> range:
        """All kiosks."""
        return range(1, self.kiosks + 1)

    @property
    def last_seq(self) -> int:
        """Of every kiosk, with all its households."""
        return self.seq_of(self.households) - 1

    @cached_property
    def first_stamp(self) -> int:
        """Of any household."""
        return stamp_at(noon(day_of_round(1)) + _LONG_AFTER)

    def seq_of(self, place: int) -> int:
        """Number of the first event of a kiosk's household."""
        buyers = min(place, self.buyers)
        events = len(self.models.buyer.bodies), len(self.models.newcomer.bodies)
        return 1 + self.models.shift_end + buyers * events[0] + (place - buyers) * events[1]

    def site(self, node: Node) -> str:
        """Prefix of a kiosk's account numbers."""
        return str(1 + (node - 1) % _SITES)

    def region(self, node: Node) -> int:
        """Where it stands."""
        return 1 + int(self.site(node)) % _REGIONS

    def account(self, index: int) -> str:
        """Number of an account."""
        node, place = self._place(index)
        return account_number(self.site(node), 1 + (node - 1) // _SITES, place + 1)

    def serial(self, index: int) -> bytes:
        """Of its card."""
        return sha256(b"card %d %d" % (self.seed, index)).digest()[:8]

    def meter(self, index: int) -> str:
        """Number of its meter."""
        return f"{index + 2:012d}"

    def day(self, index: int) -> str:
        """When a household came last."""
        return _days()[index % 28]

    def phone(self, index: int) -> str:
        """Nobody else's."""
        return f"07{index * _STEP % _PHONES:08d}"

    def persons(self, indexes: range | None = None) -> Iterator[Person]:
        """Everybody in order, or a run of them; any run costs what the people before it cost."""
        which = range(self.accounts) if indexes is None else indexes
        for index, fields in self._named(which):
            yield self._person(index, fields)

    def names(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Everybody's account and personal fields, in the same order."""
        for index, fields in self._named(range(self.accounts)):
            yield self.account(index), fields

    def _named(self, indexes: range) -> Iterator[tuple[int, dict[str, str]]]:
        named = enumerate(people(indexes.stop, self.seed))
        for index, fields in islice(named, indexes.start, None):
            told = {"name": fields["name"], "phone": self.phone(index)}
            if index % _DETAILED == 0:
                told |= {"identity": fields["identity"], "address": fields["address"]}
            yield index, told

    def newcomer(self, node: Node, further: int, *, buys: bool = True) -> Person:
        """One who comes behind all households of a kiosk; ``further``: 0, 1, ..."""
        events = len((self.models.buyer if buys else self.models.newcomer).bodies)
        index = self.accounts + (node - 1) * 10_000 + further
        fields = {"name": f"Further {index}", "phone": self.phone(index)}
        seq = self.seq_of(self.households) + further * events
        site = self.site(node)
        number = account_number(site, 50 + (node - 1) // _SITES, further + 1)
        return self._made(index, node, self.households + further, number, seq, fields, buys=buys)

    def _person(self, index: int, fields: dict[str, str]) -> Person:
        node, place = self._place(index)
        buys = place < self.buyers
        number = self.account(index)
        return self._made(index, node, place, number, self.seq_of(place), fields, buys=buys)

    def _made(
        self,
        index: int,
        node: Node,
        place: int,
        account: str,
        seq: int,
        fields: dict[str, str],
        *,
        buys: bool,
    ) -> Person:
        key = sha256(b"key %d %d" % (self.seed, index)).digest()
        nonce = key[:12]
        sealed = AESGCM(key).encrypt(nonce, msgspec.json.encode(fields), account.encode())
        return Person(
            index=index,
            node=node,
            seq=seq,
            at=self.first_stamp + index * _APART,
            day=self.day(index),
            account=account,
            meter=self.meter(index),
            serial=self.serial(index),
            sealed=nonce + sealed,
            receipt=1 + place * self.models.buyer.receipts,
            key=key,
            fields=fields,
            buys=buys,
        )

    def _place(self, index: int) -> tuple[Node, int]:
        kiosk, place = divmod(index, self.households)
        return kiosk + 1, place


def transport_key(node: Node) -> Signer:
    """That signs a kiosk's requests."""
    return Signer(sha256(b"transport %d" % node).digest())


def epoch_key(node: Node) -> Signer:
    """That signs its bundles."""
    return Signer(sha256(b"epoch %d" % node).digest())


@lru_cache
def _days() -> list[str]:
    """Days on which somebody may come: of the month of the models' last one."""
    first = day_of_round(1).replace(day=1)
    return [date.isoformat(first + timedelta(days=number)) for number in range(28)]
