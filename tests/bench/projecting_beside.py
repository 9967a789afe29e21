"""A projector in a process of its own: ``python -m tests.bench.projecting_beside STORE``.

Says a line when the store is open, begins when it is told one, and says its processor time.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from app.office.garbage import look_seldom
from app.office.projector import IN_FORCE, project_once
from app.office.store.contract import Store
from app.office.store.opening import open_store
from tests.office.nodes import NOW

_COMMAND = (sys.executable, "-m", "tests.bench.projecting_beside")


def project_all(store: Store) -> None:
    """Until nothing is left."""
    while store.waiting(IN_FORCE.name):
        project_once(store, NOW)


class Beside:
    """One such process, ready."""

    def __init__(self, where: str) -> None:
        """``where``: the store."""
        self._process = subprocess.Popen(
            [*_COMMAND, where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._heard()
        self.processor = 0.0
        """Seconds of a processor that it projected."""

    def run(self) -> None:
        """Returns when nothing is left."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self.processor = float(self._heard())

    def end(self) -> None:
        """Waits for it."""
        self._process.communicate()

    def _heard(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "a projector died"
        return line


@contextmanager
def beside(where: str, many: int) -> Iterator[Sequence[Beside]]:
    """So many, all of them ready."""
    found = [Beside(where) for _number in range(many)]
    try:
        yield found
    finally:
        for one in found:
            one.end()


def main(where: str) -> None:
    """As ``serve`` has it."""
    look_seldom()
    with closing(open_store(where)) as store:
        store.waiting(IN_FORCE.name)  # connects
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        began = time.process_time()
        project_all(store)
        sys.stdout.write(f"{time.process_time() - began}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
