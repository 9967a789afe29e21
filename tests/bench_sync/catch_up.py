"""How long a kiosk that was offline takes to bring 5,000 sales to head office, durably.

Requests of four bundles over a real socket to a server process, which checks signatures and chains.
Sealing is not measured: it was done when they were sold.
"""

from __future__ import annotations

import time
from pathlib import Path

from app.sync.event_codecs import Codec
from app.sync.requests import PUSH
from tests.bench_sync.row import Row, at_most
from tests.chaos.kiosk import ChaosKiosk
from tests.chaos.model_sales import models
from tests.chaos.wire import Wire
from tests.chaos.world import World

_SALES = 5_000
_GOAL = 1.0
_JOINED = 4


def measure(folder: Path) -> list[Row]:
    """On the embedded store."""
    folder.mkdir()
    kiosk = ChaosKiosk(1, models(folder))
    kiosk.sell(_SALES)
    requests = []
    last = 0
    while last < kiosk.here.last:
        data, last = kiosk.bundles(1, last + 1, _JOINED, Codec.COLUMNS)
        requests.append(data)
    world = World(folder, None)
    world.enrol([kiosk])
    world.start()
    try:
        wire = Wire(world, kiosk.transport, kiosk.node)
        start = time.perf_counter()
        answers = [wire.ask(PUSH, data) for data in requests]
        seconds = time.perf_counter() - start
        wire.close()
    finally:
        world.stop()
    end = answers[-1].verdict()
    if (end.seq, end.hash) != (kiosk.here.last, kiosk.here.head):
        raise AssertionError(end)
    return [at_most(f"catch-up of {_SALES} sales, sqlite", seconds, "s", _GOAL)]
