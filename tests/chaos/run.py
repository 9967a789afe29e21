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

from app.office.store.opening import open_store
from tests.chaos.adventures import Adventure, Place
from tests.chaos.kiosk import ChaosKiosk
from tests.chaos.model_sales import models
from tests.chaos.reckoning import Reckoning, reckon
from tests.chaos.world import Backup, World
from tests.office.cluster import Cluster

_THREADS = 8
_SAID = 1.8
"""Events that will at least be acknowledged for each sale."""


@dataclass(frozen=True)
class Plan:
    """How much, and how much goes wrong."""

    sales: int
    kiosks: int
    server_kills: int
    database_crashes: int


@dataclass(frozen=True)
class Outcome:
    """What a run was, and how it ended."""

    store: str
    plan: Plan
    counts: dict[str, int]
    reckoning: Reckoning
    seconds: float


def run(store: str, plan: Plan) -> Outcome:
    """``store``: ``sqlite`` or ``postgresql``."""
    folder = Path(tempfile.mkdtemp(prefix="tapcard-chaos-", dir="/var/tmp"))
    try:
        with cluster_for(store) as cluster:
            return _run(store, plan, World(folder, cluster), folder)
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
    start = time.monotonic()
    adventures = list(Adventure)
    places = [
        Place(world, kiosk, adventures[kiosk.node % 4], plan.sales // plan.kiosks)
        for kiosk in kiosks
    ]
    try:
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
        for place in places:
            for seller in place.living:
                if seller.fenced:
                    seller.push_aside()
            place.close()
        seconds = time.monotonic() - start
    finally:
        world.stop()
    end = open_store(world.place)
    try:
        found = reckon(end, places)
    finally:
        end.close()
    return Outcome(store, plan, dict(world.counts), found, seconds)


def _befall(world: World, plan: Plan, places: list[Place]) -> None:
    """Each thing when so much was acknowledged; whatever is left when all is sold, then."""
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
    events += _spread(world.kill_server, plan.server_kills)
    events += _spread(world.crash_database, crashes)
    for share, happen in sorted(events, key=lambda one: one[0]):
        world.wait_for(int(share * _SAID * plan.sales))
        happen()


def _spread(what: Callable[[], None], times: int) -> list[tuple[float, Callable[[], None]]]:
    return [((number + 0.5) / times, what) for number in range(times)]
