"""Reversal of what was sold for one of several meters on a card."""

from __future__ import annotations

import pytest

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.metering import MeterAnswer
from app.operations.errors import ReversalImpossible, WhichMeter
from app.operations.refund_result import RefundStage
from tests.operations.conftest import MakeCounter
from tests.operations.household import GAS, WATER, Household
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def home(make_proved: MakeCounter) -> Household:
    """Water and gas on one card that cannot be copied, both with number 1 in the meter."""
    one = Household(make_proved(profile=TapcardSle4428(copyable=False)))
    for meter in (WATER, GAS):
        one.allocate(meter)
        one.visit(meter)
    return one


def test_a_payment_for_several_meters_is_refunded_meter_by_meter(home: Household) -> None:
    home.do("prepay", meter=WATER, volume="1", also=f"{GAS}=2v")
    with pytest.raises(WhichMeter):
        home.do("reverse", reason="wrong amount")
    with pytest.raises(ReversalImpossible, match="several meters"):
        home.do("reverse", reason="wrong amount", meter=GAS)
    assert home.do("refund", reason="wrong amount", meter=GAS).stage is RefundStage.PAID


def test_the_last_of_two_payments_goes_first(home: Household) -> None:
    home.do("prepay", meter=WATER, volume="1")
    home.do("prepay", meter=GAS, volume="2")
    with pytest.raises(ReversalImpossible, match="sold to again"):
        home.do("reverse", reason="wrong amount", meter=WATER)
    assert home.do("reverse", reason="wrong amount", meter=GAS).amount == 6_000
    assert home.do("reverse", reason="wrong amount", meter=WATER).amount == 1_000
    assert home.visit(WATER) == [MeterAnswer.NOTHING_NEW]


def test_the_other_meter_keeps_its_load(home: Household) -> None:
    home.do("prepay", meter=WATER, volume="1")
    home.do("prepay", meter=GAS, volume="2")
    home.do("reverse", reason="wrong amount", meter=GAS)
    assert home.parts()[WATER].contents.load == 1_000
    assert home.visit(WATER, GAS) == [MeterAnswer.CREDIT, MeterAnswer.NOTHING_NEW]
