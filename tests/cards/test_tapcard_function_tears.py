"""Function cards of the open layouts, torn while they are made."""

from __future__ import annotations

import pytest

from app.cards.errors import CardDamaged, CardError, CardForeign
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_function_meter import write_dump, write_use
from app.domain.function_cards import FunctionKind, FunctionReading
from app.domain.identity import EventId
from app.domain.plans import (
    CardImage,
    PlanImages,
    Verdict,
    applied,
    judge,
    remaining_steps,
)
from tests.cards.function_samples import (
    DUMP,
    LATER_MARK,
    MARK,
    NEW_DEVICE,
    contents_of,
    dump_for,
    made,
    told,
)
from tests.cards.profile_tears import with_bytes
from tests.cards.tapcard_cards import (
    CONTRACTS,
    KEYS,
    TapcardContract,
)

each_layout = pytest.mark.parametrize("cards", CONTRACTS, ids=lambda c: c.profile().name)
each_function = pytest.mark.parametrize("function", FunctionKind)


def read(cards: TapcardContract, image: CardImage) -> FunctionReading | None:
    """What meters obey; None: nothing."""
    try:
        return cards.profile().function_of(image, KEYS)
    except CardError:
        return None


def verdict(cards: TapcardContract, images: PlanImages, card: CardImage, mark: EventId) -> Verdict:
    """What the card shows of the plan, by what a profile tells of all its plans."""
    profile = cards.profile()
    return judge(
        images,
        card,
        mark_shown=profile.shows_mark(card, mark, KEYS),
        torn_copy=profile.torn_copy(card, images.steps, KEYS),
        taken=profile.taken_since(card, images.steps, KEYS),
    )


def check_making(cards: TapcardContract, before: CardImage, function: FunctionKind) -> None:
    """Tears the making out of ``before`` wherever it can be torn."""
    profile, contents = cards.profile(), contents_of(function, mark=LATER_MARK)
    steps = profile.make_function(before, cards.serial(), contents, KEYS)
    images, after = PlanImages(before, steps), applied(before, steps)
    for card in cards.torn(before, steps):
        seen = verdict(cards, images, card, LATER_MARK)
        assert applied(card, remaining_steps(images, card)) == after
        if card == after:
            assert seen is Verdict.HAPPENED
            assert told(cards, card).contents == contents
        elif card == before:
            assert seen is Verdict.NOT_WRITTEN
        else:
            assert seen is Verdict.BEGUN
            assert read(cards, card) is None
            with pytest.raises((CardForeign, CardDamaged)):
                profile.decode(card, KEYS)


@each_layout
@pytest.mark.parametrize("function", [FunctionKind.TARIFF, FunctionKind.CHECK])
def test_out_of_a_blank_no_meter_obeys_it_before_it_is_whole(
    cards: TapcardContract, function: FunctionKind
) -> None:
    check_making(cards, cards.blank(), function)


@each_layout
@pytest.mark.parametrize("function", [FunctionKind.CHECK, FunctionKind.TEST_VOLUME])
def test_made_again_its_uses_never_come_back(
    cards: TapcardContract, function: FunctionKind
) -> None:
    """What was used up stays so until the card is another one."""
    card = made(cards, contents_of(FunctionKind.TEST_VOLUME, uses=2))
    for _use in range(2):
        card = applied(card, write_use(card, DUMP.device, KEYS))
    assert told(cards, card).uses_left == 0
    check_making(cards, card, function)


@each_layout
def test_made_again_what_meters_wrote_is_erased(cards: TapcardContract) -> None:
    card = made(cards, contents_of(FunctionKind.CHECK))
    card = applied(card, write_dump(card, dump_for(cards), KEYS))
    contents = contents_of(FunctionKind.CHECK, mark=LATER_MARK)
    steps = cards.profile().make_function(card, cards.serial(), contents, KEYS)
    again = applied(card, steps)
    assert again == made(cards, contents)
    assert told(cards, again).dumps == ()
    # A dump of the card's former life, put back, is nobody's word for the new one.
    it = FunctionGeometry(cards.profile().geometry)
    old = card.areas[it.card.area][it.room_at :]
    assert told(cards, with_bytes(again, it.card.area, it.room_at, old)).dumps == ()


@each_layout
def test_a_plan_whose_card_meters_have_used_since_happened(cards: TapcardContract) -> None:
    first = made(cards, contents_of(FunctionKind.CHECK))
    first = applied(first, write_dump(first, dump_for(cards), KEYS))
    contents = contents_of(FunctionKind.TEST_VOLUME, mark=LATER_MARK)
    steps = cards.profile().make_function(first, cards.serial(), contents, KEYS)
    card = applied(first, steps)
    card = applied(card, write_use(card, NEW_DEVICE, KEYS))
    assert verdict(cards, PlanImages(first, steps), card, LATER_MARK) is Verdict.HAPPENED
    assert verdict(cards, PlanImages(first, steps), card, MARK) is not Verdict.NOT_WRITTEN
