"""The steps of a process, counted so that it can be killed at any one of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from app.printing.printer_link import PrinterLink
from app.printing.printer_status import PrinterStatus
from app.printing.transport import PrinterPort
from app.settings.addresses import parse_address
from app.simulator.reader import ApduPhase

T = TypeVar("T")
Dying = Callable[[], None]

_LONG_WRITE = 200
"""Bytes from which on a printer write has a middle in which to die."""
_ANSWER_SECONDS = 0.4


class Steps:
    """Counts steps; at one of them the process is gone, without a word to anybody."""

    def __init__(
        self,
        die_at: int | None = None,
        dying: Dying = lambda: None,
        cards: Callable[[], bytes] = bytes,
    ) -> None:
        """``dying``: keeps what a real card would keep, right before the kill.

        ``cards``: what all cards keep now.
        """
        self.names: list[str] = []
        """Steps passed, in order."""
        self.cards: list[bytes] = []
        """What the cards kept at each of them."""
        self._die_at = die_at
        self._dying = dying
        self._cards = cards

    def reach(self, name: str) -> None:
        """A step: passed, or the last moment."""
        if len(self.names) == self._die_at:
            self._dying()
            os.kill(os.getpid(), signal.SIGKILL)
        self.names.append(name)
        self.cards.append(self._cards())

    def apdu(self, number: int, command: bytes, phase: ApduPhase) -> None:
        """A hook for the virtual reader."""
        self.reach(f"apdu {number} {command[:2].hex()} {phase}")


class WatchedLedger(Ledger):
    """A ledger with a step before, inside and after every commit."""

    steps = Steps()

    def commit(self, work: Callable[[Transaction], T]) -> T:
        """As Ledger.commit."""

        def watched(tx: Transaction) -> T:
            result = work(tx)
            self.steps.reach("commit inside")
            return result

        self.steps.reach("commit before")
        result = super().commit(watched)
        self.steps.reach("commit after")
        return result


class WatchedPort(PrinterPort):
    """A printer with a step before, amid and after every write, and around every question."""

    def __init__(self, url: str, steps: Steps) -> None:
        """``url``: as in the settings."""
        super().__init__(parse_address(url), _ANSWER_SECONDS)
        self._steps = steps

    @contextmanager
    def link(self, timeout: float) -> Iterator[PrinterLink]:
        """As PrinterPort.link."""
        with super().link(timeout) as link:
            yield WatchedLink(link, self._steps)


class WatchedLink:
    """A link to a printer."""

    def __init__(self, link: PrinterLink, steps: Steps) -> None:
        """``link``: the real one."""
        self._link = link
        self._steps = steps
        self.talks = link.talks
        self.completion_question = link.completion_question
        self.flushed = link.flushed
        self.exclusive = link.exclusive
        self.close = link.close

    def write(self, data: bytes | memoryview, timeout: float) -> int:
        """Half of a long write at a time."""
        self._steps.reach("print before")
        piece = data[: len(data) // 2] if len(data) > _LONG_WRITE else data
        taken = self._link.write(piece, timeout)
        self._steps.reach("print after")
        return taken

    def status(self) -> PrinterStatus | None:
        """Asks."""
        self._steps.reach("status before")
        answer = self._link.status()
        self._steps.reach("status after")
        return answer

    def completed(self, timeout: float) -> bool:
        """Waits for the proof."""
        answer = self._link.completed(timeout)
        if answer:
            self._steps.reach("proof seen")
        return answer
