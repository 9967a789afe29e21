"""The rows of the decision table where the return file is not empty: notes/domain.md 2.4."""

from __future__ import annotations

import pytest

from app.domain.cards import CardForm
from app.domain.metering import MeterAnswer
from tests.simulator.houses import HOUSES, LOAD, House

pytestmark = pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)


def test_c_below_n_gives_no_credit_whatever_was_returned(house: House) -> None:
    second = house.contents(2)
    card = house.card(second)
    assert house.meter(1).take(card) is MeterAnswer.CREDIT
    meter = house.meter(3)
    assert meter.take(card) is MeterAnswer.NOTHING_NEW
    assert meter.state == house.meter(3).state
    if house.reports_again:
        assert house.told(card, second).number == 3


@pytest.mark.parametrize("form", CardForm)
def test_c_equal_n_and_not_empty_gives_the_own_card_no_credit_and_writes_back(
    house: House, form: CardForm
) -> None:
    first = house.contents(1, form=form)
    card, meter = house.card(first), house.meter()
    assert meter.take(card) is MeterAnswer.CREDIT
    meter.use(1_000)
    after = meter.state
    assert meter.take(card) is MeterAnswer.NOTHING_NEW
    assert meter.state == after
    assert house.read(card, first).taken
    if house.reports_again:
        assert house.told(card, first).remaining == LOAD - 1_000


def test_c_further_ahead_is_refused_whatever_was_returned(house: House) -> None:
    third = house.contents(3)
    card = house.card(third)
    assert house.meter(2).take(card) is MeterAnswer.CREDIT
    meter = house.meter(1)
    assert meter.take(card) is MeterAnswer.COUNT_WRONG
    assert meter.state == house.meter(1).state
    assert meter.memory.error == 34
    if house.reports_again:
        assert house.told(card, third).number == 1
