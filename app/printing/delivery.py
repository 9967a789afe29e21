"""One job over one connection: status before, the promise kept in the store, completion after.

Never sends again because time has passed while the printer says paper, cover or offline: the job
is inside it and will come out. Source: design.md section 7, notes/printing.md 3.2.
"""

from __future__ import annotations

import enum
import time
from typing import Protocol

import msgspec

from app.domain.text import _
from app.printing.errors import PrinterLost, PrinterSilent
from app.printing.printer_link import PrinterLink
from app.printing.printer_status import PrinterStatus
from app.printing.transport import PrinterPort

SENT = "sent"
"""State of a job whose bytes may have gone out."""

_LARGEST_BLOCK = 16_384
"""More bytes than any one command of ours has: the QR code as a picture has 11 kB."""
_RESYNCHRONISE = bytes(_LARGEST_BLOCK)
"""Ends a picture that was cut short in the middle, which would swallow the next paper's head;
between commands a printer ignores these bytes."""


class Job(Protocol):
    """A document on its way to paper, as the store keeps it."""

    @property
    def id(self) -> int:
        """Key of the job."""
        ...

    @property
    def kind(self) -> str:
        """Kind of document."""
        ...

    @property
    def number(self) -> str:
        """Number on the paper."""
        ...

    @property
    def copy(self) -> int:
        """0: the original; n: an operator's copy n."""
        ...

    @property
    def document(self) -> bytes:
        """As documents.encode_document made it."""
        ...

    @property
    def state(self) -> str:
        """``queued``, or :data:`SENT`."""
        ...

    @property
    def attempts(self) -> int:
        """How often its bytes went out."""
        ...


class Outcome(enum.StrEnum):
    """What became of a job."""

    PRINTED = "printed"
    """The printer says that the paper is out."""
    UNCONFIRMED = "unconfirmed"
    """Sent to a printer that cannot tell."""
    WAITING = "waiting"
    """Not sent, or inside the printer."""
    UNPROVED = "unproved"
    """Sent, and then the connection broke, or no answer came from a printer that is ready."""
    FAILED = "failed"
    """It will not be sent again by itself; a person has to look."""


class Delivered(msgspec.Struct, frozen=True):
    """An outcome, and why, in words."""

    outcome: Outcome
    reason: str = ""


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How long things may take, in seconds."""

    poll: float = 1.0
    """Between two looks at a printer that is busy with a job."""
    patience: float = 20.0
    """How long a printer may be ready and owe the answer; more than any paper of ours takes."""
    probe: float = 5.0
    """How long the first ``GS r`` may take to be answered."""
    retry: float = 5.0
    """Before the next try after a failure."""
    idle: float = 15.0
    """Between two looks at a printer that has nothing to do."""


class Watch(Protocol):
    """Who looks on."""

    def waiting(self, reason: str) -> None:
        """The job is inside the printer, and why it does not come out."""
        ...

    def stopping(self) -> bool:
        """Whether to stop waiting."""
        ...


class SendingStore(Protocol):
    """Keeps the promise."""

    def sent(self, job_id: int, /) -> None:
        """Bytes are about to go out; durable when this returns."""
        ...

    def queued_again(self, job_id: int, /) -> None:
        """They certainly did not."""
        ...


class Delivery:
    """Sends jobs over one connection."""

    def __init__(
        self,
        port: PrinterPort,
        link: PrinterLink,
        store: SendingStore,
        timing: Timing,
        watch: Watch,
    ) -> None:
        """``link`` is fresh; after an outcome other than printed or unconfirmed it is used up."""
        self._port = port
        self._link = link
        self._store = store
        self._timing = timing
        self._watch = watch
        self._taken = 0

    def deliver(self, job: Job, data: bytes) -> Delivered:
        """Prints a job's bytes. Raises PrinterError only if none of them went out."""
        status = self._link.status()
        if status is not None and not status.ready:
            return Delivered(Outcome.WAITING, status.reason)
        if job.state == SENT and self._send(_RESYNCHRONISE) < len(_RESYNCHRONISE):
            return Delivered(Outcome.WAITING, _("the printer takes no data"))
        if not self._knows_completion():
            return Delivered(Outcome.WAITING, _("printer offline"))
        question = self._link.completion_question() if self._port.confirms else b""
        self._taken = 0
        self._store.sent(job.id)
        try:
            if self._send(data + question) == len(data + question):
                return self._proved() if self._port.confirms else self._unconfirmed()
            delivered = Delivered(Outcome.WAITING, _("the printer takes no data"))
        except PrinterLost as error:
            delivered = Delivered(Outcome.UNPROVED, error.message)
        return self._untouched(job, delivered)

    def _untouched(self, job: Job, delivered: Delivered) -> Delivered:
        """Takes the promise back if not one byte went out, now or earlier."""
        if self._taken or job.state == SENT:
            return delivered
        self._store.queued_again(job.id)
        return Delivered(Outcome.WAITING, delivered.reason)

    def _send(self, data: bytes) -> int:
        """Sends until all is taken, or until told to stop; returns how much was."""
        self._taken = 0
        with self._link.exclusive(self._timing.retry):
            while self._taken < len(data):
                piece = memoryview(data)[self._taken :]
                taken = self._link.write(piece, self._timing.poll)
                self._taken += taken
                if not taken:
                    self._watch.waiting(_("the printer takes no data"))
                    if self._watch.stopping():
                        break
        return self._taken

    def _knows_completion(self) -> bool:
        """Finds out once whether the printer answers ``GS r``; False if it is not ready now."""
        if self._port.confirms is None:
            question = self._link.completion_question()
            self._send(question)
            answered = self._link.talks and self._link.completed(self._timing.probe)
            if self._link.talks and not answered and not self._ready():
                return False
            self._port.confirms = answered
        return True

    def _proved(self) -> Delivered:
        """Waits for the answer; as long as it takes while the printer has a reason."""
        ready_since: float | None = None
        while not self._link.completed(self._timing.poll):
            if self._watch.stopping():
                return Delivered(Outcome.WAITING, self._inside())
            now = time.monotonic()
            if not self._ready():
                ready_since = None
            elif ready_since is None:
                ready_since = now
            elif now - ready_since >= self._timing.patience:
                self._port.confirms = None  # another printer may stand there now
                return Delivered(Outcome.UNPROVED, _("the printer is ready and gave no answer"))
        return Delivered(Outcome.PRINTED)

    def _unconfirmed(self) -> Delivered:
        """Waits until the printer has taken everything and, if it can tell, is ready."""
        while not (self._link.flushed(self._timing.poll) and self._ready()):
            if self._watch.stopping():
                return Delivered(Outcome.WAITING, self._inside())
        return Delivered(Outcome.UNCONFIRMED)

    def _ready(self) -> bool:
        """Whether the printer is, or is not known not to be; tells the reason otherwise."""
        status = self._status()
        if status is None or status.ready:
            return True
        self._watch.waiting(status.reason)
        return False

    def _status(self) -> PrinterStatus | None:
        try:
            return self._link.status()
        except PrinterSilent:
            return PrinterStatus(online=False)

    def _inside(self) -> str:
        status = self._status()
        reason = status.reason if status is not None else ""
        return _("inside the printer: {reason}").format(reason=reason or _("printing"))
