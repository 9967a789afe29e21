"""The slip of a meter change says what the reckoning came to, and where it went."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.cards import ChargingType
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.printing.documents import MeterChangeSlip, tax_totals
from tests.printing.sample_changes import METER_CHANGE
from tests.printing.test_layout import SNAPSHOTS, WIDTHS, paper

METER_OVERUSED = msgspec.structs.replace(
    METER_CHANGE,
    estimated=False,
    dial=403_250,
    used=403_250,
    unloaded=0,
    moved=0,
    instalment=0,
    still_owed=0,
    overuse=3_250,
    lines=(
        Line(
            kind=LineKind.TIER,
            code="tier-1",
            name="Tier 1",
            quantity=3_250,
            price=45_000_000,
            amount=146_25,
            tax_code="VAT",
            tax=20_17,
        ),
    ),
    arrears=146_25,
)

FEE = Line(
    kind=LineKind.FEE,
    code="meter-change",
    name="Meter change",
    amount=116_00,
    tax_code="VAT",
    tax=16_00,
)
METER_CHANGE_PAID = msgspec.structs.replace(
    METER_CHANGE,
    number="K07-01-000131",
    change=METER_CHANGE.number,
    signed_out="0011A2",
    fees=(FEE,),
    tenders=(Tender(kind=TenderKind.CASH, amount=116_00, tendered=120_00, change=4_00),),
    taxes=tax_totals((FEE,), {"VAT": 1600}),
)

METER_CHANGE_UNDONE = msgspec.structs.replace(
    METER_CHANGE, undone=True, reason="The new meter does not work"
)

VARIANTS = {"meter_change_overused": METER_OVERUSED, "meter_change_undone": METER_CHANGE_UNDONE}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", VARIANTS)
def test_every_outcome_looks_like_its_snapshot(name: str, width: int) -> None:
    expected = (SNAPSHOTS / f"{name}-{width}.txt").read_text()
    assert paper(VARIANTS[name], width) == expected


def test_an_estimate_and_what_is_still_owed_stand_out() -> None:
    text = paper(METER_CHANGE)
    assert "Its last dial, ESTIMATED              183.250 m3" in text
    assert "Still owed to you                      16.750 m3" in text


def test_one_that_one_person_could_make_is_signed_by_two_hands_only() -> None:
    alone = msgspec.structs.replace(METER_CHANGE, second="")
    assert "Signature of the second person" not in paper(alone)


def test_a_meter_with_money_is_reckoned_in_money() -> None:
    slip: MeterChangeSlip = msgspec.structs.replace(
        METER_CHANGE, charging=ChargingType.MONEY, moved=0, unloaded=0, instalment=120_50
    )
    assert "KES 120.50" in paper(slip)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_fee_that_was_paid_makes_it_a_receipt(width: int) -> None:
    text = paper(METER_CHANGE_PAID, width)
    assert text == (SNAPSHOTS / f"meter_change_paid-{width}.txt").read_text()
    assert "Receipt no." in text
    owed = msgspec.structs.replace(METER_CHANGE, fees=(FEE,), arrears=116_00)
    assert "ARREARS KES" in paper(owed, width)
    assert "Receipt no." not in paper(owed, width)
