"""Papers come out once, and when they cannot, it is said why. Source: notes/printing.md 3.2."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import TapcardError
from app.printing.errors import PrinterWidthWrong
from app.printing.spooler import Outcome, Spooler, SpoolReport
from app.printing.transport import PrinterPort, transport_for
from app.simulator.printer import VirtualPrinter
from tests.printing.conftest import HURRIED, Running, port_at
from tests.printing.samples import ACCOUNT, IN_DOUBT, SALE
from tests.printing.stores import MemoryStore
from tests.printing.waiting import LONG, SHORT, eventually, only, texts

# -- what goes well ------------------------------------------------------------------------


def test_a_paper_is_promised_then_sent_then_proved(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    key = store.queue(SALE)
    job = only(spooler.drain(LONG))
    assert (job.outcome, job.reason, job.number) == (Outcome.PRINTED, "", SALE.number)
    assert job.printed
    assert store.calls == [("sent", key), ("done", key)]
    (text,) = texts(printer)
    assert "K07-01-000123" in text
    assert "REPRINT" not in text
    assert spooler.describe() == "printer ready"


def test_papers_come_out_in_their_order(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    for document in (SALE, IN_DOUBT, ACCOUNT):
        store.queue(document)
    report = spooler.drain(LONG)
    assert [job.number for job in report.jobs] == [SALE.number, IN_DOUBT.number, ACCOUNT.number]
    assert report.waiting == ()
    first, second, third = texts(printer)
    assert SALE.number in first
    assert IN_DOUBT.number in second
    assert ACCOUNT.number in third


def test_nothing_to_print_opens_nothing(store: MemoryStore) -> None:
    assert Spooler(store, transport_for("tcp://127.0.0.1:1"), width=48).drain(0) == SpoolReport(())


def test_an_operators_copy_says_so(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    store.queue(SALE, copy=2)
    spooler.drain(LONG)
    (text,) = texts(printer)
    assert text.count("COPY 2") == 2
    assert "REPRINT" not in text


def test_the_promise_is_kept_before_the_first_byte(tmp_path: Path) -> None:
    class DiskFull(MemoryStore):
        def sent(self, job_id: int, /) -> None:
            raise TapcardError(f"no space left for {job_id}")

    full = DiskFull()
    full.queue(SALE)
    with pytest.raises(TapcardError):
        Spooler(full, transport_for(f"file://{tmp_path}/paper.bin"), width=48).drain(LONG)
    assert (tmp_path / "paper.bin").read_bytes() == b""


# -- not ready before ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "mend", "reason"),
    [
        (VirtualPrinter.take_paper_out, VirtualPrinter.load_paper, "paper out"),
        (VirtualPrinter.open_cover, VirtualPrinter.close_cover, "cover open"),
        (VirtualPrinter.switch_offline, VirtualPrinter.switch_online, "printer offline"),
    ],
)
def test_a_printer_that_is_not_ready_gets_nothing(
    fault: Callable[[VirtualPrinter], None],
    mend: Callable[[VirtualPrinter], None],
    reason: str,
    spooler: Spooler,
    store: MemoryStore,
    printer: VirtualPrinter,
) -> None:
    store.queue(SALE)
    store.queue(ACCOUNT)
    fault(printer)
    report = spooler.drain(LONG)
    assert [(job.outcome, job.reason) for job in report.jobs] == [(Outcome.WAITING, reason)] * 2
    assert store.states == ["queued", "queued"]
    assert spooler.describe() == f"2 to print: {reason}"
    mend(printer)
    assert printer.documents == []
    assert printer.unfinished.text == ""
    assert spooler.drain(LONG).waiting == ()
    assert len(texts(printer)) == 2
    assert all("REPRINT" not in text for text in texts(printer))


def test_a_silent_printer_gets_nothing(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    store.queue(SALE)
    printer.silence()
    job = only(spooler.drain(LONG))
    assert (job.outcome, job.reason) == (Outcome.WAITING, "The printer does not answer.")
    assert store.states == ["queued"]
    assert printer.documents == []


def test_an_absent_printer_leaves_everything_waiting(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    store.queue(SALE)
    printer.power_off()
    job = only(spooler.drain(LONG))
    assert job.outcome is Outcome.WAITING
    assert "The printer is not there" in job.reason
    assert store.states == ["queued"]
    printer.power_on()
    assert only(spooler.drain(LONG)).printed
    (text,) = texts(printer)
    assert "REPRINT" not in text


# -- inside the printer --------------------------------------------------------------------


def test_paper_ending_inside_a_job_is_waited_for_and_gives_one_receipt(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter, running: Running
) -> None:
    printer.load_paper(lines=12)
    running(spooler)
    store.queue(SALE)
    spooler.wake()
    printer.wait_until_held()
    eventually(lambda: spooler.describe() == "1 to print: paper out")
    waited = threading.Event()
    waited.wait(3 * HURRIED.patience)  # a naive spooler would have sent it again by now
    assert store.calls == [("sent", 1)]
    printer.load_paper()
    eventually(lambda: store.states == ["done"])
    (text,) = texts(printer)
    assert "REPRINT" not in text
    assert text.count("TOTAL KES") == 1


def test_a_command_does_not_wait_for_ever(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    printer.load_paper(lines=12)
    store.queue(SALE)
    began = time.monotonic()
    job = only(spooler.drain(SHORT))
    assert time.monotonic() - began < SHORT + 2
    assert (job.outcome, job.reason) == (Outcome.WAITING, "inside the printer: paper out")
    assert store.states == ["sent"]
    again = only(spooler.drain(SHORT))
    assert again.reason == "paper out"
    assert store.jobs[1].attempts == 1, "never sent again while the printer says paper out"
    printer.load_paper()
    assert only(spooler.drain(LONG)).printed
    first, second = texts(printer)
    assert "REPRINT" not in first
    assert second.count("REPRINT 1 - possible duplicate") == 2


def test_a_printer_that_falls_silent_is_waited_for(
    printer: VirtualPrinter, port: PrinterPort
) -> None:
    class Silencing(MemoryStore):
        def sent(self, job_id: int, /) -> None:
            super().sent(job_id)
            printer.silence()

    silencing = Silencing()
    silencing.queue(SALE)
    spooler = Spooler(silencing, port, width=48, timing=HURRIED)
    job = only(spooler.drain(2 * HURRIED.patience))
    assert job.outcome is Outcome.WAITING
    assert silencing.jobs[1].attempts == 1


# -- printers that cannot tell -------------------------------------------------------------


def test_a_file_gets_the_bytes_and_the_job_is_done_unconfirmed(
    store: MemoryStore, tmp_path: Path
) -> None:
    store.queue(SALE)
    spooler = Spooler(store, transport_for(f"file://{tmp_path}/paper.bin"), width=32)
    job = only(spooler.drain(LONG))
    assert (job.outcome, job.printed) == (Outcome.UNCONFIRMED, True)
    assert store.calls == [("sent", 1), ("done", 1)]
    data = (tmp_path / "paper.bin").read_bytes()
    assert data.startswith(b"\x1b@")
    assert data.endswith(b"\x1dV\x01")


def test_without_a_printer_nothing_piles_up(store: MemoryStore) -> None:
    store.queue(SALE)
    spooler = Spooler(store, transport_for("none"), width=48)
    assert only(spooler.drain(LONG)).outcome is Outcome.UNCONFIRMED
    assert store.states == ["done"]
    assert spooler.describe() == "no printer"


def test_a_printer_without_completion_is_found_out_before_the_first_paper(
    store: MemoryStore, printer: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.simulator.printer.queued_status", lambda _number, _condition: b"")
    store.queue(SALE)
    store.queue(ACCOUNT)
    port = port_at(f"tcp://127.0.0.1:{printer.listen_tcp()}")
    report = Spooler(store, port, width=48, timing=HURRIED).drain(LONG)
    assert [job.outcome for job in report.jobs] == [Outcome.UNCONFIRMED] * 2
    assert [job.attempts for job in store.jobs.values()] == [1, 1]
    assert len(texts(printer)) == 2


# -- what cannot be printed ----------------------------------------------------------------


def test_a_document_of_another_program_holds_nothing_up(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    store.queue_bytes("poem", "1", b'{"document":"poem"}')
    store.queue(SALE)
    poem, sale = spooler.drain(LONG).jobs
    assert (poem.outcome, sale.outcome) == (Outcome.FAILED, Outcome.PRINTED)
    assert "not a document" in poem.reason
    assert store.states == ["queued", "done"]
    assert len(texts(printer)) == 1


def test_a_width_that_no_printer_has_is_refused(store: MemoryStore) -> None:
    with pytest.raises(PrinterWidthWrong):
        Spooler(store, transport_for("none"), width=40)
