"""A head office in process and counters that meet it by files, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.ledger import exchange
from app.ledger.audit.audit import audit
from app.ledger.audit.totals import TotalsAddUp
from app.ledger.exchange import OfficeKeys
from app.ledger.ledger import Ledger
from app.ledger.projection.dump import canonical_dump
from app.ledger.rebuild import compare_tables
from app.office.feeding import feed_scopes
from app.office.feeds import next_feed
from app.office.push import push
from app.office.push_answers import Acked
from app.office.store.contract import Store
from app.office.store.rows import Enrolment, Kiosk, KioskEpoch
from app.reports.reconciling import reconcile
from app.sync.folder import SyncFolder, write_shared
from app.sync.sealing import Sealing
from app.sync.taking_in import TakingIn
from tests.counter import NOON, Counter, SeededRandomness
from tests.grants import LONG, grant, grant_numbers
from tests.office.nodes import OFFICE

KEYS = OfficeKeys(OFFICE.public_key, OFFICE.seal_public_key)
REGION = 12


@dataclass
class Desk:
    """One counter and the folder between it and its agent."""

    counter: Counter
    folder: SyncFolder

    @property
    def ledger(self) -> Ledger:
        assert self.counter.ledger is not None
        return self.counter.ledger

    @property
    def scopes(self) -> Mapping[str, int]:
        """Versions that were taken in."""
        with self.ledger.read() as reader:
            return exchange.scopes(reader.db)

    def take_in(self, feed: bytes) -> None:
        """As when the agent brought it. Nothing is put aside."""
        write_shared(self.folder.inbox / "feed-000000000001.feed", feed)
        TakingIn(self.ledger, self.folder).feeds()
        assert not list(self.folder.aside.iterdir())
        assert not list(self.folder.inbox.iterdir())

    def dump(self) -> list[bytes]:
        """The canonical dump of its tables."""
        with self.ledger.read() as reader:
            return list(canonical_dump(reader.db))

    def faults(self) -> list[object]:
        """What the audit finds, and where tables and reports differ from what the journal says."""
        gathered = TotalsAddUp()
        found = [*audit(self.ledger, gathered).findings, *compare_tables(self.ledger)]
        with self.ledger.read() as reader:
            return [*found, *reconcile(reader.db, gathered.totals(reader.db))]


@dataclass
class Hall:
    """A store, the office identity, and what they did."""

    store: Store
    path: Path
    made: Path
    """Where ledgers that just began are kept, for the tests after this one."""
    desks: list[Desk] = field(default_factory=list)
    at: int = NOON

    def join(self, node: int, *, region: int = REGION, pin: bool = True) -> Desk:
        """Another counter begins and is enrolled."""
        template, folder = self.made / f"k{node}", self.path / f"k{node}"
        if not template.exists():
            template.mkdir()
            Counter(template / "ledger.db", node=node, seed=node).begin(roaming=True).close()
        shutil.copytree(template, folder)
        counter = Counter(folder / "ledger.db", node=node, seed=100 + node).open()
        desk = Desk(counter, SyncFolder(folder / "sync"))
        desk.folder.prepare()
        if pin:
            desk.ledger.commit(lambda tx: exchange.pin_office(tx.db, KEYS))
            grant(desk.ledger, money=10**12, count=10**6, until=LONG)
            grant_numbers(desk.ledger, 1, 99_999)
        self.enrol(desk, region, transport_key=bytes([node]) * 32 if pin else b"")
        self.desks.append(desk)
        return desk

    def enrol(self, desk: Desk, region: int, transport_key: bytes) -> None:
        node, signer = desk.counter.node, desk.ledger.signer
        self.store.enrol(
            Enrolment(
                node=node,
                name=f"Counter {node}",
                region=region,
                site=str(node),
                transport_key=transport_key,
                enrolled_at=self.at,
            ),
            KioskEpoch(
                node=node,
                epoch=1,
                public_key=signer.public_key,
                seal_key=signer.seal_public_key,
            ),
        )

    def up(self, desk: Desk) -> None:
        """Everything that is new at a counter comes to head office."""
        Sealing(desk.ledger, desk.folder).seal(connected=True)
        for one in desk.folder.bundles(desk.counter.node):
            answer = push(self.store, desk.counter.node, one.path.read_bytes(), self.at)
            assert isinstance(answer, Acked), answer
            one.path.unlink()

    def feed(self) -> None:
        """Everything that came is given to its scopes."""
        while feed_scopes(self.store, OFFICE, self.at):
            self.at += 1

    def next_feed(self, desk: Desk, limit: int = 100) -> bytes | None:
        return next_feed(
            self.store,
            OFFICE,
            self.kiosk(desk),
            desk.scopes,
            limit=limit,
            at=self.at,
            random=SeededRandomness(self.at),
        )

    def kiosk(self, desk: Desk) -> Kiosk:
        found = self.store.kiosk(desk.counter.node)
        assert found is not None
        return found

    def down(self, desk: Desk, limit: int = 100) -> int:
        """A counter takes in everything that there is for it; says in how many files."""
        files = 0
        while (feed := self.next_feed(desk, limit)) is not None:
            desk.take_in(feed)
            files += 1
        return files

    def round(self, limit: int = 100) -> None:
        """All counters give and get once."""
        for desk in self.desks:
            self.up(desk)
        self.feed()
        for desk in self.desks:
            if self.kiosk(desk).enrolment.transport_key:
                self.down(desk, limit)
