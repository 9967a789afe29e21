"""Bytes of a day on the wire: the real agent, a real TLS socket, a kiosk with 300 sales.

Everything on the TCP connection counts, both ways: handshake, headers, signatures, answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.settings.agent import load_agent_settings
from app.sync.agent import Agent
from app.sync.agent_loop import counter_of, wall_milliseconds
from app.sync.bundle import bundle_name, parse, seal_run
from app.sync.folder import SyncFolder, write_shared
from app.sync.office_client import OfficeClient
from app.sync.poll_wait import LONGEST
from app.sync.run import Run
from app.sync.sealing import CHUNK
from app.sync.states import DeskState, write_state
from app.sync.transport_identity import RequestCount, load_identity, make_identity
from tests.bench_sync.counting_road import Counted, counting_road
from tests.bench_sync.row import Row, at_most, told
from tests.bench_sync.village_sales import Sales, Village
from tests.counter import SeededRandomness
from tests.sync.office_server import OFFICE, Office, make_certificate, serving
from tests.sync.shop import settings_text

_SALES = 300
_GOAL = 25_000.0
_SOME = 20
"""Sales of a connected kiosk that are measured, for all 300."""
_DAY = 86_400
_POLLS, _HELLOS = _DAY // LONGEST, _DAY // 600
"""A pull waits so long at head office; the agent says hello every ten minutes."""


@dataclass(frozen=True)
class Kiosk:
    """A counter's folder and its agent."""

    village: Village
    folder: SyncFolder
    agent: Agent
    road: Counted

    def seal(self, run: Run, images: list[bytes]) -> None:
        """One bundle into the outbox, and the desk says so."""
        file = seal_run(
            run,
            self.village.signer,
            SeededRandomness(run.first),
            images=images,
            receiver=OFFICE.seal_public_key,
        )
        write_shared(self.folder.outbox / bundle_name(parse(file).header), file)
        write_state(self.folder.desk, desk_of(self.village, run))


def measure(village: Village, folder: Path) -> list[Row]:
    """One session, then connected all day."""
    sales = village.last_sales(_SALES)
    with kiosk(village, sales, folder / "one") as one:
        for part in _parts(sales.found.run, CHUNK):
            one.seal(part, [])
        one.agent.hello()
        one.agent.push_new()
        one.agent.pull(0)
        whole = one.road.both
    rows = [
        at_most(f"bytes a day, {_SALES} sales in one session, TLS", whole, "B", _GOAL),
        told("of these, hashes of card images, which nothing packs", _hashes(sales), "B"),
    ]
    with kiosk(village, sales, folder / "all") as one:
        pushed, polled, said = _connected(one, sales)
    sold = pushed * _SALES / _SOME
    return [
        *rows,
        told(f"bytes a day, {_SALES} sales, connected all day: pushes", sold, "B"),
        told("bytes a day, connected all day: waiting for news", polled * _POLLS, "B"),
        told("bytes a day, connected all day: saying hello", said * _HELLOS, "B"),
    ]


def _hashes(sales: Sales) -> int:
    """Bytes of the SHA-256 of each plan's images."""
    return sum(b'"images":"' in body for body in sales.found.run.bodies) * sha256().digest_size


def _connected(one: Kiosk, sales: Sales) -> tuple[int, float, float]:
    """Bytes of some sales, each sealed when it is loaded, as a counter does that paused; of a poll;
    of a hello.
    """
    one.agent.hello()
    before = one.road.both
    for part in _each_sale(sales.found.run, _SOME):
        one.seal(part, [])
        one.agent.push_new()
    pushed = one.road.both - before
    before = one.road.both
    for _poll in range(4):
        one.agent.pull(0)
    polled = one.road.both - before
    for _hello in range(4):
        one.agent.hello()
    return pushed, polled / 4, (one.road.both - before - polled) / 4


def _each_sale(run: Run, most: int) -> Iterator[Run]:
    """The events up to each purchase that is on its card."""
    ends = [n + 1 for n, body in enumerate(run.bodies) if b'"type":"purchase_loaded"' in body]
    start = 0
    for end in ends[:most]:
        yield _part(run, start, end - start)
        start = end


def _parts(run: Run, size: int) -> Iterator[Run]:
    for start in range(0, len(run.bodies), size):
        yield _part(run, start, size)


def _part(run: Run, start: int, size: int) -> Run:
    rest = run.since(run.first + start)
    return Run(
        run.node,
        run.epoch,
        rest.first,
        rest.previous,
        rest.bodies[:size],
        {seq: data for seq, data in rest.headers.items() if seq < rest.first + size},
    )


@contextmanager
def kiosk(village: Village, sales: Sales, folder: Path) -> Iterator[Kiosk]:
    """Head office has everything before these sales."""
    folder.mkdir()
    run = sales.found.run
    identity = make_identity(folder / "identity", SeededRandomness(3))
    office = Office(agent_key=identity.public_key, node=run.node)
    office.keys[1] = village.signer.public_key
    office.hashes[1] = [run.previous] * run.first
    certificate = folder / "office.pem"
    make_certificate(certificate)
    shared = SyncFolder(folder / "sync")
    shared.prepare()
    write_state(shared.desk, desk_of(village, run))
    with serving(office, certificate) as url, counting_road(int(url.rpartition(":")[2])) as road:
        file = folder / "sync.toml"
        to = f"https://127.0.0.1:{road.port}"
        file.write_text(settings_text(to, certificate, shared.root, folder / "identity"))
        settings = load_agent_settings(file)
        desk = counter_of(shared, settings.key)
        count = RequestCount(settings.identity)
        client = OfficeClient(settings, load_identity(settings.identity), count, desk.node)
        try:
            agent = Agent(shared, desk, client, now=wall_milliseconds)
            yield Kiosk(village, shared, agent, road)
        finally:
            client.close()


def desk_of(village: Village, run: Run) -> DeskState:
    """As the counter tells it when all of a run is sealed."""
    return DeskState(
        node=run.node,
        epoch=run.epoch,
        public_key=village.signer.public_key,
        sealed=run.last,
        sealed_hash=run.last_hash,
        acknowledged=0,
        program="1.0",
        wall=time.time_ns() // 1_000_000,
        trusted=True,
        office_key=OFFICE.public_key,
    )
