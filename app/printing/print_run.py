"""One round over the jobs that are pending, in order, over one connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from app.domain.text import _
from app.printing.delivery import (
    SENT,
    Delivered,
    Delivery,
    Job,
    Outcome,
    SendingStore,
    Timing,
    Watch,
)
from app.printing.documents import decode_document
from app.printing.errors import PrinterError
from app.printing.layouts.furniture import Banner
from app.printing.printer_profile import PrinterProfile
from app.printing.transport import PrinterPort

MOST_ATTEMPTS = 5
"""A paper sent so often without proof is not sent again before a person has looked."""


class JobStore(SendingStore, Protocol):
    """The table of print jobs. Each change is durable when its call returns."""

    def pending(self) -> Sequence[Job]:
        """Jobs queued or sent, oldest first."""
        ...

    def done(self, job_id: int, /) -> None:
        """The paper is out, as far as this printer can tell."""
        ...

    def failed(self, job_id: int, reason: str, /) -> None:
        """The attempt came to nothing or to an unknown end; the job stays pending."""
        ...


class JobReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one job."""

    id: int
    kind: str
    number: str
    copy: int
    outcome: Outcome
    reason: str = ""
    """Why it is not printed; or what is wrong with the paper although it is."""

    @property
    def printed(self) -> bool:
        """Whether it needs nothing more."""
        return self.outcome in (Outcome.PRINTED, Outcome.UNCONFIRMED)


class PrintRun:
    """Prints what is pending, round after round."""

    def __init__(
        self,
        store: JobStore,
        port: PrinterPort,
        profile: PrinterProfile,
        timing: Timing,
        watch: Watch,
    ) -> None:
        """Opens nothing yet."""
        self._store = store
        self._port = port
        self._profile = profile
        self._timing = timing
        self._watch = watch
        self._refused: dict[int, str] = {}
        """What the store has been told of jobs that cannot be printed; told once."""

    def once(self) -> tuple[JobReport, ...]:
        """One round, up to the first job that is held up. Raises what the store raises."""
        jobs = self._store.pending()
        if not jobs:
            return ()
        reports: list[JobReport] = []
        reason = ""
        try:
            with self._port.link(self._timing.retry) as link:
                delivery = Delivery(self._port, link, self._store, self._timing, self._watch)
                for job in jobs:
                    reports.append(self._print(delivery, job))
                    reason = reports[-1].reason
                    if reports[-1].outcome in (Outcome.WAITING, Outcome.UNPROVED):
                        break
        except PrinterError as error:
            reason = error.message
        held_up = Delivered(Outcome.WAITING, reason)
        return (*reports, *(_report(job, held_up) for job in jobs[len(reports) :]))

    def _print(self, delivery: Delivery, job: Job) -> JobReport:
        if job.state == SENT and job.attempts >= MOST_ATTEMPTS:
            reason = _("sent {number} times without proof; look for the paper").format(
                number=job.attempts
            )
            return self._refuse(job, reason)
        from app.printing.escpos import render  # what only paper needs comes with the first paper
        from app.printing.layout import layout

        banner = Banner(copy=job.copy, reprint=job.attempts if job.state == SENT else 0)
        try:
            elements = layout(decode_document(job.document), self._profile.columns, banner)
        except msgspec.DecodeError as error:
            reason = _("not a document that this program knows: {error}").format(error=error)
            return self._refuse(job, reason)
        paper = render(elements, self._profile)
        delivered = delivery.deliver(job, paper.data)
        match delivered.outcome:
            case Outcome.PRINTED | Outcome.UNCONFIRMED:
                self._store.done(job.id)
                return _report(job, Delivered(delivered.outcome, _without_font(paper.missing)))
            case Outcome.UNPROVED:
                self._store.failed(job.id, delivered.reason)
        return _report(job, delivered)

    def _refuse(self, job: Job, reason: str) -> JobReport:
        if self._refused.get(job.id) != reason:
            self._store.failed(job.id, reason)
            self._refused[job.id] = reason
        return _report(job, Delivered(Outcome.FAILED, reason))


def _report(job: Job, delivered: Delivered) -> JobReport:
    return JobReport(
        id=job.id,
        kind=job.kind,
        number=job.number,
        copy=job.copy,
        outcome=delivered.outcome,
        reason=delivered.reason,
    )


def _without_font(missing: frozenset[str]) -> str:
    if not missing:
        return ""
    return _("no installed font has: {characters}").format(characters=" ".join(sorted(missing)))
