"""How a kind of paper is printed: by itself, when asked for, not at all; how often; where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assembly import spooler_of
from app.demo import SimulatedPort
from app.domain.print_methods import (
    MOST_COPIES,
    PrintMethod,
    PrintMethodRefused,
    PrintWhen,
    check_method,
    possible,
)
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, NotAllowed, StaleQuote, UnknownRecord
from app.operations.kept_papers import newest_job, print_kept, to_ask_for
from app.operations.operation import Caller, parse_arguments
from app.operations.print_methods import PAPERS
from app.printing.printers import Printers
from app.settings import load_settings
from app.simulator.printer import VirtualPrinter
from app.telling.papers import PAPER_NAMES
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.proofs import count_events, events, ledger_of, prove
from tests.printing.waiting import texts

CLAIMS = ("in_doubt_slip", "refund_slip")


@given(st.sampled_from(PAPERS), st.sampled_from(PrintWhen), st.integers(-1, 7))
def test_no_method_keeps_from_a_customer_what_is_owed(
    paper: str, when: PrintWhen, copies: int
) -> None:
    fits = when in possible(paper) and 1 <= copies <= MOST_COPIES
    if fits:
        check_method(paper, PrintMethod(when=when, copies=copies))
    else:
        with pytest.raises(PrintMethodRefused) as refused:
            check_method(paper, PrintMethod(when=when, copies=copies))
        assert "Nothing was changed" in refused.value.remedy
    assert PrintWhen.AUTOMATIC in possible(paper)
    if paper in CLAIMS:
        assert possible(paper) == (PrintWhen.AUTOMATIC,)
    if paper.endswith("_receipt"):
        assert PrintWhen.NEVER not in possible(paper)


def test_every_paper_has_a_name() -> None:
    assert set(PAPER_NAMES) == set(PAPERS)


def sets(counter: Counter, paper: str, **method: Any) -> Any:
    return counter.do("set-print-method", by=ADMINISTRATOR, paper=paper, **method)


def waiting(counter: Counter) -> list[tuple[str, int]]:
    return [(job.kind, job.copy) for job in ledger_of(counter).print_jobs.pending()]


def test_a_paper_comes_out_as_its_method_says(counter: Counter) -> None:
    told = sets(counter, "test_page", copies="2")
    assert "automatic" in "\n".join(in_words(counter.kiosk, told))
    begun = len(waiting(counter))
    number = counter.do("print-test").number
    assert waiting(counter)[begun:] == [("test_page", 0), ("test_page", 1)]

    # Asked about: kept until somebody says yes, then as often as it is set.
    sets(counter, "test_page", when="ask", copies="3")
    before = newest_job(counter.kiosk)
    counter.clock.now += 10
    counter.do("print-test")
    (kept,) = to_ask_for(counter.kiosk, before)
    assert len(waiting(counter)) == begun + 2
    print_kept(counter.kiosk, (kept,))
    print_kept(counter.kiosk, (kept,))
    assert waiting(counter)[begun + 2 :] == [("test_page", copy) for copy in range(3)]
    assert to_ask_for(counter.kiosk, before) == ()

    # Never: nobody is asked, and still it can be had.
    sets(counter, "test_page", when="never")
    before = newest_job(counter.kiosk)
    counter.clock.now += 10
    never = counter.do("print-test").number
    assert never != number
    assert to_ask_for(counter.kiosk, before) == ()
    assert len(waiting(counter)) == begun + 5
    assert counter.do("reprint", by=SUPERVISOR, number=never).copy == 1
    assert waiting(counter)[-1] == ("test_page", 1)

    history = counter.do("settings-history", by=ADMINISTRATOR, kind="print-method")
    said = "\n".join(in_words(counter.kiosk, history))
    assert "Print method test_page" in said
    assert "never (was ask)" in said
    assert "3 (was 2)" in said
    listed = in_words(counter.kiosk, counter.do("print-methods"))
    assert any("never, 3 x" in line for line in listed)
    prove(counter)


def test_methods_that_are_refused_change_nothing(counter: Counter) -> None:
    count = count_events(counter)
    bad: list[tuple[type[Exception], str, dict[str, str]]] = [
        (PrintMethodRefused, "The law gives", {"paper": "sale_receipt", "when": "never"}),
        (PrintMethodRefused, "only claim", {"paper": "in_doubt_slip", "when": "ask"}),
        (PrintMethodRefused, "1 to 5", {"paper": "sale_receipt", "copies": "0"}),
        (PrintMethodRefused, "1 to 5", {"paper": "sale_receipt", "copies": "6"}),
        (BadArgument, "no printer", {"paper": "sale_receipt", "printer": "cellar"}),
        (BadArgument, "cannot be printed", {"paper": "sale_receipt", "printer": "\u001b[31m"}),
        (UnknownRecord, "no paper", {"paper": "sale_receipts"}),
        (UnknownRecord, "no paper", {"paper": ""}),
        (BadArgument, ".", {"paper": "sale_receipt", "when": "sometimes"}),
        (BadArgument, ".", {"paper": "sale_receipt", "copies": "\u0663"}),  # Arabic-Indic three
    ]
    for kind, message, arguments in bad:
        with pytest.raises(kind, match=message):
            sets(counter, **arguments)
    with pytest.raises(NotAllowed):
        counter.do("set-print-method", by=SUPERVISOR, paper="sale_receipt", when="ask")
    assert count_events(counter) == count

    operation = operation_named("set-print-method")
    caller = Caller(operator=ADMINISTRATOR, request="once")
    given_ = parse_arguments(operation, {"paper": "sale_receipt", "when": "ask"})
    stale = operation.quote(operation.look(counter.kiosk, caller, given_), given_)
    first = operation.run(counter.kiosk, caller, given_)
    assert operation.run(counter.kiosk, caller, given_) == first
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, Caller(operator=ADMINISTRATOR), stale)
    assert len(events(counter, "print_method_set")) == 1


def test_each_paper_comes_out_of_its_printer(counter: Counter, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    with VirtualPrinter() as first, VirtualPrinter() as office:
        path = tmp_path / "office"
        office.listen_unix(path)
        file.write_text(
            "[kiosk]\nid = 7\n[printer]\nalso = [{ name = 'office', "
            f"url = 'unix://{path}', width = 32 }}]\n"
        )
        spooler = spooler_of(ledger_of(counter), SimulatedPort(first), load_settings(file))
        assert isinstance(spooler, Printers)
        spooler.drain(20)
        sets(counter, "test_page", printer="office")
        counter.do("print-test")
        counter.do("x-report")
        report = spooler.drain(20)
        assert sorted(job.kind for job in report.jobs if job.printed) == [
            "shift_report",
            "test_page",
        ]
        assert [one.count("TEST-") > 0 for one in texts(office)] == [True]
        assert not [one for one in texts(first) if "TEST-" in one]
