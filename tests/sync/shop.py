"""A counter with its folder, and an agent over a real network, for tests of both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.ledger.ledger import Ledger
from app.settings.agent import AgentSettings, load_agent_settings
from app.sync.agent_loop import AgentLoop, wall_milliseconds
from app.sync.desk import SyncDesk
from app.sync.folder import SyncFolder
from app.sync.states import AgentState, DeskState, read_state
from app.sync.transport_identity import make_identity
from tests.counter import Counter, SeededRandomness, SetClock
from tests.grants import enrol_freely
from tests.sync.office_server import NODE, OFFICE, Office, make_certificate, serving


@dataclass
class Shop:
    """One counter that knows head office."""

    counter: Counter
    folder: SyncFolder
    desk: SyncDesk = field(init=False)

    def __post_init__(self) -> None:
        self.begin_desk()

    def begin_desk(self) -> None:
        """As when the counter's process starts."""
        self.desk = SyncDesk(self.ledger, self.folder, program="1.0", health=dict)

    @property
    def ledger(self) -> Ledger:
        assert self.counter.ledger is not None
        return self.counter.ledger

    @property
    def told(self) -> DeskState:
        state = read_state(self.folder.desk, DeskState)
        assert state is not None
        return state

    @property
    def outbox(self) -> list[tuple[int, int]]:
        return [(one.first, one.last) for one in self.folder.bundles(NODE)]

    @property
    def inbox(self) -> list[str]:
        return sorted(path.name for path in self.folder.inbox.iterdir())

    @property
    def aside(self) -> list[str]:
        return sorted(path.name for path in self.folder.aside.iterdir())

    def sell(self, times: int = 1) -> None:
        """Something that goes into the journal."""
        for _time in range(times):
            self.counter.account("Neema Wanjiru")

    def close_shift(self) -> None:
        self.counter.do("close-shift", counted="1000x1")


def make_ledger(path: Path) -> None:
    """A counter whose shift is open and that knows head office, closed again."""
    counter = Counter(path / "ledger.db", node=NODE, clock=SetClock(wall_milliseconds())).begin()
    assert counter.ledger is not None
    enrol_freely(counter.ledger)
    counter.close()


@contextmanager
def shop(made: Path, path: Path) -> Iterator[Shop]:
    """A copy of a counter that :func:`make_ledger` made, with a folder of its own."""
    for name in ("ledger.db", "ledger.db.key"):
        shutil.copyfile(made / name, path / name)
    clock = SetClock(wall_milliseconds())
    counter = Counter(path / "ledger.db", node=NODE, seed=2, clock=clock).open()
    one = Shop(counter, SyncFolder(path / "sync"))
    one.desk.step()
    try:
        yield one
    finally:
        counter.close()


@dataclass
class Road:
    """Head office on the network, and the agent's settings for it."""

    office: Office
    settings: AgentSettings
    certificate: Path
    fingerprint: bytes

    def once(self) -> AgentState:
        """A process of the agent that does everything once."""
        return AgentLoop(self.settings).once()


@contextmanager
def road(path: Path, folder: SyncFolder) -> Iterator[Road]:
    """A head office that answers, and settings of an agent that reaches it."""
    identity = make_identity(path / "identity", SeededRandomness(3))
    office = Office(agent_key=identity.public_key)
    certificate = path / "office.pem"
    fingerprint = make_certificate(certificate)
    with serving(office, certificate) as url:
        file = path / "sync.toml"
        file.write_text(settings_text(url, certificate, folder.root, path / "identity"))
        yield Road(office, load_agent_settings(file), certificate, fingerprint)


def settings_text(url: str, ca: Path, folder: Path, identity: Path, proxy: str = "") -> str:
    return (
        f"[office]\nurl = '{url}'\nkey = '{OFFICE.public_key.hex()}'\nca = '{ca}'\n"
        f"[agent]\nfolder = '{folder}'\nidentity = '{identity}'\nproxy = '{proxy}'\n"
    )


def meet(counter: Shop, way: Road) -> None:
    """First contact tells the counter that it is connected; then everything goes up."""
    way.once()
    counter.desk.step()
    way.once()
    counter.desk.step()
