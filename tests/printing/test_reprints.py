"""Sent and not proved: the paper comes again and says that it may be the second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from app.printing.print_run import MOST_ATTEMPTS
from app.printing.spooler import Outcome, Spooler
from app.printing.transport import PrinterPort
from app.simulator.printer import VirtualPrinter
from tests.printing.conftest import HURRIED, Running, port_at
from tests.printing.samples import ACCOUNT, SALE
from tests.printing.stores import FileStore, MemoryStore
from tests.printing.waiting import LONG, eventually, only, texts

# -- sent and not proved -------------------------------------------------------------------


def test_power_loss_inside_a_job_prints_it_again_with_a_mark(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter, running: Running
) -> None:
    store.queue(ACCOUNT)
    spooler.drain(LONG)
    printer.die_after(400)
    store.queue(SALE)
    running(spooler)
    eventually(lambda: bool(store.reasons))
    printer.power_on()
    eventually(lambda: store.states == ["done", "done"])
    _account, again = texts(printer)
    assert again.count("REPRINT 1 - possible duplicate") == 2
    assert SALE.number in again
    torn = [paper for paper in printer.documents if not paper.complete]
    assert len(torn) == 1


def test_a_ready_printer_that_owes_the_answer_gets_it_again_with_a_mark(
    printer: VirtualPrinter, port: PrinterPort
) -> None:
    class Deaf(MemoryStore):
        """While the first paper comes out, the answer to it is lost on the way."""

        def sent(self, job_id: int, /) -> None:
            super().sent(job_id)
            if self.jobs[job_id].attempts == 1:
                printer.silence()
                threading.Thread(target=self._hear_again).start()

        def _hear_again(self) -> None:
            printer.wait_for_documents(1)
            printer.speak()

    deaf = Deaf()
    deaf.queue(SALE)
    job = only(Spooler(deaf, port, width=48, timing=HURRIED).drain(LONG))
    assert job.outcome is Outcome.PRINTED
    assert deaf.reasons == ["the printer is ready and gave no answer"]
    first, second = texts(printer)
    assert "REPRINT" not in first
    assert second.count("REPRINT 1 - possible duplicate") == 2


KILLED = """
import sys
from pathlib import Path
from app.printing.spooler import Spooler
from app.printing.transport import transport_for
from tests.printing.samples import SALE
from tests.printing.stores import FileStore

class Hanging(FileStore):
    def done(self, job_id, /):
        print("printed", flush=True)
        sys.stdin.read()

store = Hanging(Path(sys.argv[1]))
store.queue(SALE)
store.save()
Spooler(store, transport_for(sys.argv[2]), width=48).drain(30)
"""


def test_a_process_killed_after_the_bytes_left_prints_again_with_a_mark(
    printer: VirtualPrinter, tmp_path: Path
) -> None:
    url = f"tcp://127.0.0.1:{printer.listen_tcp()}"
    jobs = tmp_path / "jobs.json"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(jobs), url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"printed\n"
        os.kill(killed.pid, signal.SIGKILL)
    store = FileStore(jobs)
    assert store.states == ["sent"]
    assert only(Spooler(store, port_at(url), width=48, timing=HURRIED).drain(LONG)).printed
    first, second = texts(printer)
    assert "REPRINT" not in first
    assert second.count("REPRINT 1 - possible duplicate") == 2


def test_a_paper_cut_short_inside_a_picture_does_not_swallow_the_next(
    store: MemoryStore, printer: VirtualPrinter, port: PrinterPort
) -> None:
    with port.link(LONG) as link:
        link.write(b"\x1dv0\x00\x30\x00\xff\x00" + b"\xff" * 100, LONG)  # 12 kB announced
    store.queue(SALE)
    store.sent(1)
    assert only(Spooler(store, port, width=48, timing=HURRIED).drain(LONG)).printed
    (text,) = texts(printer)
    assert "REPRINT 1" in text
    assert "Kisumu Rural Water" in text


def test_after_many_attempts_a_person_has_to_look(
    spooler: Spooler, store: MemoryStore, printer: VirtualPrinter
) -> None:
    store.queue(SALE)
    for _attempt in range(MOST_ATTEMPTS):
        store.sent(1)
    store.queue(ACCOUNT)
    sale, account = spooler.drain(LONG).jobs
    assert sale.outcome is Outcome.FAILED
    assert f"sent {MOST_ATTEMPTS} times" in sale.reason
    assert account.printed, "what follows is not held up"
    assert len(texts(printer)) == 1
    spooler.drain(LONG)
    assert store.reasons == [sale.reason], "told once, not at every round"


def test_a_connection_that_breaks_before_the_first_byte_leaves_an_original(
    printer: VirtualPrinter, port: PrinterPort
) -> None:
    class Cutting(MemoryStore):
        def sent(self, job_id: int, /) -> None:
            super().sent(job_id)
            if self.jobs[job_id].attempts == 1:
                printer.power_off()

    cutting = Cutting()
    cutting.queue(SALE)
    spooler = Spooler(cutting, port, width=48, timing=HURRIED)
    job = only(spooler.drain(LONG))
    assert job.outcome is Outcome.WAITING
    assert cutting.states == ["queued"]
    printer.power_on()
    assert only(spooler.drain(LONG)).printed
    (text,) = texts(printer)
    assert "REPRINT" not in text
