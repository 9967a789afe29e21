"""A kiosk that sells: journal in memory, key, households; copied and restored at will."""

from __future__ import annotations

from copy import copy
from random import Random
from typing import cast

from app.domain.identity import Node, stamp_at
from app.ledger import journal
from app.ledger.checkpoint import Signer
from app.ledger.events.allowances import AllowanceGranted, AllowanceTaken
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent, Entry, encode_entry
from app.ledger.events.ledger_life import EpochBegun
from app.sync.bundle import seal_run
from app.sync.event_codecs import Codec
from tests.chaos.branch import Branch
from tests.chaos.model_sales import Household, Models
from tests.counter import NOON, SeededRandomness
from tests.office.nodes import OFFICE

HOUSEHOLDS = 25
_CHUNK = 500
"""Events of a bundle, as the counter seals them."""
_CODECS = (Codec.COLUMNS, Codec.ZSTD, *(Codec.PLAIN,) * 30)
"""One of these for each bundle: packing is a kiosk's work, and here one process is all kiosks."""


class ChaosKiosk:
    """One machine; a copy of it is another object."""

    def __init__(self, node: Node, models: Models) -> None:
        """With its shift open and nobody who buys yet."""
        self.node = node
        self.epoch = 1
        self.transport = Signer(f"transport {node:22}".encode())
        self.signer = self._key(1, "")
        self.public_keys = [self.signer.public_key]
        """Of all its epochs."""
        self.branches = {1: Branch(node, 1, journal.GENESIS)}
        self.sold = 0
        self._models = models
        self._random = Random(node)
        self._grants: dict[int, int] = {}
        self._at = stamp_at(NOON)
        self._receipt = 0
        self._homes: list[Household] = []
        self.here.begin_run("boot 1")
        for body in models.begin(node, self.signer.public_key, self._at):
            self.here.append(body)

    @property
    def here(self) -> Branch:
        """Its present epoch."""
        return self.branches[self.epoch]

    def sell(self, sales: int) -> None:
        """So many purchases of its households, the first of each with a new account."""
        if self._random.random() < 0.1:
            self.here.begin_run(f"boot {self.here.last}")
        for _sale in range(sales):
            self._sell()

    def copied(self, note: str) -> ChaosKiosk:
        """The same machine on another card; from now on its sales are others."""
        made = copy(self)
        made.branches = {epoch: branch.copy() for epoch, branch in self.branches.items()}
        made.public_keys = self.public_keys.copy()
        made._grants = dict(self._grants)
        made._homes = [copy(home) for home in self._homes]
        made._random = Random(f"{self.node} {note}")
        return made

    def begin_epoch(self, note: str) -> None:
        """Goes on in a new epoch with a new key, as a restored kiosk does."""
        before = self.here
        self.epoch += 1
        self.signer = self._key(self.epoch, note)
        self.public_keys.append(self.signer.public_key)
        begun = EpochBegun(
            previous_epoch=before.epoch,
            previous_seq=before.last,
            previous_hash=before.head,
            reason="restored",
            public_key=self.signer.public_key,
        )
        self.branches[self.epoch] = Branch(self.node, self.epoch, before.head)
        self.here.begin_run(f"boot of epoch {self.epoch}")
        self._write(begun)
        self._receipt = 0

    def take_up(self, grant: AllowanceGranted) -> None:
        """Goes by a vending limit, once."""
        if grant.epoch != self.epoch or grant.serial <= self._grants.get(grant.epoch, 0):
            return
        self._grants[grant.epoch] = grant.serial
        self._write(
            AllowanceTaken(
                serial=grant.serial,
                money=grant.money,
                count=grant.count,
                until=grant.until,
                typed=False,
                cash_before=sum(self.here.money),
                sales_before=sum(money > 0 for money in self.here.money),
            )
        )

    def _write(self, event: Event) -> None:
        self._at += 1
        entry = Entry(at=self._at, schema=type(event).schema, event=cast(AnyEvent, event))
        self.here.append(encode_entry(entry))

    def bundles(
        self, epoch: int, first: int, most: int, codec: Codec | None = None
    ) -> tuple[bytes, int]:
        """At most ``most`` bundles from event ``first`` on, joined, and the last event in them.

        ``codec``: one or the other without.
        """
        branch, last = self.branches[epoch], first - 1
        made: list[bytes] = []
        while last < branch.last and len(made) < most:
            first, last = last + 1, min(last + _CHUNK, branch.last)
            made.append(self.seal(epoch, first, last, codec))
        return b"".join(made), last

    def seal(self, epoch: int, first: int, last: int, codec: Codec | None = None) -> bytes:
        """One bundle, by the key that it has now."""
        return seal_run(
            self.branches[epoch].part(first, last),
            self.signer,
            SeededRandomness(first),
            receiver=OFFICE.seal_public_key,
            codec=self._random.choice(_CODECS) if codec is None else codec,
        )

    def _key(self, epoch: int, note: str) -> Signer:
        return Signer(f"{self.node:8}{epoch:8}{note:>16}".encode())

    def _sell(self) -> None:
        if len(self._homes) < HOUSEHOLDS:
            number = len(self._homes) + 1
            home = Household(
                self.node, number, f"{self.node:06d}{number:06d}", self._random.randbytes(8)
            )
            self._homes.append(home)
        else:
            home = self._random.choice(self._homes)
        templates = self._models.sale if home.bought else self._models.opening
        paid = self.here.last + len(templates) - 1
        home.bought += 1
        home.opened = home.opened or paid
        self._receipt += 1
        self.sold += 1
        digest = self._random.randbytes(32)
        for template in templates:
            self._at += 1 + (self._random.randrange(3) << 16)
            slots = home.slots(self.epoch, paid, self._receipt, self._at, digest)
            self.here.append(template.told(slots), self._money(paid, len(templates)))

    def _money(self, paid: int, events: int) -> int:
        """Of the next event: what is paid stands in the last event but one."""
        if self.here.last + 1 != paid:
            return 0
        return self._models.first_money if events > 2 else self._models.money
