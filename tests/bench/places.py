"""Empty stores to measure on, and the processor time that they take."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.office.cluster import Cluster

_TICKS = os.sysconf("SC_CLK_TCK")
_LOG = "1GB"
"""As PostgreSQL has it by itself."""
_PARENT, _TIMES = 1, slice(11, 15)
"""Of /proc/N/stat behind the name: parent; own time and that of children who ended (proc(5))."""


@dataclass(frozen=True)
class Place:
    """A store that nobody has opened yet."""

    where: str
    """As the setting says it."""
    postmaster: int | None = None
    """Process of PostgreSQL."""

    def server_seconds(self) -> float:
        """Processor time of PostgreSQL so far."""
        if self.postmaster is None:
            return 0.0
        ticks = 0
        for file in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = file.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # ended meanwhile; its parent tells its time
            if self.postmaster in (int(file.parent.name), int(fields[_PARENT])):
                ticks += sum(map(int, fields[_TIMES]))
        return ticks / _TICKS


@dataclass(frozen=True)
class Taken:
    """What a piece of work took."""

    seconds: float
    processor: float
    """Seconds of processor time of this program."""
    server: float
    """Likewise, of PostgreSQL."""


@contextmanager
def place(store: str, folder: Path) -> Iterator[Place]:
    """``store``: sqlite or postgres; on the same disk."""
    with tempfile.TemporaryDirectory(dir=folder) as made_here:
        if store == "sqlite":
            yield Place(made_here)
            return
        home = Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp"))
        cluster = Cluster(home, log=_LOG)
        try:
            first, *_rest = (home / "data" / "postmaster.pid").read_text().splitlines()
            yield Place(cluster.dsn(), int(first))
        finally:
            cluster.remove()


def taken(here: Place, works: Sequence[Callable[[], None]]) -> Taken:
    """All of them at once, a thread each."""
    server, processor = here.server_seconds(), time.process_time()
    start = time.perf_counter()
    with ThreadPoolExecutor(len(works)) as pool:
        for one in [pool.submit(work) for work in works]:
            one.result()
    return Taken(
        time.perf_counter() - start,
        time.process_time() - processor,
        here.server_seconds() - server,
    )
