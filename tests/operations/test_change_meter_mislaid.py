"""Cards that name no meter: one that was mislaid before a change must not load the new meter too.

On ``at88-water4`` a reissue card of the customer is taken by any meter at its place. A meter change
gives the customer everything that the old meter had not used, the load on that card among it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cards.profiles.at88_water4 import At88Water4
from app.domain.metering import MeterAnswer
from app.operations.errors import ChangeImpossible
from tests.counter import counter
from tests.operations.customer import Customer
from tests.operations.mover import NEW, OLD, change
from tests.operations.proofs import prove


@pytest.fixture
def mislaid(tmp_path: Path) -> Iterator[Customer]:
    """Two units in the meter; three more stand on a reissue card that nobody finds."""
    with counter(tmp_path / "l.db", profile=At88Water4()) as desk:
        one = Customer(desk, OLD)
        one.meter = desk.meter(OLD, place=1)
        one.card = desk.new_card()
        one.allocate(volume="2")
        one.visit()
        one.do("read-card")
        one.buy("3")
        reissued(one)
        yield one
        prove(desk)


def reissued(one: Customer) -> None:
    one.new_card()
    one.counter.do("reissue-card", account=one.account, reason="lost", identity="known")


def changed(one: Customer, **arguments: Any) -> Any:
    done = change(one, **arguments)
    one.meter = one.counter.meter(NEW, place=1)
    return done


def test_the_change_waits_until_the_card_was_in_its_own_meter(mislaid: Customer) -> None:
    stray = mislaid.card
    mislaid.new_card()
    with pytest.raises(ChangeImpossible, match="never came back from a meter"):
        changed(mislaid)
    mislaid.card = stray
    assert mislaid.visit() is MeterAnswer.CREDIT
    assert mislaid.meter.state.total_credited == 5_000
    mislaid.do("read-card")
    # Lost again: its load is in the old meter, and its bit is spent.
    mislaid.new_card()
    assert changed(mislaid).contents.load == 4_500
    assert mislaid.visit() is MeterAnswer.CREDIT
    mislaid.meter.take(stray)
    assert mislaid.meter.state.total_credited == 4_500


def test_it_waits_for_one_that_another_has_replaced_until_it_is_taken_back(
    mislaid: Customer,
) -> None:
    stray = mislaid.card
    reissued(mislaid)
    assert mislaid.visit() is MeterAnswer.CREDIT
    mislaid.do("read-card")
    with pytest.raises(ChangeImpossible):
        changed(mislaid)
    newer, mislaid.card = mislaid.card, stray
    mislaid.do("retrieve-card", account=mislaid.account)
    mislaid.card = newer
    assert changed(mislaid).contents.load == 4_500
    assert mislaid.visit() is MeterAnswer.CREDIT
    assert mislaid.meter.state.total_credited == 4_500
