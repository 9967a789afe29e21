"""Paper with pre-printed numbers: received, assigned, confirmed, used, spoiled, void."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.invoice_stock import InvoicesRefused, NoInvoiceLeft
from app.ledger.audit.audit import audit
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    NotAllowed,
    SecondPersonNeeded,
    ShiftAlreadyOpen,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import PaymentReceipt, SaleReceipt, ShiftReport
from app.printing.elements import paper_text
from app.printing.layout import layout
from app.printing.layouts.furniture import Banner
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer
from tests.operations.proofs import MakeCustomer, count_events, events, ledger_of, papers, prove
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter
from tests.operations.test_every_death import Killed, dying
from tests.operations.test_payments import set_kind

LAST: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR}


def stocked(counter: Counter, *, first: str = "101", last: str = "110") -> None:
    """1-1000 are there, some of them are the cashier's, and receipts take them."""
    counter.do("receive-invoices", by=ADMINISTRATOR, first="1", last="1000")
    assign(counter, first, last)
    counter.do("set-invoice-rule", by=ADMINISTRATOR, preprinted="yes")


def assign(counter: Counter, first: str, last: str, operator: int = CASHIER, **more: str) -> Any:
    whose: dict[str, Any] = {"first": first, "last": last, "operator": str(operator), **more}
    return counter.do("assign-invoices", by=SUPERVISOR, **whose)


def pay(counter: Counter) -> Any:
    return counter.do("take-payment", kind="penalty", payer="Asha Ali", amount="50")


def close(counter: Counter, expected: str) -> ShiftReport:
    counter.do("close-shift", counted=f"{expected}x1")
    return [one for one in papers(counter) if isinstance(one, ShiftReport)][-1]


def used(counter: Counter) -> list[int | None]:
    return [one.number for one in events(counter, "invoice_used")]


@pytest.fixture
def till(proved_counter: Counter) -> Counter:
    """No shift is open, 101-110 are the cashier's."""
    set_kind(proved_counter, "penalty")
    proved_counter.do("close-shift", counted="1000x1")
    stocked(proved_counter)
    return proved_counter


def test_a_shift_opens_with_the_next_number_alone(till: Counter) -> None:
    wrong: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({}, "not confirmed", "uppermost sheet"),
        ({"invoice": "100"}, "101 is expected; 100 lies before", "right sheets"),
        ({"invoice": "104"}, "101 is expected, not 104", "If 101-103 cannot be used, spoil them"),
    )
    for typed, why, remedy in wrong:
        with pytest.raises(InvoicesRefused, match=why) as refused:
            till.do("open-shift", float="1000", **typed)
        assert remedy in refused.value.remedy
    assert len(events(till, "shift_opened")) == 1
    till.do("spoil-invoice", first="101", last="103", reason="fell into water")
    till.do("open-shift", float="1000", invoice="104")
    assert events(till, "shift_opened")[-1].invoice == 104
    with pytest.raises(ShiftAlreadyOpen):
        till.do("open-shift", invoice="104")
    pay(till)
    pay(till)
    till.do("spoil-invoice", first="106", reason="jam")
    pay(till)
    assert used(till) == [104, 105, 107]
    till.do("void-invoices", first="110", last="110", reason="lost", **LAST)
    till.do("x-report")
    x = [one for one in papers(till) if isinstance(one, ShiftReport)][-1].invoices
    z = close(till, "1150").invoices
    assert x == z == events(till, "shift_closed")[-1].invoices
    assert z is not None
    assert (z.first, z.last, z.used, z.spoiled, z.void, z.without) == (104, 107, 3, 4, 1, 0)
    (stock,) = till.do("invoice-stock", by=SUPERVISOR).ranges
    states = (stock.free, stock.assigned, stock.used, stock.spoiled, stock.void)
    assert states == (990, 2, 3, 4, 1)
    assert sum(states) == 1000
    # A new shift begins anew: what was spoiled before its start belongs to the last one.
    till.do("open-shift", float="1000", invoice="108")
    z = close(till, "1000").invoices
    assert z is not None
    assert (z.used, z.spoiled, z.void) == (0, 0, 0)


def test_a_sale_without_a_number_is_refused_before_the_cash(till: Counter) -> None:
    assign(till, "102", "110", SUPERVISOR)
    till.do("open-shift", float="1000", invoice="101")
    pay(till)
    before = count_events(till)
    unsold: tuple[tuple[str, dict[str, Any]], ...] = (
        ("take-payment", {"kind": "penalty", "payer": "Asha Ali", "amount": "50"}),
        ("prepay", {"amount": "500"}),
        ("reprint", {"number": "K07-01-000001"}),
    )
    for name, more in unsold:
        with pytest.raises(NoInvoiceLeft, match="no pre-printed number left") as refused:
            till.do(name, **more)
        assert "assign-invoices" in refused.value.remedy
    assert count_events(till) == before
    # A power cut leaves the receipt and its number, or neither.
    assign(till, "50", "51")
    for after in (False, True):
        recorded = count_events(till)
        with pytest.raises(Killed), dying(after=after):
            pay(till)
        assert count_events(till) == recorded + 2 * after
    # Slips and reports are no receipts.
    till.do("x-report")
    assert till.do("reprint", number="K07-01-X0001").copy == 1
    assert till.do("reprint", number="K07-01-000001").copy == 1
    assert used(till) == [101, 50, 51]
    assert [one.copy for one in events(till, "invoice_used")] == [False, False, True]
    # Turned off, a shift that began with numbers still ends with them.
    till.do("set-invoice-rule", by=ADMINISTRATOR, preprinted="no")
    pay(till)
    z = close(till, "1150").invoices
    assert z is not None
    assert (z.first, z.last, z.used, z.without) == (101, 51, 3, 1)
    till.do("open-shift", float="1000")
    pay(till)
    assert used(till) == [101, 50, 51, None]


def lines_of(paper: Any) -> list[str]:
    return paper_text(layout(paper, 48), 48).splitlines()


def test_the_paper_and_the_ledger_name_the_sheet(till: Counter) -> None:
    """Whoever finds sheet 103 finds the sale, and the other way round; nothing is counted twice."""
    till.do("open-shift", float="1000", invoice="101")
    paid = pay(till)
    till.do("reprint", number="K07-01-000001")
    till.do("reprint", number="K07-01-000001")
    first, second, third = [one for one in papers(till) if isinstance(one, PaymentReceipt)]
    assert [(one.sheet, one.first_sheet) for one in (first, second, third)] == [
        ("101", ""),
        ("102", "101"),
        ("103", "101"),
    ]
    said = lines_of(third)
    for name, number in (("Sheet no.", "103"), ("First on sheet", "101")):
        assert any(line.startswith(name) and line.endswith(number) for line in said)
    assert not any(line.startswith("First on sheet") for line in lines_of(first))
    again = paper_text(layout(first, 48, Banner(reprint=1)), 48)
    assert again.count("Not on sheet 101? Note it, spoil one.") == 2
    record = till.do("event", event=str(paid.payment))
    assert [one.what for one in record.links if one.kind == "paper"] == ["101"]
    asked = till.do("invoice-stock", by=SUPERVISOR, number="103")
    told = "\n".join(in_words(till.kiosk, asked))
    assert "Sheet 103" in told
    assert "copy of K07-01-000001, operator 12" in told
    # Slips that are numbered by an event, and papers without numbers, take no sheet.
    till.do("x-report")
    assert papers(till)[-1].sheet == ""
    assert used(till) == [101, 102, 103]


def test_every_paper_that_comes_out_by_itself_takes_its_own_sheet(till: Counter) -> None:
    """Two copies by the print method are two sheets; what would be asked for comes out at once."""
    paper: dict[str, Any] = {"by": ADMINISTRATOR, "paper": "payment_receipt"}
    till.do("set-print-method", **paper, copies="2")
    till.do("open-shift", float="1000", invoice="101")
    pay(till)
    till.do("set-print-method", **paper, copies="1", when="ask")
    pay(till)
    sheets = [one.sheet for one in papers(till) if isinstance(one, PaymentReceipt)]
    assert sheets == ["101", "102", "103"]
    assert {job.state for job in till.kiosk.ledger.print_jobs.newest(9)} == {"queued"}
    assert used(till) == [101, 102, 103]
    # None is left: a further paper that has to come out says so.
    till.do("set-print-method", **paper, copies="2", when="automatic")
    till.do("spoil-invoice", first="105", last="110", reason="fell into water")
    pay(till)
    sheets = [one.sheet for one in papers(till) if isinstance(one, PaymentReceipt)]
    assert sheets[3:] == ["104", "none left"]


def test_a_card_sale_takes_one_number_with_its_receipt(make_customer: MakeCustomer) -> None:
    customer: Customer = make_customer()
    counter = customer.counter
    stocked(counter)
    sold = counter.do("prepay", amount="500")
    assert sold.sheet == "101"
    assert [one.sheet for one in papers(counter) if isinstance(one, SaleReceipt)][-1] == "101"
    (use,) = events(counter, "invoice_used")
    assert use.number == 101
    entries = [one for one in events(counter, "purchase_loaded") if one.shift == use.shift]
    assert entries[-1].receipt is not None
    record = counter.do("event", by=CASHIER, event=str(use.of))
    assert record.deed.kind == "purchase_loaded"


@pytest.mark.parametrize(
    ("operation", "arguments", "error"),
    [
        ("receive-invoices", {"first": "0", "last": "5"}, InvoicesRefused),
        ("receive-invoices", {"first": "9", "last": "5"}, InvoicesRefused),
        ("receive-invoices", {"first": "1001", "last": "999999"}, InvoicesRefused),
        ("receive-invoices", {"first": "1000", "last": "1001"}, InvoicesRefused),
        ("receive-invoices", {"first": "", "last": "1001"}, BadArgument),
        ("receive-invoices", {"first": "\u0661", "last": "1001"}, BadArgument),
        ("receive-invoices", {"first": "1" * 12, "last": "1" * 12}, BadArgument),
        ("receive-invoices", {"first": "2001", "last": "2002", "received": "2027"}, BadArgument),
        ("assign-invoices", {"first": "999", "last": "1001", "operator": "12"}, InvoicesRefused),
        ("assign-invoices", {"first": "1", "last": "2", "operator": "99"}, UnknownRecord),
        ("assign-invoices", {"first": "1", "last": "2", "operator": "1"}, UnknownRecord),
        (
            "assign-invoices",
            {"first": "1", "last": "2", "operator": "12", "kiosk": "0"},
            UnknownRecord,
        ),
        ("void-invoices", {"first": "1", "last": "2", "reason": ""}, BadArgument),
        ("void-invoices", {"first": "1", "last": "2", "reason": "a\x07"}, BadArgument),
        ("void-invoices", {"first": "101", "last": "101", "reason": "lost"}, InvoicesRefused),
        ("spoil-invoice", {"first": "1", "reason": "jam"}, InvoicesRefused),
        ("spoil-invoice", {"first": "102", "reason": "x" * 61}, BadArgument),
        ("spoil-invoice", {"first": "102", "last": "101", "reason": "jam"}, InvoicesRefused),
        ("spoil-invoice", {"first": "101", "reason": "jam"}, InvoicesRefused),
        ("open-shift", {"invoice": "one"}, BadArgument),
        ("set-invoice-rule", {"preprinted": "perhaps"}, BadArgument),
    ],
)
def test_what_cannot_be_meant_is_refused(
    spent: Counter, operation: str, arguments: dict[str, Any], error: type[Exception]
) -> None:
    people: dict[str, Any] = LAST
    if operation in ("spoil-invoice", "open-shift"):
        people = {"by": CASHIER}
    elif operation == "assign-invoices":
        people = {"by": SUPERVISOR}
    with pytest.raises(error):
        spent.do(operation, **people, **arguments)


@pytest.fixture(scope="module")
def spent(fresh_ledger: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """101 was spoiled, and nobody changes anything there any more."""
    folder = tmp_path_factory.mktemp("spent") / "kiosk"
    shutil.copytree(fresh_ledger(node=7), folder)
    one = Counter(folder / "ledger.db", node=7).open()
    stocked(one)
    one.do("spoil-invoice", first="101", reason="jam")
    yield one
    one.close()


def test_who_may_how_often_and_on_what_was_seen(proved_counter: Counter) -> None:
    counter = proved_counter
    with pytest.raises(InvoicesRefused, match="never received"):
        assign(counter, "1", "5")
    wishes: tuple[tuple[str, int, dict[str, Any]], ...] = (
        ("receive-invoices", SUPERVISOR, {"first": "1", "last": "9"}),
        ("assign-invoices", CASHIER, {"first": "1", "last": "9", "operator": "12"}),
        ("void-invoices", CASHIER, {"first": "1", "last": "9", "reason": "lost"}),
        ("spoil-invoice", ADMINISTRATOR, {"first": "1", "reason": "jam"}),
        ("set-invoice-rule", SUPERVISOR, {"preprinted": "yes"}),
        ("invoice-stock", CASHIER, {}),
    )
    for name, who, arguments in wishes:
        with pytest.raises(NotAllowed):
            counter.do(name, by=who, **arguments)
    for _time in range(2):
        counter.do("receive-invoices", by=ADMINISTRATOR, request="i-1", first="1", last="1000")
    assert len(events(counter, "invoices_received")) == 1
    lost: dict[str, Any] = {"first": "900", "last": "1000", "reason": "lost"}
    for second in (None, ADMINISTRATOR):
        with pytest.raises(SecondPersonNeeded):
            counter.do("void-invoices", by=ADMINISTRATOR, second=second, **lost)
    assign(counter, "1", "9")
    with pytest.raises(InvoicesRefused, match="1-9 are that operator's already"):
        assign(counter, "1", "9")
    operation, caller = operation_named("assign-invoices"), Caller(operator=SUPERVISOR)
    typed = parse_arguments(operation, {"first": "9", "last": "9", "operator": str(SUPERVISOR)})
    quote = operation.quote(operation.look(counter.kiosk, caller, typed), typed)
    counter.do("spoil-invoice", first="9", reason="torn")
    with pytest.raises(InvoicesRefused, match="spoiled or void"):
        operation.perform(counter.kiosk, caller, quote)
    counter.do("set-invoice-rule", by=ADMINISTRATOR, preprinted="yes")
    counter.do("close-shift", counted="1000x1")
    operation, caller = operation_named("open-shift"), Caller(operator=CASHIER)
    typed = parse_arguments(operation, {"invoice": "1"})
    quote = operation.quote(operation.look(counter.kiosk, caller, typed), typed)
    counter.do("spoil-invoice", first="1", reason="torn")
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)
    stock = counter.do("invoice-stock", by=SUPERVISOR)
    told = "\n".join(in_words(counter.kiosk, stock))
    assert "free 991, assigned 7, used 0, spoiled 2, void 0" in told
    history = counter.do("settings-history", by=SUPERVISOR, kind="invoice-rule")
    assert "take a pre-printed number" in "\n".join(in_words(counter.kiosk, history))


def test_every_result_is_told(make_counter: MakeCounter) -> None:
    counter = make_counter()
    range_: dict[str, Any] = {"first": "1", "last": "9"}
    done = (
        counter.do("receive-invoices", by=ADMINISTRATOR, **range_),
        assign(counter, "1", "9"),
        counter.do("spoil-invoice", first="1", reason="jam"),
        counter.do("void-invoices", first="8", last="9", reason="lost", **LAST),
        counter.do("set-invoice-rule", by=ADMINISTRATOR, preprinted="yes"),
    )
    told = ["\n".join(in_words(counter.kiosk, one)) for one in done]
    for text, parts in zip(
        told,
        (
            ("Numbers 1-9 are in stock.", "2026-11-23"),
            ("Numbers 1-9 are assigned.", "K07", "12"),
            ("Numbers 1 are recorded as spoiled.", "jam"),
            ("Numbers 8-9 are void.", "lost"),
            ("take a pre-printed number",),
        ),
        strict=True,
    ):
        assert all(part in text for part in parts), text


def test_numbers_of_another_kiosk_are_not_taken_here(make_counter: MakeCounter) -> None:
    counter = make_counter()
    set_kind(counter, "penalty")
    stocked(counter)
    assign(counter, "101", "105", kiosk="8")
    pay(counter)
    assert used(counter) == [106]
    with pytest.raises(InvoicesRefused, match="not assigned to you"):
        counter.do("spoil-invoice", first="101", reason="jam")
    prove(counter)
    assert audit(ledger_of(counter)).findings == ()
