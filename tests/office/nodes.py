"""Kiosks as head office meets them: journals with keys, copied and restored at will."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

import msgspec

from app.domain.identity import EventId, Node
from app.ledger import journal
from app.ledger.checkpoint import Signer
from app.ledger.events.base import Event
from app.ledger.events.codec import AnyEvent, Entry, encode_entry
from app.ledger.events.ledger_life import EpochBegun, LedgerBegun
from app.ledger.journal import RunHeader, encode_header
from app.office.epochs import EpochAnswer, ask_epoch, grant_epoch
from app.office.push import push
from app.office.push_answers import Pushed
from app.office.store.contract import Store
from app.office.store.rows import Enrolment, KioskEpoch
from app.sync.bundle import seal_run
from app.sync.event_codecs import Codec
from app.sync.run import Run
from tests.counter import SeededRandomness

NOW = 1_795_435_200_000
OFFICE = Signer(bytes(range(32)))
_BEGINNING = LedgerBegun(
    utility=1,
    utility_name="Mto Water",
    currency="KES",
    currency_digits=2,
    time_zone="Africa/Nairobi",
    region=12,
    region_name="Kilifi",
    site="7",
    public_key=b"",
)


@dataclass
class KioskNode:
    """A kiosk whose events are made up; only its first ones are read by anybody."""

    node: Node
    epoch: int = 1
    signer: Signer = field(init=False)
    journals: dict[int, Run] = field(default_factory=dict)
    """All of its events, by epoch."""

    def __post_init__(self) -> None:
        self.signer = self._key(self.epoch)
        begun = msgspec.structs.replace(_BEGINNING, public_key=self.signer.public_key)
        self._begin(encode_entry(Entry(at=1, schema=1, event=begun)), journal.GENESIS)

    @classmethod
    def of(cls, node: Node, signer: Signer) -> KioskNode:
        """One whose key head office knows."""
        made = cls(node)
        made.signer = signer
        begun = msgspec.structs.replace(_BEGINNING, public_key=signer.public_key)
        made._begin(encode_entry(Entry(at=1, schema=1, event=begun)), journal.GENESIS)
        return made

    @property
    def here(self) -> Run:
        """Its present epoch."""
        return self.journals[self.epoch]

    @property
    def head(self) -> tuple[int, bytes]:
        """Of its present epoch."""
        return self.here.last, self.here.last_hash

    def sell(self, count: int, note: str = "") -> KioskNode:
        """So many further events; ``note`` makes them others than a copy's."""
        start = self.here.last + 1
        made = tuple(
            b'{"sale":%d,"of":"%s"}' % (seq, note.encode()) for seq in range(start, start + count)
        )
        self.journals[self.epoch] = replace(self.here, bodies=self.here.bodies + made)
        return self

    def write(self, *events: Event) -> KioskNode:
        """These as its further events."""
        for event in events:
            self._add(self._encoded(event))
        return self

    def append(self, entry: Entry) -> EventId:
        """One further event."""
        self._add(encode_entry(entry))
        return EventId(self.node, self.epoch, self.here.last)

    def _add(self, body: bytes) -> None:
        self.journals[self.epoch] = replace(self.here, bodies=(*self.here.bodies, body))

    def _encoded(self, event: Event) -> bytes:
        """As its next event."""
        at = self.here.last + 1
        return encode_entry(Entry(at=at, schema=type(event).schema, event=cast(AnyEvent, event)))

    def restart(self, event: Event | None = None) -> KioskNode:
        """Its next event, ``event`` or one that nobody reads, begins another process run."""
        run = self.here
        header = self._header(run.last + 1, run.last_hash)
        body = b'{"restarted":%d}' % (run.last + 1)
        if event is not None:
            body = self._encoded(event)
        self.journals[self.epoch] = replace(
            run, bodies=(*run.bodies, body), headers={**run.headers, run.last + 1: header}
        )
        return self

    def copy(self) -> KioskNode:
        """The same kiosk on another card."""
        made = KioskNode(self.node)
        made.epoch, made.signer, made.journals = self.epoch, self.signer, dict(self.journals)
        return made

    def back_to(self, seq: int) -> KioskNode:
        """An older copy of its present epoch."""
        made = self.copy()
        run = self.here
        headers = {first: data for first, data in run.headers.items() if first <= seq}
        made.journals[self.epoch] = replace(run, bodies=run.bodies[:seq], headers=headers)
        return made

    def begin_epoch(self, epoch: int | None = None, key: str = "") -> KioskNode:
        """It was restored: goes on from its head in a new epoch under a new key."""
        last, hash = self.head
        epoch = epoch or self.epoch + 1
        begun = EpochBegun(
            previous_epoch=self.epoch,
            previous_seq=last,
            previous_hash=hash,
            reason="restored",
            public_key=self._key(epoch, key).public_key,
        )
        self.signer, self.epoch = self._key(epoch, key), epoch
        self._begin(encode_entry(Entry(at=last, schema=1, event=begun)), hash)
        return self

    def seal(
        self,
        first: int = 1,
        last: int | None = None,
        epoch: int | None = None,
        *,
        images: tuple[bytes, ...] = (),
        keys: dict[str, bytes] | None = None,
        codec: Codec = Codec.ZSTD,
    ) -> bytes:
        """The bundle of a range, by the key that it has now."""
        return seal_run(
            part(self.journals[epoch or self.epoch], first, last),
            self.signer,
            SeededRandomness(first),
            images=images,
            keys=keys,
            receiver=OFFICE.seal_public_key,
            codec=codec,
        )

    def push(
        self, store: Store, first: int = 1, last: int | None = None, epoch: int | None = None
    ) -> Pushed:
        """A range in one bundle."""
        return push(store, self.node, self.seal(first, last, epoch), NOW)

    def enrol(self, store: Store, region: int = 12, site: str = "7") -> KioskNode:
        """With the key that it has."""
        store.enrol(
            Enrolment(
                node=self.node,
                name=f"Kiosk {self.node}",
                region=region,
                site=site,
                transport_key=bytes(32),
                enrolled_at=NOW,
            ),
            KioskEpoch(
                node=self.node,
                epoch=1,
                public_key=self.signer.public_key,
                seal_key=self.signer.seal_public_key,
            ),
        )
        return self

    def ask(self, store: Store) -> EpochAnswer:
        """For its epoch."""
        return ask_epoch(store, self.node, self.signer.public_key, self.seal(1, 1), NOW)

    def be_granted(self, store: Store) -> KioskEpoch:
        """Asked for and granted."""
        self.ask(store)
        return grant_epoch(store, self.node, self.epoch, self.signer.public_key)

    def _key(self, epoch: int, which: str = "") -> Signer:
        return Signer(f"{self.node:5}{epoch:5}{which:>22}".encode())

    def _header(self, first: int, previous: bytes) -> bytes:
        return encode_header(
            RunHeader(
                node=self.node,
                epoch=self.epoch,
                boot=f"boot {first}",
                first_seq=first,
                previous=previous,
            )
        )

    def _begin(self, body: bytes, previous: bytes) -> None:
        header = self._header(1, previous)
        self.journals[self.epoch] = Run(self.node, self.epoch, 1, previous, (body,), {1: header})


def part(run: Run, first: int, last: int | None) -> Run:
    """A range of a run that begins at 1."""
    last = last or run.last
    return Run(
        run.node,
        run.epoch,
        first,
        run.hashes[first - 2] if first > 1 else run.previous,
        run.bodies[first - 1 : last],
        {seq: data for seq, data in run.headers.items() if first <= seq <= last},
    )


def kept(store: Store, node: Node, epoch: int) -> tuple[tuple[bytes, ...], dict[int, bytes]]:
    """What head office has: bodies in order, headers."""
    page = store.page(node, epoch, 1, 1 << 20)
    assert [seq for seq, _body in page.events] == list(range(1, len(page.events) + 1))
    return tuple(body for _seq, body in page.events), dict(page.headers)


def same(store: Store, kiosk: KioskNode, epoch: int | None = None) -> bool:
    """Whether head office has this epoch as the kiosk has it: bytes, headers, head."""
    epoch = epoch or kiosk.epoch
    run = kiosk.journals[epoch]
    found = store.kiosk(kiosk.node)
    assert found is not None
    row = found.epochs[epoch]
    return kept(store, kiosk.node, epoch) == (run.bodies, dict(run.headers)) and (
        row.last_seq,
        row.last_hash,
    ) == (run.last, run.last_hash)
