"""Prints what the ledger has queued: one worker, one paper at a time; none is lost, and none comes
out twice without saying so.

In the counter the worker is a thread (:meth:`Spooler.start`); a command prints what is pending and
goes on (:meth:`Spooler.drain`). Nothing here writes to standard output or error: the screen is
there.
"""

from __future__ import annotations

import threading
import time

import msgspec

from app.domain.errors import TapcardError
from app.domain.text import _
from app.printing.delivery import Outcome, Timing
from app.printing.errors import PrinterError
from app.printing.print_run import JobReport, JobStore, PrintRun
from app.printing.printer_profile import printer_profile
from app.printing.printer_status import Paper, PrinterStatus
from app.printing.transport import PrinterPort

__all__ = ["JobReport", "JobStore", "Outcome", "SpoolReport", "Spooler", "Timing"]

_JOIN_SECONDS = 10.0
_NORMAL = Timing()
_COMES_BY_ITSELF = (Outcome.WAITING, Outcome.UNPROVED)


class SpoolReport(msgspec.Struct, frozen=True):
    """What became of all jobs that were pending."""

    jobs: tuple[JobReport, ...]

    @property
    def waiting(self) -> tuple[JobReport, ...]:
        """Those that are not printed."""
        return tuple(job for job in self.jobs if not job.printed)


class Spooler:
    """One printer's worker."""

    def __init__(
        self, store: JobStore, port: PrinterPort, *, width: int, timing: Timing = _NORMAL
    ) -> None:
        """Nothing is opened or printed yet. ``width``: 32 or 48 columns.

        Raises PrinterWidthWrong for another width.
        """
        self._store = store
        self._port = port
        self._timing = timing
        self._run = PrintRun(store, port, printer_profile(width), timing, watch=self)
        self._working = threading.Lock()
        self._woken = threading.Event()
        self._stopping = False
        self._deadline: float | None = None
        self._thread: threading.Thread | None = None
        self._pending = 0
        self._reason = ""
        self._paper = Paper.UNKNOWN

    # -- for the counter -------------------------------------------------------------------

    def start(self) -> None:
        """Begins to print in a thread of its own."""
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="spooler", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; a paper inside the printer is left to it, and marked if sent again."""
        self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)
            self._thread = None

    def wake(self) -> None:
        """Something was queued."""
        self._woken.set()

    def describe(self) -> str:
        """The printer's state in a few words, for a status bar."""
        if not self._port.present:
            return _("no printer")
        if self._pending:
            text = _("{number} to print").format(number=self._pending)
            return f"{text}: {self._reason}" if self._reason else text
        if self._reason:
            return _("printer: {reason}").format(reason=self._reason)
        if self._paper is Paper.NEAR_END:
            return _("printer ready, paper low")
        return _("printer ready")

    @property
    def troubled(self) -> bool:
        """Whether papers wait here, or the printer says that something is wrong."""
        return bool(self._pending or self._reason)

    # -- for a command ---------------------------------------------------------------------

    def drain(self, timeout: float) -> SpoolReport:
        """Prints what is pending now, in the calling thread, and tells what became of it.

        Returns at once when the printer is not ready; waits up to ``timeout`` seconds for papers
        that are inside it. Raises what the store raises.
        """
        ends = time.monotonic() + timeout
        if not self._working.acquire(timeout=timeout):
            return self._held_up()
        self._deadline = ends
        try:
            reports: dict[int, JobReport] = {}
            while True:
                found = self._round()
                reports |= {report.id: report for report in found}
                again = any(report.outcome is Outcome.UNPROVED for report in found)
                if not again or time.monotonic() + self._timing.retry > ends:
                    return SpoolReport(tuple(reports.values()))
                self._pause(self._timing.retry)
        finally:
            self._deadline = None
            self._working.release()

    # -- what a delivery asks and tells ----------------------------------------------------

    def waiting(self, reason: str) -> None:
        """The paper is inside the printer, and why it does not come out."""
        self._reason = reason

    def stopping(self) -> bool:
        """Whether to leave the paper to the printer."""
        return self._stopping or (self._deadline is not None and time.monotonic() >= self._deadline)

    # -- the work --------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stopping:
            self._pause(self._step())

    def _step(self) -> float:
        """One round, or a look at an idle printer; returns the seconds to the next one."""
        try:
            with self._working:
                found = self._round()
                if any(report.outcome in _COMES_BY_ITSELF for report in found):
                    return self._timing.retry
                if not self._pending:
                    self._look()
        except TapcardError as error:
            self._reason = error.message
        except Exception as error:  # noqa: BLE001  it would end the thread, and be written to the screen
            self._reason = f"{type(error).__name__}: {error}"
        return self._timing.idle

    def _pause(self, seconds: float) -> None:
        if not self._stopping:
            self._woken.wait(seconds)
        self._woken.clear()

    def _round(self) -> tuple[JobReport, ...]:
        self._pending = len(self._store.pending())
        found = self._run.once()
        held_up = [report for report in found if not report.printed]
        self._pending = len(held_up)
        self._reason = held_up[0].reason if held_up else ""
        return found

    def _look(self) -> None:
        """Asks an idle printer how it is."""
        if not self._port.present:
            return
        status: PrinterStatus | None = None
        try:
            with self._port.link(self._timing.retry) as link:
                status = link.status()
        except PrinterError as error:
            self._reason = error.message
            return
        self._reason = "" if status is None else status.reason
        self._paper = Paper.UNKNOWN if status is None else status.paper

    def _held_up(self) -> SpoolReport:
        """What is pending while the thread is busy with a paper inside the printer."""
        return SpoolReport(
            tuple(
                JobReport(
                    id=job.id,
                    kind=job.kind,
                    number=job.number,
                    copy=job.copy,
                    outcome=Outcome.WAITING,
                    reason=self._reason,
                )
                for job in self._store.pending()
            )
        )
