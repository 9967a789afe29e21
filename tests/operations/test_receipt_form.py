"""The form of papers: dated, signed by two, seen before; old papers keep the form they had."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.domain.receipt_form import BadForm, Part
from app.ledger.audit.audit import audit
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, NotAllowed, SecondPersonNeeded, StaleQuote
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import SaleReceipt, decode_document
from app.printing.elements import paper_text
from app.printing.layout import layout
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.proofs import count_events, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

FORM: dict[str, Any] = {"logo": "MAJI", "header": "Harbour Road | Open 8-17", "footer": "Asante"}


def set_form(counter: Counter, **arguments: Any) -> Any:
    given = {"by": ADMINISTRATOR, "second": SUPERVISOR, **arguments}
    return counter.do("set-receipt-form", **given)


def text(paper: Any, width: int = 48) -> str:
    return paper_text(layout(paper, width), width)


def sold(customer: Customer) -> SaleReceipt:
    customer.buy("3")
    customer.visit()
    paper = papers(customer.counter)[-1]
    assert isinstance(paper, SaleReceipt)
    return paper


def test_papers_follow_their_day_and_are_printed_again_as_they_were(customer: Customer) -> None:
    counter = customer.counter
    set_tariff(counter)
    plain = sold(customer)
    assert plain.letterhead.form == ""
    made = set_form(counter, request="f-1", **FORM)
    assert set_form(counter, request="f-1", **FORM) == made
    first = sold(customer)
    lines = [line.strip() for line in text(first).splitlines()]
    assert lines[:4] == ["MAJI", "Mto Water", "Harbour Road", "Open 8-17"]
    assert "Asante" in lines
    set_form(counter, valid_from="2026-11-25", left_out="code, tariff,reckoning,balance,advice")
    assert sold(customer).letterhead.form == first.letterhead.form
    sleep_days(counter, 2)
    short = sold(customer)
    assert short.letterhead.left_out == tuple(Part)
    assert short.letterhead.form not in ("", first.letterhead.form)
    for said in ("[QR", "Tariff", " x 10.00", "Account balance", "Put the card"):
        assert said in text(first)
        assert said not in text(short)
    for was in (plain, first, short):
        counter.do("reprint", number=was.number, reason="lost")
        job = ledger_of(counter).print_jobs.latest("sale_receipt", was.number)
        assert job is not None
        again = decode_document(job.document)
        assert again.letterhead == was.letterhead
        assert text(again) == text(was)
    history = counter.do("settings-history", by=ADMINISTRATOR, kind="receipt-form")
    assert [(one.operator, one.second) for one in history.changes] == [
        (ADMINISTRATOR, SUPERVISOR)
    ] * 2


def test_a_form_is_seen_before_it_is_set(customer: Customer) -> None:
    counter = customer.counter
    before = count_events(counter)
    seen = counter.do("preview-receipt-form", by=ADMINISTRATOR, print="yes", **FORM)
    assert count_events(counter) == before
    paper = papers(counter)[-1]
    assert isinstance(paper, SaleReceipt)
    shown, printed = (
        [re.sub(r"SAMPLE-\d+", "", one) for one in both]
        for both in ((seen.narrow, seen.wide), (text(paper, 32), text(paper, 48)))
    )
    assert shown == printed
    assert seen.narrow.splitlines()[2].strip() == "SAMPLE - NO RECEIPT"
    assert max(len(line) for line in seen.narrow.splitlines() if line[:1] != "[") == 32
    told = in_words(counter.kiosk, seen)
    assert any("Harbour Road" in line for line in told)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"logo": "x" * 17}, BadForm),
        ({"logo": "水" * 9}, BadForm),
        ({"logo": "\x07"}, BadArgument),
        ({"header": "x" * 49}, BadForm),
        ({"header": "|".join("1234567")}, BadForm),
        ({"footer": "a\x1bb"}, BadArgument),
        ({"left_out": "taxes"}, BadForm),
        ({"valid_from": "2026-11-22"}, BadArgument),
        ({"valid_from": "tomorrow"}, BadArgument),
        ({"second": None}, SecondPersonNeeded),
        ({"second": ADMINISTRATOR}, SecondPersonNeeded),
        ({"by": CASHIER}, NotAllowed),
    ],
)
def test_no_form_is_set(
    counter: Counter, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        set_form(counter, **arguments)
    assert events(counter, "receipt_form_set") == []


def test_nothing_is_set_over_what_nobody_saw(counter: Counter) -> None:
    operation = operation_named("set-receipt-form")
    caller = Caller(operator=ADMINISTRATOR, second=SUPERVISOR)
    wish = parse_arguments(operation, {"logo": "A"})
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    set_form(counter, logo="B")
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)
    sleep_days(counter, 1)
    wish = parse_arguments(operation, {"logo": "A", "valid_from": "2026-11-24"})
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    sleep_days(counter, 1)
    with pytest.raises(BadArgument):
        operation.perform(counter.kiosk, caller, quote)


def test_verify_finds_a_form_that_one_person_set(counter: Counter) -> None:
    made = set_form(counter, logo="A")
    ledger_of(counter).commit(lambda tx: tx.append(made, operator=ADMINISTRATOR))
    (finding,) = audit(ledger_of(counter)).findings
    assert finding.what == "the form of papers was set by one person"


SAID = {"English": "Kiswahili", "RECEIPT": "RISITI", "Account": "Akaunti", "TOTAL": "JUMLA"}


@pytest.fixture
def swahili(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small catalogue is installed."""
    folder = tmp_path / "locale" / "sw" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="sw")
    for said, translated in SAID.items():
        catalogue.add(said, translated)
    with (folder / "tapcard.mo").open("wb") as stream:
        write_mo(stream, catalogue)
    monkeypatch.setattr("app.domain.text.LOCALE", tmp_path / "locale")


@pytest.mark.usefixtures("swahili")
def test_a_form_speaks_its_own_language_whatever_the_screen_does(customer: Customer) -> None:
    counter = customer.counter
    set_tariff(counter)
    english = sold(customer)
    with pytest.raises(BadForm, match="no catalogue of the language fr") as refused:
        set_form(counter, language="fr")
    assert "There are: en, sw." in refused.value.remedy
    seen = counter.do("preview-receipt-form", by=ADMINISTRATOR, language="sw")
    for paper in (seen.narrow, seen.wide):
        assert "RISITI" in paper
        assert "JUMLA KES" in paper
    made = set_form(counter, language="sw")
    assert "Kiswahili" in "\n".join(in_words(counter.kiosk, made))
    said = text(sold(customer))
    assert "RISITI" in said
    assert any(line.startswith("Akaunti") for line in said.splitlines())
    assert "Kiosk" in said, "what the catalogue does not have is said in English"
    # What was printed before is printed again as it was, and so is this one under the next form.
    swahili = counter.do("reprint", number=papers(counter)[-1].number)
    counter.do("reprint", number=english.number)
    assert "RECEIPT" in text(papers(counter)[-1])
    sleep_days(counter, 1)
    set_form(counter, language="en")
    counter.do("reprint", number=swahili.number)
    assert "RISITI" in text(papers(counter)[-1])
    assert "RECEIPT" in text(sold(customer))


def test_a_paper_is_printed_although_its_catalogue_is_gone(customer: Customer) -> None:
    set_tariff(customer.counter)
    paper = sold(customer)
    lost = msgspec.structs.replace(paper.letterhead, language="sw")
    assert "RECEIPT" in text(msgspec.structs.replace(paper, letterhead=lost))
