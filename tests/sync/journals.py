"""Journals to make bundles of: by a real counter, and made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.ledger import journal
from app.ledger.checkpoint import Signer
from app.ledger.database import connection_of
from app.ledger.events.codec import Entry, encode_entry
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.journal import RunHeader, encode_header
from app.ledger.stretches import images_of
from app.sync.reading_runs import Found, read_run
from app.sync.run import Run
from tests.counter import Counter

NODE = 7
MAKER = Signer(b"the key of a node that is a test")


@dataclass
class Journal:
    """A counter whose journal is read."""

    counter: Counter

    @property
    def last(self) -> int:
        """Number of its last event."""
        assert self.counter.ledger is not None
        return self.counter.ledger.verify().heads[NODE, 1][0]

    @property
    def signer(self) -> Signer:
        """The key of its node."""
        assert self.counter.ledger is not None
        return self.counter.ledger.signer

    def read(self, first: int, last: int) -> Found:
        """A range of its events, with the images of all plans, closed ones too."""
        assert self.counter.ledger is not None
        with self.counter.ledger.read() as reader:
            found = read_run(reader.db, NODE, 1, first, last)
            images = images_of(connection_of(reader.db), found.run.bodies)
            return found._replace(images=images)


@contextmanager
def some_days(path: Path) -> Iterator[Journal]:
    """Three customers buy, the counter is switched off and on, they buy again."""
    counter = Counter(path, node=NODE).begin()
    homes = []
    for number in range(3):
        card, meter = counter.new_card(), counter.meter(f"{12345 + number * 7:012d}")
        account = counter.account(f"Neema {number}")
        counter.do(
            "allocate-meter",
            account=account,
            meter=meter.state.meter,
            model="DN15",
            amount="1000",
        )
        homes.append((card, meter))
    for volume in ("1", "2", "3"):
        counter.close()
        counter.open()
        for card, meter in homes:
            meter.take(card)
            meter.use(1000)
            counter.put(card)
            counter.clock.now += 1_234_567
            counter.do("prepay", volume=volume)
    try:
        yield Journal(counter)
    finally:
        counter.close()


def beginning(signer: Signer = MAKER) -> bytes:
    """The first event of a node."""
    event = LedgerBegun(
        utility=1,
        utility_name="Mto Water",
        currency="KES",
        currency_digits=2,
        time_zone="Africa/Nairobi",
        region=12,
        region_name="Kilifi",
        site="7",
        public_key=signer.public_key,
    )
    return encode_entry(Entry(at=1, schema=1, event=event))


def made_up(bodies: Sequence[bytes]) -> Run:
    """A run from the beginning of a node, with these bytes as its further events."""
    header = encode_header(
        RunHeader(node=NODE, epoch=1, boot="boot", first_seq=1, previous=journal.GENESIS)
    )
    return Run(NODE, 1, 1, journal.GENESIS, (beginning(), *bodies), {1: header})
