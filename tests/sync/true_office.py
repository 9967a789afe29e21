"""Head office's own rules and store behind the small server of these tests, for any copies of one
counter: what agents and counters do with real answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.ledger.backup import backup
from app.ledger.restore import restore
from app.office.epochs import grant_epoch
from app.office.hearing import hear_epoch, hear_hello, hear_push
from app.office.replies import Reply
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.office.store.rows import Enrolment, Kiosk, KioskEpoch
from app.settings.agent import load_agent_settings
from app.sync.agent import NotTaken
from app.sync.agent_loop import AgentLoop, wall_milliseconds
from app.sync.folder import SyncFolder
from app.sync.transport_identity import make_identity
from tests.counter import Counter, SeededRandomness, SetClock
from tests.grants import grant_numbers
from tests.sync.office_server import NODE, Office, make_certificate, serving
from tests.sync.shop import Shop, settings_text

Hear = Callable[[Store, Kiosk, bytes, int], Reply]


@dataclass
class TrueOffice(Office):
    """Answers hello, push and epoch as head office does."""

    store: Store = field(kw_only=True)

    def hello(self, body: bytes) -> tuple[int, Any]:
        return self._heard(hear_hello, body)

    def push(self, body: bytes) -> tuple[int, Any]:
        return self._heard(hear_push, body)

    def begin(self, body: bytes) -> tuple[int, Any]:
        return self._heard(hear_epoch, body)

    def _heard(self, hear: Hear, body: bytes) -> tuple[int, Any]:
        kiosk = self.store.kiosk(NODE)
        assert kiosk is not None
        return hear(self.store, kiosk, body, wall_milliseconds())


@dataclass
class Street:
    """One head office, and machines that were one counter once."""

    folder: Path
    office: TrueOffice
    url: str
    certificate: Path
    opened: list[Shop] = field(default_factory=list)

    def machine(self, name: str) -> Path:
        """A folder of one machine, with the agent's identity on it."""
        made = self.folder / name
        made.mkdir()
        make_identity(made / "identity", SeededRandomness(3))
        return made

    def shop(self, name: str, ledger: Path) -> Shop:
        """The counter of a machine, on a copy of these ledger files."""
        home = self.machine(name)
        for file in ("ledger.db", "ledger.db.key"):
            shutil.copyfile(ledger / file, home / file)
        return self._open(home, Counter(home / "ledger.db", node=NODE, clock=clock()).open())

    def restored(self, name: str, copies: Path, seed: int) -> Shop:
        """A machine on which a backup was restored, with a number block for its new life."""
        home = self.machine(name)
        shutil.copytree(copies, home / "copies")
        counter = Counter(home / "ledger.db", node=NODE, seed=seed, clock=clock())
        counter.ledger = restore(
            home / "copies",
            home / "ledger.db",
            clock=counter.clock,
            random=counter.random,
            reason="the card broke",
        )
        grant_numbers(counter.ledger, 1, 999)
        return self._open(home, counter)

    def _open(self, home: Path, counter: Counter) -> Shop:
        made = Shop(counter, SyncFolder(home / "sync"))
        self.opened.append(made)
        made.desk.step()
        return made

    def enrol(self, shop: Shop) -> None:
        """As a code would."""
        enrolment = Enrolment(
            node=NODE, name="Kati", region=12, site="9", transport_key=bytes(32), enrolled_at=1
        )
        signer = shop.ledger.signer
        self.office.store.enrol(
            enrolment,
            KioskEpoch(
                node=NODE,
                epoch=1,
                public_key=signer.public_key,
                seal_key=signer.seal_public_key,
            ),
        )

    def grant(self, shop: Shop) -> None:
        """People let this copy go on, once it asks; how often they meet until then is no matter."""
        key = shop.ledger.signer.public_key
        for _time in range(9):
            if any(one.public_key == key for one in self.office.store.epoch_requests()):
                break
            self.meet(shop)
        grant_epoch(self.office.store, NODE, shop.ledger.epoch, shop.ledger.signer.public_key)

    def meet(self, shop: Shop, times: int = 1) -> str:
        """Agent and counter, so many times one after the other; what the agent was told last."""
        said = ""
        for _time in range(times):
            said = ""
            try:
                AgentLoop(self._settings(shop)).once()
            except NotTaken as error:
                said = error.message
            shop.desk.step()
        return said

    def tells(self, shop: Shop, words: str) -> bool:
        """Whether the agent is told so before long; how often they meet until then is no matter."""
        return any(words in self.meet(shop) for _time in range(9))

    def _settings(self, shop: Shop) -> Any:
        home = shop.folder.root.parent
        file = home / "sync.toml"
        file.write_text(
            settings_text(self.url, self.certificate, shop.folder.root, home / "identity")
        )
        return load_agent_settings(file)

    def has_all(self, shop: Shop) -> bool:
        """Whether head office ends with this copy's life, event for event."""
        kiosk = self.office.store.kiosk(NODE)
        assert kiosk is not None
        heads = shop.ledger.verify().heads
        row = kiosk.in_force
        return (row.epoch, row.last_seq, row.last_hash) == (
            shop.ledger.epoch,
            *heads[NODE, shop.ledger.epoch],
        )


def clock() -> SetClock:
    return SetClock(wall_milliseconds())


def copies_of(shop: Shop, where: Path) -> Path:
    """A backup of a counter."""
    backup(shop.ledger, where)
    return where


@contextmanager
def street(folder: Path) -> Iterator[Street]:
    """Head office on the network, with nothing in it."""
    store = open_store(str(folder / "office"))
    identity = make_identity(folder / "any", SeededRandomness(3))
    office = TrueOffice(agent_key=identity.public_key, store=store)
    certificate = folder / "office.pem"
    make_certificate(certificate)
    with serving(office, certificate) as url:
        made = Street(folder, office, url, certificate)
        try:
            yield made
        finally:
            for shop in made.opened:
                shop.counter.close()
            office.store.close()
