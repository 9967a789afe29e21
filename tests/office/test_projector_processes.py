"""Processes that project beside ``serve``: killed, they are begun again; they end with it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kiosk import Clock
from app.office.projecting import Owner, prepare_tables
from app.office.projector_process import Duty, Orders
from app.office.projector_processes import run_processes
from app.office.store.opening import open_store
from tests.counter import SetClock
from tests.office.cluster import Cluster
from tests.office.nodes import NOW, OFFICE
from tests.office.stories import arrive, counter_dump, drawn, dump
from tests.office.town import children_of, until

CLOCK: Clock = SetClock(NOW)


@contextmanager
def projecting(place: str) -> Iterator[None]:
    """Two processes, and none when this is left."""
    stop = threading.Event()
    orders = [Orders(Duty.PROJECT, place, "")] * 2
    running = threading.Thread(target=run_processes, args=(orders, stop))
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join()


def began() -> set[int]:
    """Projectors of this process."""
    found = set()
    for process in children_of(os.getpid()):
        if b"projector_process" in Path(f"/proc/{process}/cmdline").read_bytes():
            found.add(process)
    return found


def test_whichever_dies_is_begun_again_and_all_end_together(cluster: Cluster) -> None:
    place, chain = cluster.new_database("beside"), drawn(9, acts=80)
    store = open_store(place)
    prepare_tables(store, threading.Event(), Owner(7, OFFICE, CLOCK))
    with projecting(place):
        until(lambda: len(began()) == 2)
        first = began()
        for process in first:
            os.kill(process, signal.SIGKILL)
        until(lambda: len(began() - first) == 2)
        arrive(store, chain)
        until(lambda: not store.waiting("tables"))
    assert not began()
    assert dump(store) == counter_dump(chain)
    store.close()
