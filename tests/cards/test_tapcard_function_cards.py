"""Function cards of the open layouts: what they say, and what nobody takes them for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.errors import CardError, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_function_geometry import FunctionGeometry
from app.cards.profiles.tapcard_function_meter import write_dump, write_use
from app.domain.cards import ChargingType, MeterParameters, UtilityKind
from app.domain.function_cards import FunctionKind, FunctionReading
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import (
    CardImage,
    StepKind,
    applied,
)
from tests.cards.function_samples import (
    NEW_DEVICE,
    contents_of,
    dump_for,
    made,
    steps_for,
    told,
)
from tests.cards.profile_tears import with_bytes
from tests.cards.tapcard_cards import (
    CONTRACTS,
    KEYS,
    NEWER_KEYS,
    STRANGER,
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


# What a card says


@each_layout
@each_function
def test_every_function_comes_back_as_it_was_made(
    cards: TapcardContract, function: FunctionKind
) -> None:
    contents = contents_of(function)
    assert function in cards.declares.function_cards
    reading = told(cards, made(cards, contents))
    assert reading.contents == contents
    assert reading.serial == cards.serial()
    assert reading.profile == cards.profile().name
    assert reading.key_version == KEYS.version
    assert (reading.uses_left, reading.dumps, reading.used_by) == (contents.uses, (), "")


any_tiers = st.integers(1, 6).flatmap(
    lambda count: st.builds(
        TierSet,
        starts=st.lists(
            st.integers(1, 0xFFFFFFFF), min_size=count - 1, max_size=count - 1, unique=True
        ).map(lambda starts: (0, *sorted(starts))),
        prices=st.lists(st.integers(0, 0xFFFFFFFF), min_size=count, max_size=count).map(tuple),
    )
)
any_time = st.datetimes(datetime(2000, 1, 1), datetime(2136, 2, 6)).map(
    lambda time: time.replace(microsecond=0)
)
four_bytes = st.integers(0, 0xFFFFFFFF)


@settings(max_examples=40)
@given(
    cards=st.sampled_from(CONTRACTS),
    tariff=st.builds(
        MeterTariff,
        current=any_tiers,
        following=st.none() | any_tiers,
        switch_at=st.none() | any_time,
    ),
    parameters=st.none()
    | st.builds(
        MeterParameters,
        alarm=four_bytes,
        closing_alarm=four_bytes,
        hoarding_limit=four_bytes,
        overdraft=four_bytes,
        pulses_per_unit=st.integers(0, 0xFFFF),
    ),
    clock=any_time,
    shared=st.fixed_dictionaries(
        {
            "uses": st.integers(1, 255),
            "expires": st.none() | st.dates(date(2000, 1, 1), date(2179, 6, 5)),
            "kind": st.sampled_from(UtilityKind),
            "meter": st.from_regex("[0-9]{0,12}", fullmatch=True),
            "mark": st.builds(EventId, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), four_bytes),
        }
    ),
)
def test_whatever_is_in_range_comes_back(
    cards: TapcardContract,
    tariff: MeterTariff,
    parameters: MeterParameters | None,
    clock: datetime,
    shared: dict[str, Any],
) -> None:
    for contents in (
        contents_of(FunctionKind.TARIFF, tariff=tariff, **shared),
        contents_of(FunctionKind.SETUP, parameters=parameters, **shared),
        contents_of(FunctionKind.CLOCK, clock=clock, **shared),
    ):
        assert told(cards, made(cards, contents)).contents == contents


@pytest.mark.parametrize(
    ("field", "function", "values"),
    [
        ("uses", FunctionKind.CLEAR, {"uses": 0}),
        ("uses", FunctionKind.CLEAR, {"uses": 256}),
        ("region", FunctionKind.CLEAR, {"region": 1 << 24}),
        ("meter", FunctionKind.CLEAR, {"meter": "1234567890123"}),
        ("meter", FunctionKind.METER_NUMBER, {"meter": ""}),
        ("expires", FunctionKind.CLEAR, {"expires": date(1999, 12, 31)}),
        ("place", FunctionKind.SETUP, {"place": 5}),
        ("credit", FunctionKind.SETUP, {"credit": 1 << 32}),
        ("credit", FunctionKind.TEST_VOLUME, {"credit": 0}),
        ("alarm", FunctionKind.SETUP, {"parameters": MeterParameters(alarm=-1)}),
        ("clock", FunctionKind.CLOCK, {"clock": None}),
        ("clock", FunctionKind.CLOCK, {"clock": datetime(2026, 1, 1, microsecond=1)}),
        ("tariff", FunctionKind.TARIFF, {"tariff": None}),
        (
            "current",
            FunctionKind.TARIFF,
            {"tariff": MeterTariff(current=TierSet(starts=(5,), prices=(1,)))},
        ),
        (
            "current",
            FunctionKind.TARIFF,
            {"tariff": MeterTariff(current=TierSet(starts=tuple(range(7)), prices=(1,) * 7))},
        ),
        ("key_version", FunctionKind.KEY_CHANGE, {"key_version": 0}),
        ("next_version", FunctionKind.KEY_CHANGE, {"key_version": 256}),
    ],
)
@each_layout
def test_what_has_no_room_is_refused_by_name(
    cards: TapcardContract, field: str, function: FunctionKind, values: dict[str, Any]
) -> None:
    with pytest.raises(ContentsUnfit) as raised:
        made(cards, contents_of(function, **values))
    assert raised.value.field == field
    assert raised.value.remedy


@pytest.mark.parametrize(("cards", "slots"), list(zip(CONTRACTS, (1, 6, 4), strict=True)))
@pytest.mark.parametrize("function", [FunctionKind.CHECK, FunctionKind.TRANSFER])
def test_a_card_serves_as_many_meters_as_it_has_slots(
    cards: TapcardContract, slots: int, function: FunctionKind
) -> None:
    card = made(cards, contents_of(function, uses=slots))
    dumps = tuple(dump_for(cards, device=str(device)) for device in range(1, slots + 1))
    for count, dump in enumerate(dumps, start=1):
        card = applied(card, write_dump(card, dump, KEYS))
        reading = told(cards, card)
        assert reading.dumps == dumps[:count]
        assert (reading.uses_left, reading.used_by) == (slots - count, dump.device)
    with pytest.raises(ContentsUnfit):
        write_dump(card, dump_for(cards, device="99"), KEYS)
    with pytest.raises(ContentsUnfit) as raised:
        made(cards, contents_of(function, uses=slots + 1))
    assert raised.value.field == "uses"


@each_layout
def test_all_parts_lie_on_the_chip_and_apart(cards: TapcardContract) -> None:
    it = FunctionGeometry(cards.profile().geometry)
    assert it.dump_at(it.slots) <= it.card.size
    assert it.data_at + max(len(step.data) for step in _data_steps(cards)) <= it.card.size
    for at in (it.head_at, it.mark_at, it.room_at, it.data_at, it.claim_at(0), it.delivery_at(0)):
        assert at % it.card.unit == 0
    # A plan tells by where its mark goes what it is about.
    starts = {start + it.card.mark_offset for start in it.card.copy_starts}
    assert it.mark_at not in starts


def _data_steps(cards: TapcardContract) -> list[Any]:
    at = FunctionGeometry(cards.profile().geometry).data_at
    steps = steps_for(cards, contents_of(FunctionKind.TARIFF))
    return [step for step in steps if step.offset >= at]


# Whose it is


@each_layout
def test_it_is_never_taken_for_a_customer_s(cards: TapcardContract) -> None:
    profile, card = cards.profile(), made(cards, contents_of(FunctionKind.CLEAR))
    assert not profile.is_blank(card)
    assert profile.serial_of(card) == cards.serial()
    with pytest.raises(CardForeign, match="function card"):
        profile.decode(card, KEYS)
    with pytest.raises(CardForeign):
        profile.rewrite(card, (cards.contents(sequence=2, number=2),), KEYS)
    assert not profile.shows_mark(card, cards.contents().mark, KEYS)
    assert profile.secret_of(card, KEYS) == profile.secret_for(cards.serial(), KEYS)


@each_layout
def test_a_customer_s_card_is_never_taken_for_one(cards: TapcardContract) -> None:
    profile, card = cards.profile(), cards.issued()
    assert profile.function_of(card, KEYS) is None
    assert profile.function_of(cards.blank(), KEYS) is None
    with pytest.raises(CardForeign):
        profile.make_function(card, cards.serial(), contents_of(FunctionKind.CLEAR), KEYS)
    with pytest.raises(CardForeign):
        write_use(card, NEW_DEVICE, KEYS)
    # Neither does a plan for the one kind find itself begun on the other.
    mine = steps_for(cards, contents_of(FunctionKind.CLEAR))
    assert not profile.torn_copy(card, mine, KEYS)
    assert not profile.taken_since(card, mine, KEYS)
    other = made(cards, contents_of(FunctionKind.CLEAR))
    assert not profile.torn_copy(other, cards.steps(), KEYS)


@each_layout
def test_the_magic_of_the_other_kind_proves_nothing(cards: TapcardContract) -> None:
    """It stands under the MAC of the identity."""
    it = cards.profile().geometry
    function = made(cards, contents_of(FunctionKind.CLEAR))
    turned = with_bytes(function, it.area, it.identity_at, b"TC\x02")
    with pytest.raises(CardForeign):
        cards.profile().decode(turned, KEYS)
    with pytest.raises(CardForeign):
        cards.profile().function_of(
            with_bytes(cards.issued(), it.area, it.identity_at, b"TC\xf1"), KEYS
        )


@each_layout
def test_cards_of_other_keys_are_foreign(cards: TapcardContract) -> None:
    card = made(cards, contents_of(FunctionKind.TEST_VOLUME))
    with pytest.raises(CardForeign):
        cards.profile().function_of(card, STRANGER)
    with pytest.raises(CardForeign):
        cards.profile().secret_of(card, STRANGER)


@each_layout
def test_a_card_of_a_newer_key_version_is_left_to_who_holds_it(cards: TapcardContract) -> None:
    profile = cards.profile()
    contents = contents_of(FunctionKind.CLOCK)
    card = made(cards, contents, NEWER_KEYS)
    with pytest.raises(KeyVersionUnknown):
        profile.function_of(card, KEYS)
    older = made(cards, contents)
    again = profile.make_function(older, cards.serial(), contents, NEWER_KEYS)
    assert all(step.kind is StepKind.WRITE for step in again)
    after = applied(older, again)
    assert told(cards, after, NEWER_KEYS).key_version == 2
    assert profile.secret_of(after, NEWER_KEYS) == profile.secret_of(older, NEWER_KEYS)
    with pytest.raises(KeyVersionUnknown):
        profile.function_of(after, KEYS)
    # Whoever lacks the version writes over nothing.
    missed = profile.make_function(older, cards.serial(), contents, KEYS)
    assert not profile.torn_copy(after, missed, KEYS)


@each_layout
@pytest.mark.parametrize("function", [FunctionKind.TARIFF, FunctionKind.TRANSFER])
def test_no_changed_bit_makes_another_function_card(
    cards: TapcardContract, function: FunctionKind
) -> None:
    it = FunctionGeometry(cards.profile().geometry)
    card = made(cards, contents_of(function))
    whole = told(cards, card)
    area = it.card.area
    for at in range(it.card.identity_at, it.card.size):
        value = card.areas[area][at] ^ (1 << at % 8)
        found = read(cards, with_bytes(card, area, at, bytes([value])))
        assert found in (None, whole)


@each_layout
def test_it_may_be_made_again_only_as_the_same_card_of_the_same_utility(
    cards: TapcardContract,
) -> None:
    profile, card = cards.profile(), made(cards, contents_of(FunctionKind.CLEAR))
    with pytest.raises(ContentsUnfit) as raised:
        profile.make_function(card, cards.serial(5), contents_of(FunctionKind.CLEAR), KEYS)
    assert raised.value.field == "serial"
    with pytest.raises(ContentsUnfit) as raised:
        other = contents_of(FunctionKind.CLEAR, utility=18)
        profile.make_function(card, cards.serial(), other, KEYS)
    assert raised.value.field == "utility"


def test_a_card_says_what_a_meter_of_tiers_counts() -> None:
    """Which no customer's card of these layouts does."""
    assert ChargingType.MONEY_TIERED not in CONTRACTS[0].declares.charging
    contents = contents_of(FunctionKind.SETUP)
    assert told(CONTRACTS[0], made(CONTRACTS[0], contents)).contents.charging is (
        ChargingType.MONEY_TIERED
    )
