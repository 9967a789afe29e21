"""A transfer card between two meters, pulled anywhere: credit is never doubled and never lost."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from app.cards.profiles.contract import Profile
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardForm
from app.domain.function_cards import FunctionKind
from app.domain.metering import MeterAnswer
from app.simulator.function_moves import FunctionAnswer
from app.simulator.meter import VirtualMeter
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.tears import Tear, every_tear
from tests.cards.function_samples import contents_of
from tests.simulator.function_cards_and_meters import (
    NEW,
    OLD,
    THIRD,
    Workshop,
    credit_of,
    put_in,
)
from tests.simulator.household import contents as customer_contents

SLE4442 = Workshop(TapcardSle4442())
WORKSHOPS = (SLE4442, Workshop(TapcardSle4428()), Workshop(TapcardMifare1k()))
ACCOUNT, METER = "100000017", "77000001"
LEFT = 6_000

each_layout = pytest.mark.parametrize("shop", WORKSHOPS, ids=lambda shop: shop.profile.name)


def old_meter(shop: Workshop, device: str = OLD, meter: str = METER) -> VirtualMeter:
    """A meter in use: two loads of 5 m3, of which 6 are left."""
    made = shop.meter(
        device,
        meter=meter,
        account=ACCOUNT,
        serial=b"SERIAL-1"[: _serial_size(shop.profile)],
        number=2,
        total_credited=10_000,
        total_used=4_000,
    )
    made.memory = msgspec.structs.replace(made.memory, flowed=4_000, months=(1_000, 3_000))
    return made


def _serial_size(profile: Profile) -> int:
    return 4 if profile.name == "tapcard-mifare1k" else 8


def transfer_card(shop: Workshop, uses: int = 1) -> ChipCard:
    """A fresh one."""
    return shop.make(contents_of(FunctionKind.TRANSFER, uses=uses))


def some_tears(shop: Workshop, meter: VirtualMeter, card: ChipCard) -> Iterator[Tear]:
    """All tears on the smallest chip; on the others every ninth and the last ones."""
    tears = list(every_tear(meter.tear_points(card)))
    yield from tears if shop is SLE4442 else (*tears[::9], *tears[-4:])


@each_layout
def test_the_customer_goes_on_with_the_new_meter(shop: Workshop) -> None:
    old, new, card = old_meter(shop), shop.meter(NEW), transfer_card(shop)
    was = old.state
    assert put_in(old, card) is FunctionAnswer.OBEYED
    assert (old.state.account, old.state.meter, old.state.remaining) == (None, "", 0)
    (dump,) = shop.read(card).dumps
    assert (dump.remaining, dump.delivered_to) == (LEFT, "")
    assert put_in(new, card) is FunctionAnswer.OBEYED
    assert new.state == was
    assert (new.memory.flowed, new.memory.months) == (4_000, (1_000, 3_000))
    (dump,) = shop.read(card).dumps
    assert (dump.claimed_by, dump.delivered_to) == (NEW, NEW)
    assert new.use(50_000) == LEFT


def test_the_customer_s_card_works_in_the_new_meter_and_not_in_the_old_one() -> None:
    shop = SLE4442
    contents = customer_contents(
        3, form=CardForm.USER, utility=17, region=530102, account=ACCOUNT, meter=METER
    )
    old, new, card = old_meter(shop), shop.meter(NEW), transfer_card(shop)
    put_in(old, card)
    put_in(new, card)
    his = shop.customer_card(contents)
    assert put_in(old, his) is MeterAnswer.WRONG_METER
    assert put_in(new, his) is MeterAnswer.CREDIT
    assert new.state.remaining == LEFT + contents.load


@each_layout
def test_pulled_out_of_the_old_meter_anywhere(shop: Workshop) -> None:
    """Put in again it goes on, and gives once."""
    whole, card = old_meter(shop), transfer_card(shop)
    for tear in some_tears(shop, whole, card):
        old, half = whole.clone(), card.clone()
        put_in(old, half, tear)
        assert credit_of(shop.read(half), old) == [LEFT]
        # From its first memory on it gives no water: what it has may stand on the card.
        assert old.use(100) in (0, 100)
        left = LEFT - old.state.total_used + 4_000 if old.state.account else LEFT
        put_in(old, half)
        assert credit_of(shop.read(half), old) == [left]
        new, third = shop.meter(NEW), shop.meter(THIRD)
        assert put_in(new, half) is FunctionAnswer.OBEYED
        assert put_in(third, half) is FunctionAnswer.OF_ANOTHER_METER
        assert put_in(old, half) is FunctionAnswer.ALREADY_DONE
        assert credit_of(shop.read(half), old, new, third) == [left]
        assert new.state.remaining == left


@each_layout
def test_what_stands_on_the_card_no_longer_flows_from_the_old_meter(shop: Workshop) -> None:
    """Even where the card goes to the new meter first, and the old one is never told."""
    whole, card = old_meter(shop), transfer_card(shop)
    for tear in some_tears(shop, whole, card):
        old, half, new = whole.clone(), card.clone(), shop.meter(NEW)
        put_in(old, half, tear)
        if put_in(new, half) is FunctionAnswer.NOTHING_TO_TAKE:
            assert credit_of(shop.read(half), old, new) == [LEFT]
            continue
        assert new.state.remaining == LEFT
        assert old.use(100) == 0
        assert credit_of(shop.read(half), old, new) == [LEFT]
        # Put in again much later, it empties itself without giving anything.
        put_in(old, half)
        assert (old.state.account, old.state.remaining) == (None, 0)
        assert credit_of(shop.read(half), old, new) == [LEFT]


@each_layout
def test_pulled_out_of_the_new_meter_anywhere(shop: Workshop) -> None:
    """Only the one that has claimed the credit may take it, and it gets it once."""
    old, given = old_meter(shop), transfer_card(shop)
    put_in(old, given)
    fresh = shop.meter(NEW)
    for tear in some_tears(shop, fresh, given):
        new, third, half = fresh.clone(), shop.meter(THIRD), given.clone()
        put_in(new, half, tear)
        assert credit_of(shop.read(half), old, new) == [LEFT]
        (dump,) = shop.read(half).dumps
        got = put_in(third, half)
        assert (got is FunctionAnswer.OBEYED) is (dump.claimed_by == "")
        assert credit_of(shop.read(half), old, new, third) == [LEFT]
        put_in(new, half)
        put_in(new, half)
        (dump,) = shop.read(half).dumps
        assert dump.delivered_to == (NEW if dump.claimed_by == NEW else THIRD)
        assert credit_of(shop.read(half), old, new, third) == [LEFT]


def test_as_many_meters_are_emptied_as_the_card_has_uses() -> None:
    shop = WORKSHOPS[1]
    card = transfer_card(shop, uses=2)
    first, second, third = (
        old_meter(shop, device, f"7700000{number}")
        for number, device in enumerate((OLD, NEW, THIRD), start=1)
    )
    assert put_in(first, card) is FunctionAnswer.OBEYED
    assert put_in(second, card) is FunctionAnswer.OBEYED
    assert put_in(third, card) is FunctionAnswer.NO_USES_LEFT
    assert third.state.remaining == LEFT
    # Each new one gets what its number had, where it has been given one.
    new = shop.meter("900000000004", meter="77000002")
    assert put_in(new, card) is FunctionAnswer.OBEYED
    assert [dump.delivered_to for dump in shop.read(card).dumps] == ["", "900000000004"]
    # And the card stays what it was for the others.
    other = shop.meter("900000000005")
    assert put_in(other, card) is FunctionAnswer.OBEYED
    assert other.state.meter == "77000001"


def test_test_credit_goes_along_and_stays_apart() -> None:
    shop = SLE4442
    old, new, card = old_meter(shop), shop.meter(NEW), transfer_card(shop)
    tester = shop.make(contents_of(FunctionKind.TEST_VOLUME), number=3)
    put_in(old, tester)
    put_in(old, card)
    put_in(new, card)
    assert new.state.remaining == LEFT + 1000
    assert (new.state.total_credited, new.state.test_credit) == (10_000, 1000)


def test_nothing_is_taken_by_a_meter_that_serves_a_customer() -> None:
    """It is emptied instead, or refused where the card is full."""
    shop = SLE4442
    old, card = old_meter(shop), transfer_card(shop)
    put_in(old, card)
    another = old_meter(shop, NEW, "77000009")
    assert put_in(another, card) is FunctionAnswer.NO_USES_LEFT
    assert another.state.remaining == LEFT


# Other functions, on the chips


@each_layout
@pytest.mark.parametrize("function", [f for f in FunctionKind if f is not FunctionKind.TRANSFER])
def test_every_function_reaches_a_meter_through_its_chip(
    shop: Workshop, function: FunctionKind
) -> None:
    meter = shop.meter(NEW) if function is not FunctionKind.CHECK else old_meter(shop)
    contents = contents_of(function)
    if function is FunctionKind.CLOSE_VALVE:
        contents = contents_of(function, meter="", kind=meter.state.kind)
    card = shop.make(contents)
    assert put_in(meter, card) is FunctionAnswer.OBEYED
    reading = shop.read(card)
    assert reading.uses_left == contents.uses - 1
    assert reading.used_by == meter.memory.functions.device


@each_layout
def test_a_test_volume_pulled_anywhere_is_credited_once(shop: Workshop) -> None:
    card = shop.make(contents_of(FunctionKind.TEST_VOLUME, uses=1))
    fresh = shop.meter(NEW)
    for tear in some_tears(shop, fresh, card):
        meter, other, half = fresh.clone(), shop.meter(THIRD), card.clone()
        put_in(meter, half, tear)
        if shop.read(half).uses_left:
            assert put_in(other, half) is FunctionAnswer.OBEYED
        put_in(meter, half)
        assert meter.state.remaining + other.state.remaining == 1000
        assert put_in(meter, half) is FunctionAnswer.NO_USES_LEFT


def test_a_stranger_s_function_card_is_noted_and_not_obeyed() -> None:
    meter = SLE4442.meter(NEW, utility=18)
    card = SLE4442.make(contents_of(FunctionKind.TEST_VOLUME))
    assert put_in(meter, card) is FunctionAnswer.WRONG_UTILITY
    assert meter.state.remaining == 0
    assert SLE4442.read(card).uses_left == 3
