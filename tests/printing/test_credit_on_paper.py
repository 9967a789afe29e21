"""Papers of a meter that counts money promise no volume; a back-charge says its month and use."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from app.domain.cards import UtilityKind
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.printing.documents import (
    AnyDocument,
    MeterSale,
    decode_document,
    encode_document,
    tax_totals,
)
from app.printing.elements import paper_text
from app.printing.layout import layout
from tests.printing.sample_parts import LINES, RATES
from tests.printing.samples import IN_DOUBT, REFUND, SALE, SLIP

SNAPSHOTS = Path(__file__).parent / "snapshots"
CREDIT = Line(
    kind=LineKind.CREDIT, code="credit", name="Credit", amount=50000, tax_code="VAT", tax=6897
)
BACK_CHARGE = Line(
    kind=LineKind.BACK_CHARGE,
    code="back-charge",
    name="Back-charge 2026-05",
    quantity=14_200,
    amount=3150,
    tax_code="VAT",
    tax=434,
)


def paid_with(*lines: Line) -> dict[str, object]:
    total: Money = sum(line.amount for line in lines)
    return {
        "lines": lines,
        "total": total,
        "taxes": tax_totals(lines, RATES),
        "tenders": (Tender(kind=TenderKind.CASH, amount=total, tendered=total),),
    }


MONEY_SALE = msgspec.structs.replace(
    SALE, **paid_with(*LINES[:3], CREDIT), quantity=0, money=50000, balance_after=None
)
BACK_CHARGED = msgspec.structs.replace(SALE, **paid_with(BACK_CHARGE, LINES[4]), quantity=5000)
OTHERS = [
    msgspec.structs.replace(REFUND, lines=(CREDIT,), quantity=0, money=50000),
    msgspec.structs.replace(SLIP, quantity=0, money=50000),
    msgspec.structs.replace(IN_DOUBT, quantity=0, money=50000),
]


def paper(document: AnyDocument, width: int = 48) -> str:
    return paper_text(layout(document, width), width)


@pytest.mark.parametrize("width", [32, 48])
def test_the_receipt_for_credit_in_money_looks_like_its_snapshot(width: int) -> None:
    expected = (SNAPSHOTS / f"sale_receipt_of_money-{width}.txt").read_text()
    assert paper(MONEY_SALE, width) == expected


@pytest.mark.parametrize("document", [MONEY_SALE, *OTHERS])
def test_no_paper_of_a_meter_that_counts_money_names_a_volume(document: AnyDocument) -> None:
    text = paper(document)
    assert "KES 500.00" in text
    assert re.search(r"\d (m3|L)\b", text) is None
    assert decode_document(encode_document(document)) == document


def test_the_receipt_says_what_the_display_will_show_more() -> None:
    text = " ".join(paper(MONEY_SALE, 32).split())
    assert "Credit KES 500.00" in text
    assert "until the display shows KES 500.00 more than before" in text


def test_a_back_charge_says_month_use_and_amount() -> None:
    assert re.search(r"Back-charge 2026-05 +31\.50\n +14\.200 m3\n", paper(BACK_CHARGED, 32))


@pytest.mark.parametrize("width", [32, 48])
def test_one_receipt_shows_every_meter_of_the_card_with_its_own_lines_and_credit(
    width: int,
) -> None:
    heat = MeterSale(
        meter="70099",
        purchase_number=2,
        kind=UtilityKind.HEAT,
        tariff="Heat 1",
        lines=(CREDIT,),
        quantity=0,
        money=50000,
    )
    total = SALE.total + 50000
    text = paper(msgspec.structs.replace(SALE, others=(heat,), total=total), width)
    bought, on_card = text.split("ON YOUR CARD")
    assert bought.index("Meter") < bought.index("Sewage") < bought.index("70099")
    assert bought.index("70099") < bought.index("Heat 1") < bought.index("Credit ")
    assert re.search(r"TOTAL KES +1495\.00$", bought, re.MULTILINE)
    first, second = on_card.split("Meter 70099")
    assert "Meter 30112233" in first
    assert "8.345 m3 = 8345 L" in first
    assert "Credit KES 500.00" in second
    assert "m3" not in second
