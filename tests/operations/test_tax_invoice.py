"""Tax invoices: each receipt once, sums as sold; what goes back is credited, once, by itself."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.tax_invoices import BadTaxpayer
from app.ledger.audit.audit import audit
from app.ledger.events.tax_invoices import CreditNoteIssued, TaxInvoiceIssued
from app.ledger.queries import tax_invoices
from app.operations.catalogue import operation_named
from app.operations.errors import (
    AlreadyInvoiced,
    BadArgument,
    NoOpenShift,
    NotAllowed,
    NothingToInvoice,
    RequestReused,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import CreditNote, ShiftReport, TaxInvoice
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.mover import change, undo
from tests.operations.proofs import (
    MakeCustomer,
    count_events,
    events,
    ledger_of,
    papers,
    prove,
)
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter
from tests.operations.test_correct_class import enter
from tests.operations.test_payments import set_kind

WHO = {"name": "Baraka Traders Ltd", "tax_number": "a0/123-4", "address": "Plot 7, Kilifi"}


@pytest.fixture
def till(proved_counter: Counter) -> Counter:
    """A repair of 116 with tax and a penalty of 50 without are paid: receipts 1 and 2."""
    set_kind(proved_counter, "repair", price="116", tax_code="VAT", tax_rate="1600")
    set_kind(proved_counter, "penalty")
    proved_counter.do("take-payment", kind="repair", payer="Asha Ali")
    proved_counter.do("take-payment", kind="penalty", payer="Asha Ali", amount="50")
    return proved_counter


def invoice(counter: Counter, receipts: str, **arguments: Any) -> Any:
    return counter.do("tax-invoice", **{"receipts": receipts, **WHO, **arguments})


def last(counter: Counter, kind: type[Any]) -> Any:
    return [one for one in papers(counter) if isinstance(one, kind)][-1]


def test_an_invoice_tells_net_tax_and_gross_of_its_receipts(till: Counter) -> None:
    done = invoice(till, "1 + K07-01-000002", request="i-1")
    assert (done.number, done.total, done.receipts) == ("K07-01-T000001", 16_600, (1, 2))
    paper = last(till, TaxInvoice)
    assert (paper.name, paper.tax_number, paper.address) == (
        "Baraka Traders Ltd",
        "A0/123-4",
        "Plot 7, Kilifi",
    )
    sums = [(one.code, one.rate, one.net, one.tax) for one in paper.taxes]
    assert sums == [("", None, 5_000, 0), ("VAT", 1600, 10_000, 1_600)]
    assert [one.number for one in paper.receipts] == ["K07-01-000001", "K07-01-000002"]
    (event,) = events(till, "tax_invoice_issued")
    assert b"Baraka" not in event.sealed
    assert invoice(till, "9", request="i-1") == done
    with pytest.raises(RequestReused):
        till.do("credit-note", invoice="1", request="i-1")
    assert till.do("reprint", number=done.number, reason="lost").copy == 1
    for again in ("1", "2", "K07-01-000001"):
        with pytest.raises(AlreadyInvoiced, match="K07-01-T000001"):
            invoice(till, again)
    till.do("take-payment", kind="repair", payer="Asha Ali")
    assert invoice(till, "3").number == "K07-01-T000002"
    till.do("x-report")
    x = last(till, ShiftReport)
    assert (x.tax_invoices, x.tax_invoices_total, x.credit_notes) == (2, None, 0)
    till.do("close-shift", counted="1282.00x1")
    z = last(till, ShiftReport)
    assert (z.tax_invoices, z.tax_invoices_total, z.credit_notes_total) == (2, 28_200, 0)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"receipts": ""}, BadArgument),
        ({"receipts": "+".join("1" * 21)}, BadArgument),
        ({"receipts": "1+1"}, AlreadyInvoiced),
        ({"receipts": "1,K07-01-000001"}, AlreadyInvoiced),
        ({"receipts": "9"}, UnknownRecord),
        ({"receipts": "\u0661"}, UnknownRecord),
        ({"receipts": "K08-01-000001"}, UnknownRecord),
        ({"receipts": "1" * 80}, UnknownRecord),
        ({"receipts": "3"}, NothingToInvoice),
        ({"receipts": "1+4"}, NothingToInvoice),
        ({"receipts": "5"}, NothingToInvoice),
        ({"name": " "}, BadTaxpayer),
        ({"name": "x" * 61}, BadTaxpayer),
        ({"name": "A\x07"}, BadArgument),
        ({"tax_number": ""}, BadTaxpayer),
        ({"tax_number": "\u0661\u0662"}, BadTaxpayer),
        ({"tax_number": "1" * 21}, BadTaxpayer),
        ({"address": ""}, BadTaxpayer),
        ({"address": "x" * 81}, BadTaxpayer),
        ({"by": ADMINISTRATOR}, NotAllowed),
        ({"by": SUPERVISOR}, NoOpenShift),
    ],
)
def test_no_invoice_is_written(
    till: Counter, arguments: dict[str, Any], error: type[Exception]
) -> None:
    # 3: a balance; 4: a repair undone by 5.
    till.do("deposit-balance", account=till.account(), amount="10")
    till.do("take-payment", kind="repair", payer="Asha Ali")
    till.do("reverse-payment", receipt="4", reason="wrong")
    before = count_events(till)
    with pytest.raises(error):
        invoice(till, **{"receipts": "1", **arguments})
    assert count_events(till) == before


def test_a_reversal_credits_what_was_invoiced(till: Counter) -> None:
    invoice(till, "1+2")
    with pytest.raises(NothingToInvoice):
        till.do("credit-note", invoice="1")
    till.do("reverse-payment", receipt="1", reason="wrong", request="r-1")
    (note,) = events(till, "credit_note_issued")
    assert (note.number, [part.receipt for part in note.parts]) == (1, [1])
    paper = last(till, CreditNote)
    assert (paper.number, paper.invoice, paper.name) == (
        "K07-01-C000001",
        "K07-01-T000001",
        "Baraka Traders Ltd",
    )
    (tax,) = paper.taxes
    assert (tax.code, tax.net, tax.tax) == ("VAT", 10_000, 1_600)
    assert paper.receipts[0].why == "given back by K07-01-000003"
    assert till.do("reverse-payment", receipt="1", reason="wrong", request="r-1").receipt == 3
    assert len(events(till, "credit_note_issued")) == 1
    for number, error in (("1", NothingToInvoice), ("K07-01-T000001", NothingToInvoice)):
        with pytest.raises(error):
            till.do("credit-note", invoice=number)
    for number in ("2", "x", "", "-1", "C1", "K08-01-T000001"):
        with pytest.raises(UnknownRecord):
            till.do("credit-note", invoice=number)
    with pytest.raises(NotAllowed):
        till.do("credit-note", invoice="1", by=ADMINISTRATOR)
    with pytest.raises(NoOpenShift):
        till.do("credit-note", invoice="1", by=SUPERVISOR)
    till.do("x-report")
    assert last(till, ShiftReport).credit_notes == 1


def test_a_purchase_is_invoiced_and_its_refund_credited(make_customer: MakeCustomer) -> None:
    one = make_customer(profile=TapcardSle4442(copyable=False))
    counter = one.counter
    set_tariff(counter)
    first = invoice(counter, "1").total
    sold = events(counter, "purchase_paid")[0]
    assert first == sold.breakdown.total
    bought = one.buy("3")
    one.do("refund", reason="moves away")
    assert events(counter, "credit_note_issued") == []
    with pytest.raises(NothingToInvoice):
        invoice(counter, str(bought.receipt))
    again = one.buy("3")
    invoice(counter, str(again.receipt))
    one.do("reverse", reason="wrong")
    (note,) = events(counter, "credit_note_issued")
    assert sum(sums.gross for sums in note.taxes) == 3_000


def test_a_correction_is_credited_and_a_dearer_one_waits(customer: Customer) -> None:
    counter = customer.counter
    set_tariff(counter)
    enter(counter, 2, 'tiers = [{ price = "8.00" }]')
    sleep_days(counter, 10)
    customer.buy("3")
    customer.visit()
    invoice(counter, "2")
    sleep_days(counter, 2)
    correct: dict[str, Any] = {"account": customer.account, "reason": "shop", "second": SUPERVISOR}
    counter.do("correct-class", tariff_class="2", since="2026-12-03", **correct)
    (note,) = events(counter, "credit_note_issued")
    assert sum(sums.gross for sums in note.taxes) == 600
    counter.do("correct-class", tariff_class="1", since="2026-12-03", **correct)
    assert len(events(counter, "credit_note_issued")) == 1
    with pytest.raises(NothingToInvoice):
        counter.do("credit-note", invoice="1")
    counter.do("correct-class", tariff_class="2", since="2026-12-03", **correct)
    assert len(events(counter, "credit_note_issued")) == 1


def test_the_fees_of_a_meter_change_are_credited_when_it_is_undone(customer: Customer) -> None:
    counter = customer.counter
    fee: dict[str, Any] = {"code": "meter-change", "name": "Meter change", "amount": "116"}
    counter.do("set-fee", by=ADMINISTRATOR, tax_code="VAT", tax_rate="1600", **fee)
    made = change(customer)
    assert invoice(counter, str(made.receipt)).total == 11_600
    undo(customer)
    (note,) = events(counter, "credit_note_issued")
    assert [(one.code, one.net, one.tax) for one in note.taxes] == [("VAT", 10_000, 1_600)]
    assert last(counter, CreditNote).receipts[0].why == f"given back by {note.parts[0].source}"


def test_credit_inside_a_meter_is_credited_receipt_by_receipt(make_customer: MakeCustomer) -> None:
    one = make_customer(profile=TapcardSle4442(copyable=False))
    counter = one.counter
    set_tariff(counter)
    one.buy("3")
    one.visit()
    one.buy("4")
    one.visit()
    one.do("read-card")
    invoice(counter, "2+3")
    form = {"technician": "Baraka", "form": "F-7", "reason": "moves away", "second": SUPERVISOR}
    figures: dict[str, Any] = {"dial": "2", "remaining": "7", **form}
    counter.do("refund-meter-credit", account=one.account, **figures)
    (note,) = events(counter, "credit_note_issued")
    credited = {part.receipt: sum(sums.gross for sums in part.taxes) for part in note.parts}
    assert credited == {2: 3_000, 3: 4_000}


def test_a_final_statement_credits_what_it_gives_back(customer: Customer) -> None:
    counter = customer.counter
    set_tariff(counter)
    customer.buy("3")
    customer.visit()
    customer.do("read-card")
    invoice(counter, "2")
    meter = customer.meter.state.meter
    ended: dict[str, Any] = {"reason": "moves away", "card": "returned", "second": SUPERVISOR}
    done = customer.do("cancel-account", account=customer.account, dials=f"{meter}=1", **ended)
    (closed,) = done.cancelled.meters
    assert closed.lines == tuple(line for one in closed.sold_back for line in one.lines)
    (note,) = events(counter, "credit_note_issued")
    assert sum(sums.gross for sums in note.taxes) == 3_000


def test_a_quote_that_something_crossed_is_made_again(till: Counter) -> None:
    operation, caller = operation_named("tax-invoice"), Caller(operator=CASHIER)
    wish = parse_arguments(operation, {"receipts": "1+2", **WHO})
    quote = operation.quote(operation.look(till.kiosk, caller, wish), wish)
    invoice(till, "2")
    with pytest.raises(AlreadyInvoiced):
        operation.perform(till.kiosk, caller, quote)
    till.do("reverse-payment", receipt="1", reason="wrong")
    with pytest.raises((StaleQuote, NothingToInvoice)):
        operation.perform(till.kiosk, caller, quote)


def append(event: Any, tx: Any) -> None:
    tx.append(event)


def forged(one: TaxInvoiceIssued | CreditNoteIssued, **changed: Any) -> Any:
    return msgspec.structs.replace(one, **changed)


def test_verify_finds_what_no_operation_writes(counter: Counter) -> None:
    set_kind(counter, "repair", price="116", tax_code="VAT", tax_rate="1600")
    for _again in range(3):
        counter.do("take-payment", kind="repair", payer="Asha Ali")
    invoice(counter, "1")
    counter.do("reverse-payment", receipt="1", reason="wrong")
    (issued,), (note,) = (
        events(counter, "tax_invoice_issued"),
        events(counter, "credit_note_issued"),
    )
    half = (msgspec.structs.replace(issued.taxes[0], tax=800),)
    other = msgspec.structs.replace(issued.receipts[0], receipt=9, taxes=half)
    with ledger_of(counter).read() as reader:
        second = tax_invoices.receipt_event(reader.db, 7, 1, 2)
    less = msgspec.structs.replace(issued.receipts[0], event=second, supply=second, receipt=2)
    less = msgspec.structs.replace(less, taxes=half)
    written = [
        forged(issued, number=2),
        forged(issued, number=4, receipts=(other,), taxes=half),
        forged(issued, number=5, taxes=half),
        forged(issued, number=6, receipts=(less,), taxes=half),
        forged(note, number=2),
        forged(note, number=2, parts=(), taxes=()),
    ]
    for event in written:
        ledger_of(counter).commit(partial(append, event))
    found = {finding.what for finding in audit(ledger_of(counter)).findings}
    assert found >= {
        "receipt 1 stands on a tax invoice already",
        "nothing was sold under receipt 9",
        "the sums of receipt 2 are not what was sold",
        "its sums are not those of its receipts",
        f"credits {note.parts[0].source} a second time",
        "number C2 was given twice",
        "credits nothing",
        "numbers missing: T [3]",
    }


def test_verify_misses_a_credit_note(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refund that forgot it, and an invoice that tells what had gone back already."""
    set_kind(counter, "repair", price="116", tax_code="VAT", tax_rate="1600")
    for _again in range(2):
        counter.do("take-payment", kind="repair", payer="Asha Ali")
    invoice(counter, "1")
    monkeypatch.setattr("app.operations.reverse_payment.credit_invoiced", lambda *asked: asked[-1])
    counter.do("reverse-payment", receipt="1", reason="wrong")
    (finding,) = audit(ledger_of(counter)).findings
    assert (finding.check, finding.what.split(" ", 1)[1]) == (
        "tax invoices",
        "gave back of it without a credit note",
    )
    made = counter.do("credit-note", invoice="T1", request="c-1")
    assert (made.number, made.invoice, made.total) == ("K07-01-C000001", "K07-01-T000001", 11_600)
    assert counter.do("credit-note", invoice="T1", request="c-1") == made
    prove(counter)
