"""A whole run: kiosks sell and push from several threads while everything is killed around them."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.clock import SystemClock, SystemRandomness
from app.ledger.ledger import Ledger
from app.office.feeding import LANE
from app.office.projector import IN_FORCE
from app.office.store.opening import open_store
from app.sync.reading_runs import read_run
from app.sync.run import Run
from tests.chaos.adventures import Adventure, Place
from tests.chaos.kiosk import ChaosKiosk
from tests.chaos.model_sales import models
from tests.chaos.reckoning import Reckoning, reckon
from tests.chaos.world import Backup, World
from tests.office.cluster import Cluster

_THREADS = 16
_SAID = 1.8
"""Events that will at least be acknowledged for each sale."""
_LOOK = 0.2
"""Seconds between two looks whether everything is projected."""
_PATIENCE = 1_800
"""Seconds for projectors that are far behind."""


@dataclass(frozen=True)
class Plan:
    """How much, and how much goes wrong."""

    sales: int
    kiosks: int
    server_kills: int
    """Besides those for taking a backup and putting it back."""
    database_crashes: int


@dataclass(frozen=True)
class Outcome:
    """What a run was, and how it ended."""

    store: str
    plan: Plan
    counts: dict[str, int]
    reckoning: Reckoning
    durable_after: float
    """Seconds until everything that was sold was durable."""
    projected_after: float
    """Seconds until it stood in tables and scopes too."""


def run(store: str, plan: Plan) -> Outcome:
    """``store``: ``sqlite`` or ``postgresql``."""
    folder = Path(tempfile.mkdtemp(prefix="tapcard-chaos-", dir="/var/tmp"))
    try:
        with cluster_for(store) as cluster:
            world = World(folder, cluster)
            try:
                return _run(store, plan, world, folder)
            finally:
                world.abandon()
    finally:
        shutil.rmtree(folder)


@contextmanager
def cluster_for(store: str) -> Iterator[Cluster | None]:
    """A PostgreSQL of its own, where the store is one."""
    if store != "postgresql":
        yield None
        return
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp")))
    try:
        yield cluster
    finally:
        cluster.remove()


def _run(store: str, plan: Plan, world: World, folder: Path) -> Outcome:
    model = models(folder)
    kiosks = [ChaosKiosk(node, model) for node in range(1, plan.kiosks + 1)]
    world.enrol(kiosks)
    world.start()
    for kiosk in kiosks:
        world.allow(kiosk.node)
    adventures = list(Adventure)
    places = [
        Place(world, kiosk, adventures[kiosk.node % len(adventures)], plan.sales // plan.kiosks)
        for kiosk in kiosks
    ]
    start = time.monotonic()
    _live(world, plan, places)
    durable = time.monotonic() - start
    _wait_for_projectors(world)
    with ThreadPoolExecutor(_THREADS) as pool:
        for ended in [pool.submit(place.end) for place in places]:
            ended.result()
    _wait_for_projectors(world)
    projected = time.monotonic() - start
    for place in places:
        place.close()
    world.stop()
    end = open_store(world.place)
    try:
        found = reckon(end, places, _own_journal(world))
    finally:
        end.close()
    return Outcome(store, plan, dict(world.counts), found, durable, projected)


def _live(world: World, plan: Plan, places: list[Place]) -> None:
    with ThreadPoolExecutor(_THREADS + 1) as pool:
        chaos = pool.submit(_befall, world, plan, places)
        try:
            for lived in [pool.submit(place.live) for place in places]:
                lived.result()
        finally:
            world.give_up()
        chaos.result()
        for again in [pool.submit(place.settle) for place in places]:
            again.result()


def _befall(world: World, plan: Plan, places: list[Place]) -> None:
    """Each thing when so much was acknowledged; whatever is left when all is sold, then."""
    random = Random("moments")
    crashes = plan.database_crashes if world.cluster is not None else 0
    backups: list[Backup] = []

    def restore() -> None:
        backup = backups.pop()
        world.restore(backup)
        for place in places:
            place.forget(backup)

    def back_up() -> None:
        backups.append(world.back_up())

    events: list[tuple[float, Callable[[], None]]] = [(0.3, back_up), (0.5, restore)]
    events += [(random.random(), world.kill_server) for _kill in range(plan.server_kills)]
    events += [(random.random(), world.kill_projector) for _kill in range(crashes)]
    events += [(random.random(), world.crash_database) for _crash in range(crashes)]
    for share, happen in sorted(events, key=lambda one: one[0]):
        world.wait_for(int(share * _SAID * plan.sales))
        try:
            happen()
        except BaseException:
            world.failed = True
            raise


def _wait_for_projectors(world: World) -> None:
    """Until everything stands in the tables and in its scopes."""
    store = open_store(world.place)
    end = time.monotonic() + _PATIENCE
    try:
        while store.waiting(IN_FORCE.name, 1) or store.waiting(LANE, 1):
            assert time.monotonic() < end, world.log()
            time.sleep(_LOOK)
    finally:
        store.close()


def _own_journal(world: World) -> Run:
    """Of head office's own ledger, which nobody has open."""
    settings = world.settings
    with (
        Ledger.open(
            settings.ledger, node=settings.node, clock=SystemClock(), random=SystemRandomness()
        ) as ledger,
        ledger.read() as reader,
    ):
        return read_run(reader.db, ledger.node, ledger.epoch, 1, ledger.last).run
