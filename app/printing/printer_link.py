"""One open connection to a printer: bytes out, status and proof of completion back."""

from __future__ import annotations

import contextlib
import fcntl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from app.domain.text import _
from app.printing.byte_stream import ByteStream
from app.printing.errors import PrinterBusy, PrinterSilent
from app.printing.printer_answers import PrinterAnswers
from app.printing.printer_status import (
    QUESTIONS,
    PrinterStatus,
    from_answers,
    from_parallel_port,
)

ANSWER_SECONDS = 1.5
"""How long a printer may take to answer ``DLE EOT``; a good one takes milliseconds."""

_TURN_SECONDS = 10.0
"""Longer than any other thread's bytes take: a pulse to the drawer."""
_STATUS = b"\x10\x04"
_NO_AUTOMATIC_STATUS = b"\x1da\x00"
_COMPLETION = b"\x1dr\x01"
_LPGETSTATUS = 0x060B
_INT = struct.Struct("i")


class PrinterLink(Protocol):
    """A fresh one is opened for each run of jobs; after any PrinterLost it is of no use."""

    @property
    def talks(self) -> bool:
        """Whether the printer can answer at all."""
        ...

    def write(self, data: bytes | memoryview, timeout: float) -> int:
        """Sends what is taken at once; returns how much. Raises PrinterLost."""
        ...

    def status(self) -> PrinterStatus | None:
        """Its status; None if there is no way to know. Raises PrinterSilent, PrinterLost."""
        ...

    def completion_question(self) -> bytes:
        """Bytes to send behind a job: they are answered when it has been printed.

        Each call counts as a question asked. Empty if nobody would answer.
        """
        ...

    def completed(self, timeout: float) -> bool:
        """Whether every such question has been answered. Raises PrinterLost."""
        ...

    def flushed(self, timeout: float) -> bool:
        """Whether all that was written has left this machine. Raises PrinterLost."""
        ...

    def exclusive(self, timeout: float) -> contextlib.AbstractContextManager[None]:
        """Keeps other threads' bytes out of a job. Raises PrinterBusy."""
        ...

    def close(self) -> None:
        """Ends the connection. Never raises."""
        ...


class _Exclusive:
    """Who may send: one thread at a time, for as long as its bytes belong together."""

    def __init__(self) -> None:
        self._lock = threading.RLock()

    @contextmanager
    def exclusive(self, timeout: float) -> Iterator[None]:
        """See :class:`PrinterLink`."""
        if not self._lock.acquire(timeout=timeout):
            raise busy()
        try:
            yield
        finally:
            self._lock.release()


class TalkingLink(_Exclusive):
    """A printer behind a socket or a serial line, which answers."""

    talks = True

    def __init__(self, stream: ByteStream, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Takes hold of a stream."""
        super().__init__()
        self._stream = stream
        self._answers = PrinterAnswers()
        self._answer_seconds = answer_seconds
        self._asked = 0

    def write(self, data: bytes | memoryview, timeout: float) -> int:
        """See :class:`PrinterLink`."""
        with self.exclusive(_TURN_SECONDS):
            return self._stream.write(data, timeout)

    def status(self) -> PrinterStatus | None:
        """Asks ``DLE EOT`` 1 to 4; a printer that answers the first one counts as talking."""
        with self.exclusive(_TURN_SECONDS):
            answers: dict[int, int] = {}
            for number in QUESTIONS:
                answer = self._ask(number)
                if answer is not None:
                    answers[number] = answer
                elif number == QUESTIONS[0]:
                    raise _silent()
            return from_answers(answers)

    def completion_question(self) -> bytes:
        """``GS r 1``, which is answered in its turn; see :class:`PrinterLink`."""
        self._asked += 1
        # Automatic status would come between the answers; older firmware has it on by itself.
        return _NO_AUTOMATIC_STATUS + _COMPLETION

    def completed(self, timeout: float) -> bool:
        """See :class:`PrinterLink`."""
        ends = time.monotonic() + timeout
        while self._answers.queued < self._asked:
            left = ends - time.monotonic()
            if left <= 0:
                return False
            with self.exclusive(_TURN_SECONDS):
                self._answers.feed(self._stream.read(left))
        return True

    def flushed(self, timeout: float) -> bool:
        """See :class:`PrinterLink`."""
        return self._stream.writable(timeout)

    def close(self) -> None:
        """See :class:`PrinterLink`."""
        with self._lock:  # a pulse that is being sent must not go to whatever is opened next
            self._stream.close()

    def _ask(self, number: int) -> int | None:
        self._answers.feed(self._stream.read(0))
        self._answers.forget_real_time()
        question = _STATUS + bytes([number])
        if self._stream.write(question, self._answer_seconds) != len(question):
            return None
        ends = time.monotonic() + self._answer_seconds
        while (answer := self._answers.real_time()) is None:
            left = ends - time.monotonic()
            if left <= 0:
                return None
            self._answers.feed(self._stream.read(left))
        return answer


class DeviceLink(_Exclusive):
    """A device file or a plain one: takes bytes, answers nothing but what the kernel knows."""

    talks = False

    def __init__(self, stream: ByteStream) -> None:
        """Takes hold of a stream."""
        super().__init__()
        self._stream = stream

    def write(self, data: bytes | memoryview, timeout: float) -> int:
        """See :class:`PrinterLink`."""
        with self.exclusive(_TURN_SECONDS):
            return self._stream.write(data, timeout)

    def status(self) -> PrinterStatus | None:
        """What LPGETSTATUS says, where the device knows that question."""
        try:
            answer = fcntl.ioctl(self._stream.descriptor, _LPGETSTATUS, _INT.pack(0))
        except OSError:
            return None
        return from_parallel_port(_INT.unpack(answer)[0])

    def completion_question(self) -> bytes:
        """Nobody would answer."""
        return b""

    def completed(self, timeout: float) -> bool:  # noqa: ARG002  one shape for all links
        """Never known."""
        return False

    def flushed(self, timeout: float) -> bool:
        """See :class:`PrinterLink`. Closing a USB printer's device before drops what it holds."""
        return self._stream.writable(timeout)

    def close(self) -> None:
        """See :class:`PrinterLink`."""
        with self._lock:  # a pulse that is being sent must not go to whatever is opened next
            self._stream.close()


class NoPrinter(_Exclusive):
    """There is no printer, and everybody knows: takes everything, prints nothing."""

    talks = False

    def write(self, data: bytes | memoryview, timeout: float) -> int:  # noqa: ARG002  see above
        """All of it."""
        return len(data)

    def status(self) -> PrinterStatus | None:
        """Unknown."""
        return None

    def completion_question(self) -> bytes:
        """Nobody would answer."""
        return b""

    def completed(self, timeout: float) -> bool:  # noqa: ARG002  see above
        """Never known."""
        return False

    def flushed(self, timeout: float) -> bool:  # noqa: ARG002  see above
        """At once."""
        return True

    def close(self) -> None:
        """Nothing to close."""


def busy() -> PrinterBusy:
    """The error for a printer that somebody else holds."""
    return PrinterBusy(
        _("The printer is busy with another paper."),
        _("Nothing is lost. Wait for the paper, or see why the printer does not go on."),
    )


def _silent() -> PrinterSilent:
    return PrinterSilent(
        _("The printer does not answer."),
        _("All sales are recorded and papers wait. Switch the printer off and on again."),
    )
