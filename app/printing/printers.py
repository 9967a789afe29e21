"""Several printers at one kiosk: each has its worker, and papers of some kinds are only its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from app.printing.delivery import Job
from app.printing.print_run import JobReport, JobStore
from app.printing.spooler import Spooler, SpoolReport

Mine: TypeAlias = Callable[[str], bool]
"""Whether papers of this kind come out here."""


class OwnJobs:
    """The jobs of one printer in the table of all; a :class:`JobStore`.

    Which ones is asked anew each time: what waits for a broken printer comes out of another one
    as soon as its kind of paper is set to it, headed REPRINT if it may have come out before.
    """

    def __init__(self, jobs: JobStore, mine: Callable[[], Mine]) -> None:
        """``mine``: what says, for the next round, which kinds come out here."""
        self._jobs = jobs
        self._mine = mine
        self.sent = jobs.sent
        self.done = jobs.done
        self.failed = jobs.failed
        self.queued_again = jobs.queued_again

    def pending(self) -> Sequence[Job]:
        """Jobs queued or sent that come out here, oldest first."""
        jobs = self._jobs.pending()
        mine = self._mine() if jobs else None
        return [job for job in jobs if mine is not None and mine(job.kind)]


class Printers:
    """All of a kiosk's printers, spoken to as one :class:`Spooler`."""

    def __init__(self, first: Spooler, further: dict[str, Spooler]) -> None:
        """``further``: by name."""
        self._first = first
        self._further = further

    @property
    def _all(self) -> tuple[Spooler, ...]:
        return (self._first, *self._further.values())

    def start(self) -> None:
        """Begins to print, each in a thread of its own."""
        for one in self._all:
            one.start()

    def stop(self) -> None:
        """Ends the threads."""
        for one in self._all:
            one.stop()

    def wake(self) -> None:
        """Something was queued."""
        for one in self._all:
            one.wake()

    def describe(self) -> str:
        """The first printer's state, and that of every further one that holds papers up."""
        said = [self._first.describe()]
        said += [f"{name}: {one.describe()}" for name, one in self._further.items() if one.troubled]
        return "; ".join(said)

    def drain(self, timeout: float) -> SpoolReport:
        """Prints what is pending now, one printer after the other, within ``timeout`` seconds."""
        ends = time.monotonic() + timeout
        reports: list[JobReport] = []
        for one in self._all:
            reports += one.drain(max(0.0, ends - time.monotonic())).jobs
        return SpoolReport(tuple(reports))
