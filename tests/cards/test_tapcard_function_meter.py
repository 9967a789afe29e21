"""What meters write on function cards of the open layouts, and what is left of it when torn."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.errors import CardDamaged
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_function_meter import (
    write_claim,
    write_delivery,
    write_dump,
    write_use,
)
from app.domain.function_cards import FunctionKind
from app.domain.plans import CardImage, applied
from tests.cards.function_samples import (
    DUMP,
    NEW_DEVICE,
    contents_of,
    dump_for,
    made,
    steps_for,
    told,
)
from tests.cards.profile_tears import with_bytes
from tests.cards.tapcard_cards import CONTRACTS, KEYS, STRANGER, TapcardContract

THIRD_DEVICE = "900000000003"
GIVER = DUMP.device

each_layout = pytest.mark.parametrize("cards", CONTRACTS, ids=lambda c: c.profile().name)


def given(cards: TapcardContract, **values: Any) -> CardImage:
    """A transfer card that the old meter has emptied itself into."""
    card = made(cards, contents_of(FunctionKind.TRANSFER))
    return applied(card, write_dump(card, dump_for(cards, **values), KEYS))


@each_layout
def test_uses_are_counted_to_the_last_and_no_further(cards: TapcardContract) -> None:
    card = made(cards, contents_of(FunctionKind.CLOCK, uses=255))
    for left in range(254, -1, -1):
        card = applied(card, write_use(card, GIVER if left % 2 else NEW_DEVICE, KEYS))
        reading = told(cards, card)
        assert reading.uses_left == left
        assert reading.used_by == (GIVER if left % 2 else NEW_DEVICE)
    with pytest.raises(ContentsUnfit):
        write_use(card, GIVER, KEYS)


@each_layout
@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_use_torn_anywhere_is_counted_whole_or_not_at_all(
    cards: TapcardContract, before: int
) -> None:
    """And the next meter can always count its own over it."""
    card = made(cards, contents_of(FunctionKind.TEST_VOLUME, uses=3))
    for _use in range(before):
        card = applied(card, write_use(card, GIVER, KEYS))
    steps = write_use(card, NEW_DEVICE, KEYS)
    after = applied(card, steps)
    for half in cards.torn(card, steps):
        counted = 1 if half == after else 0
        reading = told(cards, half)
        assert reading.uses_left == 3 - before - counted
        assert (reading.used_by == NEW_DEVICE) is (half == after)
        if reading.uses_left:
            again = applied(half, write_use(half, THIRD_DEVICE, KEYS))
            assert told(cards, again).uses_left == reading.uses_left - 1


@each_layout
def test_counters_that_no_pull_leaves_so_give_nothing(cards: TapcardContract) -> None:
    """Nor do those of another card, or of a stranger."""
    it = FunctionGeometry(cards.profile().geometry)
    card = made(cards, contents_of(FunctionKind.TEST_VOLUME, uses=3))
    spoilt = with_bytes(card, it.card.area, it.counter_at(0), b"\x55" * 2 * it.used.size)
    assert told(cards, spoilt).uses_left == 0
    theirs = made(cards, contents_of(FunctionKind.TEST_VOLUME, uses=3), STRANGER)
    counted = applied(theirs, write_use(theirs, GIVER, STRANGER)).areas[it.card.area]
    copied = with_bytes(card, it.card.area, it.room_at, counted[it.room_at :])
    assert told(cards, copied).used_by == ""


@each_layout
def test_a_dump_torn_anywhere_is_there_whole_or_not_at_all(cards: TapcardContract) -> None:
    card = made(cards, contents_of(FunctionKind.CHECK))
    dump = dump_for(cards)
    steps = write_dump(card, dump, KEYS)
    after = applied(card, steps)
    for half in cards.torn(card, steps):
        assert told(cards, half).dumps == ((dump,) if half == after else ())
        assert told(cards, half).uses_left == (0 if half == after else 1)
    other = dump_for(cards, device=NEW_DEVICE, meter="", account="", card=b"", months=())
    for half in cards.torn(card, steps):
        if half != after:
            again = applied(half, write_dump(half, other, KEYS))
            assert told(cards, again).dumps == (other,)


@each_layout
def test_a_claim_or_delivery_torn_anywhere_is_there_whole_or_not_at_all(
    cards: TapcardContract,
) -> None:
    card = given(cards)
    for write, field in ((write_claim, "claimed_by"), (write_delivery, "delivered_to")):
        steps = write(card, GIVER, NEW_DEVICE, KEYS)
        after = applied(card, steps)
        for half in cards.torn(card, steps):
            (dump,) = told(cards, half).dumps
            assert getattr(dump, field) == (NEW_DEVICE if half == after else "")
            assert dump.remaining == DUMP.remaining
        card = after
    (dump,) = told(cards, card).dumps
    assert (dump.claimed_by, dump.delivered_to) == (NEW_DEVICE, NEW_DEVICE)


@each_layout
def test_a_torn_claim_leaves_the_dump_to_another_meter(cards: TapcardContract) -> None:
    card = given(cards)
    steps = write_claim(card, GIVER, NEW_DEVICE, KEYS)
    for half in cards.torn(card, steps):
        if half != applied(card, steps):
            again = applied(half, write_claim(half, GIVER, THIRD_DEVICE, KEYS))
            assert told(cards, again).dumps[0].claimed_by == THIRD_DEVICE


@each_layout
def test_claims_hold_for_the_very_dump_beside_them(cards: TapcardContract) -> None:
    card = given(cards)
    claimed = applied(card, write_claim(card, GIVER, NEW_DEVICE, KEYS))
    it = FunctionGeometry(cards.profile().geometry)
    other = given(cards, remaining=7).areas[it.card.area]
    swapped = with_bytes(
        claimed, it.card.area, it.dump_at(0), other[it.dump_at(0) : it.claim_at(0)]
    )
    (dump,) = told(cards, swapped).dumps
    assert (dump.remaining, dump.claimed_by) == (7, "")


@each_layout
def test_nothing_is_written_that_the_card_has_not(cards: TapcardContract) -> None:
    counting = made(cards, contents_of(FunctionKind.CLEAR))
    with pytest.raises(ContentsUnfit):
        write_dump(counting, dump_for(cards), KEYS)
    with pytest.raises(ContentsUnfit):
        write_claim(given(cards), THIRD_DEVICE, NEW_DEVICE, KEYS)
    with pytest.raises(ContentsUnfit):
        write_use(given(cards), NEW_DEVICE, KEYS)


@each_layout
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("device", ""),
        ("meter", "1234567890123"),
        ("card", b"\x01"),
        ("number", 65536),
        ("remaining", 1 << 31),
        ("months", (0,) * 13),
    ],
)
def test_figures_without_room_are_refused_by_name(
    cards: TapcardContract, field: str, value: Any
) -> None:
    card = made(cards, contents_of(FunctionKind.CHECK))
    with pytest.raises(ContentsUnfit) as raised:
        write_dump(card, dump_for(cards, **{field: value}), KEYS)
    assert raised.value.field == field


@each_layout
def test_a_meter_writes_nothing_on_a_card_whose_making_broke_off(cards: TapcardContract) -> None:
    card = applied(cards.blank(), steps_for(cards, contents_of(FunctionKind.CLEAR))[:-1])
    with pytest.raises(CardDamaged):
        write_use(card, NEW_DEVICE, KEYS)
