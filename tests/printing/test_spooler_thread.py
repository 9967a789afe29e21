"""The counter's printing thread, seen from beside."""

from __future__ import annotations

import threading

import pytest

from app.printing.spooler import Outcome, Spooler
from app.printing.transport import PrinterPort
from app.simulator.printer import VirtualPrinter
from tests.printing.conftest import HURRIED, Running
from tests.printing.samples import ACCOUNT, SALE
from tests.printing.stores import MemoryStore, StoredJob
from tests.printing.waiting import eventually, only, texts

# -- the counter's thread ------------------------------------------------------------------


def test_the_thread_prints_what_is_queued_while_it_runs(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter, running: Running
) -> None:
    running(spooler)
    for document in (SALE, ACCOUNT):
        store.queue(document)
        spooler.wake()
        eventually(lambda: store.states[-1] == "done")
    assert len(texts(printer)) == 2


def test_the_status_bar_says_how_an_idle_printer_is(
    spooler: Spooler, printer: VirtualPrinter, running: Running
) -> None:
    running(spooler)
    eventually(lambda: spooler.describe() == "printer ready")
    printer.near_end()
    eventually(lambda: spooler.describe() == "printer ready, paper low")
    printer.take_paper_out()
    eventually(lambda: spooler.describe() == "printer: paper out")
    printer.power_off()
    eventually(lambda: "The printer is not there" in spooler.describe())


def test_a_failing_store_does_not_end_the_thread(
    port: PrinterPort, printer: VirtualPrinter, running: Running
) -> None:
    class Failing(MemoryStore):
        broken = True

        def pending(self) -> list[StoredJob]:
            if self.broken:
                raise RuntimeError("disk")
            return super().pending()

    failing = Failing()
    failing.queue(SALE)
    spooler = Spooler(failing, port, width=48, timing=HURRIED)
    running(spooler)
    eventually(lambda: "RuntimeError: disk" in spooler.describe())
    failing.broken = False
    printer.wait_for_documents(1)


def test_stopping_leaves_a_paper_inside_the_printer_to_it(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    printer.load_paper(lines=12)
    store.queue(SALE)
    spooler.start()
    printer.wait_until_held()
    spooler.stop()
    assert store.states == ["sent"]
    assert all(thread.name != "spooler" for thread in threading.enumerate())
    printer.load_paper()
    assert len(printer.wait_for_documents(1)) == 1


def test_a_command_beside_a_waiting_thread_says_what_it_waits_for(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter, running: Running
) -> None:
    printer.load_paper(lines=12)
    store.queue(SALE)
    running(spooler)
    eventually(lambda: spooler.describe() == "1 to print: paper out")
    job = only(spooler.drain(0.1))
    assert (job.outcome, job.reason) == (Outcome.WAITING, "paper out")


def test_nothing_is_ever_written_to_the_screen(
    capfd: pytest.CaptureFixture[str],
    spooler: Spooler,
    store: MemoryStore,
    printer: VirtualPrinter,
    running: Running,
) -> None:
    """All faults in turn, with one thread, seen from the file descriptors."""
    store.queue_bytes("poem", "1", b"rubbish")
    store.queue(SALE)
    running(spooler)
    eventually(lambda: store.states[1] == "done")
    for fault in (printer.take_paper_out, printer.open_cover, printer.silence):
        store.queue(SALE)
        fault()
        spooler.wake()
        eventually(lambda: not spooler.describe().startswith("printer ready"))
    printer.power_off()
    eventually(lambda: "not there" in spooler.describe())
    printer.power_on()
    printer.speak()
    printer.load_paper()
    printer.close_cover()
    eventually(lambda: set(store.states[1:]) == {"done"})
    spooler.stop()
    assert capfd.readouterr() == ("", "")
