"""What stands on every paper. The snapshots are the papers themselves: read them."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from app.domain.tariff.breakdown import Line, LineKind
from app.printing.columns import columns_of
from app.printing.documents import AnyDocument, CarriedLoad, NewCard, as_copy
from app.printing.elements import Blank, Cut, Qr, Rule, Size, Text, line_text, paper_text
from app.printing.layout import layout
from app.printing.layouts.furniture import Banner
from tests.printing.sample_parts import BALANCE, CASH, CUSTOMER, LETTERHEAD, LINES, TOTAL
from tests.printing.samples import (
    IN_DOUBT,
    METER_CREDIT,
    PUT_RIGHT,
    READING,
    REFUTED,
    REISSUE,
    REVERSAL,
    REVERSAL_SLIP,
    SALE,
    SAMPLES,
    SHIFT,
    SLIP,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
NEW_CARD_SALE = msgspec.structs.replace(
    SALE,
    number="K07-01-000127",
    lines=(*REISSUE.lines, *LINES),
    total=TOTAL + 20000,
    tenders=(
        BALANCE,
        msgspec.structs.replace(CASH, amount=CASH.amount + 20000, tendered=CASH.tendered + 20000),
    ),
    new_card=NewCard(
        old_card="...00AA11BB",
        reason="lost",
        loads=(CarriedLoad(meter="20260002", restored=7345),),
    ),
)
WIDTHS = (32, 48)
ALL = [(name, width) for name in SAMPLES for width in WIDTHS]


def paper(document: AnyDocument, width: int = 48, banner: Banner | None = None) -> str:
    return paper_text(layout(document, width, banner or Banner()), width)


@pytest.mark.parametrize(("name", "width"), ALL)
def test_every_paper_looks_like_its_snapshot(name: str, width: int) -> None:
    expected = (SNAPSHOTS / f"{name}-{width}.txt").read_text()
    assert paper(SAMPLES[name], width) == expected


@pytest.mark.parametrize(("name", "width"), ALL)
def test_no_line_is_wider_than_the_paper(name: str, width: int) -> None:
    for element in layout(SAMPLES[name], width):
        if not isinstance(element, Qr | Cut):
            room = width
            if isinstance(element, Text) and element.size is Size.DOUBLE:
                room //= 2
            assert columns_of(line_text(element, width)) <= room


@pytest.mark.parametrize("width", WIDTHS)
def test_the_paper_of_a_card_that_was_put_right_calls_none_invalid(width: int) -> None:
    text = paper(PUT_RIGHT, width)
    assert text == (SNAPSHOTS / f"card_put_right-{width}.txt").read_text()
    assert "old card" not in text.lower()
    assert "new card" not in text.lower()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_sale_with_a_new_card_is_one_receipt_for_both(width: int) -> None:
    text = paper(NEW_CARD_SALE, width)
    assert text == (SNAPSHOTS / f"sale_with_new_card-{width}.txt").read_text()
    assert text.count("TOTAL KES") == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_every_amount_ends_at_the_right_edge(width: int) -> None:
    body = paper(SALE, width).split("Tariff")[1].split("ON YOUR CARD")[0]
    amounts = [line for line in body.splitlines() if re.search(r"\d\.\d\d$", line)]
    assert len(amounts) >= len(LINES) + 1
    indented = [line for line in amounts if line.startswith("  ")]
    assert all(len(line) == width for line in amounts if line not in indented)


def test_the_lines_of_a_receipt_sum_to_its_total_in_their_order() -> None:
    text = paper(SALE, 32)
    places = [text.index(line.name) for line in LINES]
    assert places == sorted(places)
    shown = [re.search(rf"^{line.name}.* (-?\d+\.\d\d)$", text, re.MULTILINE) for line in LINES]
    cents = sum(int(found[1].replace(".", "")) for found in shown if found)
    assert cents == SALE.total
    assert "TOTAL KES                 995.00" in text


def test_a_tier_says_volume_times_price_and_whether_tax_comes_on_top() -> None:
    text = paper(SALE)
    assert "5.000 m3 x 80.00 " in text
    assert "2.345 m3 x 125.50 + tax" not in paper(
        msgspec.structs.replace(SALE, lines=(included_tax(),))
    )


def included_tax() -> Line:
    return Line(
        kind=LineKind.TIER,
        code="tier-2",
        name="Tier 2",
        quantity=2345,
        price=125_500_000,
        amount=29430,
        tax_code="VAT",
        tax=4059,
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_a_name_of_any_length_is_printed_whole(width: int) -> None:
    name = "Maria Filomena da Conceição dos Santos Wolfeschlegelsteinhausenbergerdorff"
    customer = msgspec.structs.replace(CUSTOMER, name=name)
    text = paper(msgspec.structs.replace(SALE, customer=customer), width)
    assert "".join(name.split()) in "".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_item_keeps_its_amount(width: int) -> None:
    line = Line(
        kind=LineKind.FEE, code="x", name="Connection of a second household " * 2, amount=12345
    )
    text = paper(msgspec.structs.replace(SALE, lines=(line,)), width)
    assert "123.45" in text
    assert "second household Connection" in " ".join(text.split())


def test_a_copy_says_so_at_top_and_bottom_with_who_and_when() -> None:
    copy = as_copy(SALE, at="2026-12-01 09:00 UTC+03:00", operator="14 Joy")
    text = paper(copy, 48, Banner(copy=2))
    assert text.count("COPY 2") == 2
    assert text.count("made 2026-12-01 09:00 UTC+03:00 by 14 Joy") == 2
    lines = text.splitlines()
    assert "COPY 2" in lines[1]
    assert "COPY 2" in lines[-4]
    assert SALE.issued_at in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_possible_duplicate_says_so_at_top_and_bottom(width: int) -> None:
    text = paper(SALE, width, Banner(reprint=1))
    assert text.count("REPRINT 1 - possible duplicate") == 2


def test_an_original_says_neither() -> None:
    assert "COPY" not in paper(SALE)
    assert "REPRINT" not in paper(SALE)


def test_demo_keys_are_announced_only_when_used() -> None:
    assert "DEMO KEYS" in paper(SALE)
    real = msgspec.structs.replace(LETTERHEAD, demo_keys=False)
    assert "DEMO KEYS" not in paper(msgspec.structs.replace(SALE, letterhead=real))


def test_a_currency_without_decimals_is_written_without() -> None:
    shillings = msgspec.structs.replace(LETTERHEAD, currency="UGX", currency_digits=0)
    text = paper(msgspec.structs.replace(SALE, letterhead=shillings))
    assert re.search(r"TOTAL UGX +99500$", text, re.MULTILINE)


def test_arrears_are_named_even_when_nothing_was_taken_for_them() -> None:
    lines = tuple(line for line in LINES if line.kind is not LineKind.ARREARS)
    text = paper(msgspec.structs.replace(SALE, lines=lines))
    assert re.search(r"Arrears still owed +250\.00$", text, re.MULTILINE)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reversal_names_what_it_reverses_and_gives_the_whole_payment_back(width: int) -> None:
    expected = (SNAPSHOTS / f"reversal_receipt-{width}.txt").read_text()
    assert paper(REVERSAL, width) == expected
    slip = paper(REVERSAL_SLIP, width)
    assert "REVERSAL SLIP" in slip
    assert re.search(r"^Reverses +K07-01-000123$", slip, re.MULTILINE)
    assert "REFUND" not in slip + expected


@pytest.mark.parametrize("width", WIDTHS)
def test_credit_inside_a_meter_is_told_with_what_its_meter_showed(width: int) -> None:
    text = paper(METER_CREDIT, width)
    assert text == (SNAPSHOTS / f"meter_credit-{width}.txt").read_text()
    assert "off the card" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refund_that_its_meter_refutes_promises_nothing(width: int) -> None:
    text = paper(REFUTED, width)
    assert text == (SNAPSHOTS / f"refund_refuted-{width}.txt").read_text()
    assert "TO BE PAID" not in text
    assert "worth money" not in text


def test_a_shift_counts_reversals_apart() -> None:
    undone = msgspec.structs.replace(SHIFT, reversals=2, reversals_total=5_000)
    assert re.search(r"^Reversals +2 +50\.00$", paper(undone), re.MULTILINE)
    assert "Reversals" not in paper(SHIFT)


def test_the_slip_in_doubt_says_that_it_is_no_receipt_and_where_to_go() -> None:
    text = " ".join(paper(IN_DOUBT, 32).split())
    assert "PAYMENT TAKEN, NOT ON CARD" in text
    assert "This is not a receipt" in text
    assert "back to this kiosk (K07)" in text
    owed = " ".join(paper(msgspec.structs.replace(IN_DOUBT, paid=False), 32).split())
    assert "REFUND NOT COMPLETED" in owed
    assert "OWED TO YOU KES 995.00" in owed


def test_the_refund_slip_asks_for_the_meter_only_where_proof_is_needed() -> None:
    assert "meter has proved" in " ".join(paper(SLIP).split())
    at_once = paper(msgspec.structs.replace(SLIP, needs_proof=False))
    assert "meter has proved" not in " ".join(at_once.split())


def test_a_reissue_without_a_load_names_no_volume() -> None:
    text = paper(msgspec.structs.replace(REISSUE, loads=()))
    assert "ON YOUR NEW CARD" not in text
    assert "m3" not in text


def test_a_card_reading_tells_what_the_meter_wrote() -> None:
    text = paper(READING)
    assert re.search(r"Remaining +0\.310 m3", text)
    assert "battery low, valve closed" in text
    assert "The meter has not taken this load yet." in text


def test_an_open_shift_shows_no_figure_that_a_blind_count_must_not_know() -> None:
    x_report = msgspec.structs.replace(
        SHIFT,
        closed=False,
        sales_total=None,
        refunds_total=None,
        expected=None,
        counted=(),
        counted_total=None,
        over_short=None,
    )
    text = paper(x_report)
    assert "SHIFT REPORT X" in text
    assert re.search(rf"Sales +{SHIFT.sales}$", text, re.MULTILINE)
    for word in ("Expected", "Counted", "Short", "Over"):
        assert word not in text


@pytest.mark.parametrize(
    ("over_short", "name"), [(-455, "Short"), (455, "Over"), (0, "Count agrees")]
)
def test_a_closed_shift_says_over_or_short(over_short: int, name: str) -> None:
    report = msgspec.structs.replace(SHIFT, over_short=over_short)
    assert re.search(rf"{name} +-?\d+\.\d\d$", paper(report), re.MULTILINE)


def test_every_paper_ends_with_a_cut_and_begins_with_print() -> None:
    for document in SAMPLES.values():
        elements = layout(document, 32)
        assert isinstance(elements[-1], Cut)
        assert not isinstance(elements[0], Blank | Rule)
