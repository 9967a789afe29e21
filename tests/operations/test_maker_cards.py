"""Cards of meter makers at the counter: sold to, in the meter, torn, reissued; the books add up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.domain.cards import ChargingType, UtilityKind
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.operations.errors import CardStandsInTheWay, PlanInterrupted, RefundImpossible
from app.operations.settle_plan import SettleAction
from app.simulator.reader import ApduPhase
from tests.counter import Counter, counter
from tests.operations.proofs import prove


@dataclass
class Place:
    """A customer with a meter of this maker."""

    counter: Counter
    account: str
    card: Any
    meter: Any

    def do(self, operation: str, **arguments: Any) -> Any:
        self.counter.put(self.card)
        return self.counter.do(operation, **arguments)

    def standing(self) -> Standing:
        (meter,) = self.do("read-card").meters
        return Standing(meter.standing)

    def visit(self) -> MeterAnswer:
        answer: MeterAnswer = self.meter.take(self.card)
        return answer


CASES = {
    "water on cpu68": (Cpu68(), UtilityKind.WATER, ChargingType.VOLUME, 2, {"volume": "3"}),
    "electricity on cpu68": (
        Cpu68(),
        UtilityKind.ELECTRICITY,
        ChargingType.MONEY,
        1,
        {"amount": "12"},
    ),
    "water on at88-water4": (
        At88Water4(),
        UtilityKind.WATER,
        ChargingType.VOLUME,
        1,
        {"volume": "3"},
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Any:
    return CASES[request.param]


@pytest.fixture
def wanted(case: Any) -> Any:
    """What each purchase is for."""
    return case[-1]


@pytest.fixture
def place(case: Any, tmp_path: Path) -> Iterator[Place]:
    profile: Profile
    profile, kind, charging, number, asked = case
    first = {"amount": "400"} if charging.counts_money else asked
    options = {"profile": profile, "kind": kind, "charging": charging}
    with counter(tmp_path / "ledger.db", **options) as desk:
        account, card = desk.account(), desk.new_card()
        one = Place(desk, account, card, desk.meter("12345", place=number))
        one.do("allocate-meter", account=account, meter="12345", model="DN15", **first)
        yield one
        prove(desk)


def test_a_day_with_the_card(place: Place, wanted: Any) -> None:
    """One story, for to make a ledger takes longer than all of it."""
    with pytest.raises(RefundImpossible):  # the meter may have credited it already
        place.do("refund", reason="moved out")
    place.counter.new_card()
    place.counter.do("reissue-card", account=place.account, reason="lost", identity="known")
    place.card = place.counter.reader.card
    assert place.visit() is MeterAnswer.CREDIT
    assert place.standing() is Standing.NORMAL
    place.do("prepay", **wanted)
    with pytest.raises(CardStandsInTheWay):
        place.do("prepay", **wanted)
    assert place.visit() is MeterAnswer.CREDIT
    assert place.visit() is MeterAnswer.NOTHING_NEW
    for last in (1, 2, 4):
        pulled_and_settled(place, wanted, last)


def pulled_and_settled(place: Place, wanted: Any, last: int) -> None:
    """A sale whose card is pulled so many APDUs before its end: credited once."""
    reader = place.counter.reader
    place.counter.put(place.card)
    reader.on_apdu(None)
    place.counter.do("prepay", **wanted)
    in_a_sale = reader.apdus
    place.visit()

    def pull(number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if number == in_a_sale - last and phase is ApduPhase.AFTER:
            reader.remove()

    place.counter.put(place.card)
    reader.on_apdu(pull)
    with pytest.raises(PlanInterrupted):
        place.counter.do("prepay", **wanted)
    reader.on_apdu(None)
    assert place.do("settle").action in (SettleAction.WRITE, SettleAction.CLOSE)
    assert place.visit() is MeterAnswer.CREDIT
    assert place.standing() is Standing.NORMAL
