"""What a counter has queued, printed on a virtual printer by the real spooler."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.demo import SimulatedPort
from app.printing.spooler import Spooler
from app.simulator.paper import PrintedDocument
from app.simulator.printer import VirtualPrinter
from tests.counter import Counter

_SECONDS = 20.0


@contextmanager
def spooling(counter: Counter) -> Iterator[tuple[VirtualPrinter, Spooler]]:
    """A printer with a roll of 48 columns, on which all that waited has been printed."""
    assert counter.ledger is not None
    with VirtualPrinter() as printer:
        spooler = Spooler(counter.ledger.print_jobs, SimulatedPort(printer), width=48)
        spooler.drain(_SECONDS)
        spooler.start()
        try:
            yield printer, spooler
        finally:
            spooler.stop()


def printed(counter: Counter) -> list[PrintedDocument]:
    """Every paper that waited, oldest first."""
    assert counter.ledger is not None
    waiting = len(counter.ledger.print_jobs.pending())
    with spooling(counter) as (printer, _spooler):
        return printer.wait_for_documents(waiting)
