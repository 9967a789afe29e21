"""The open layout on an SLE4442: what fits, where it writes, whose card it is."""

from __future__ import annotations

import random
import zlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.errors import CardDamaged, CardForeign, CardUnsupported
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.registry import profile_named, profiles
from app.cards.profiles.tapcard_card import card_of
from app.cards.profiles.tapcard_layout import COPY_TAG
from app.cards.profiles.tapcard_sle4442 import GEOMETRY, TapcardSle4442
from app.domain.cards import (
    CardContents,
    CardForm,
    ChargingType,
    Marking,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.identity import EventId
from app.domain.plans import (
    CardImage,
    PlanImages,
    Step,
    StepKind,
    Verdict,
    applied,
    remaining_steps,
)
from tests.cards.profile_tears import torn
from tests.cards.tapcard_cards import (
    BLANK,
    HEADER,
    KEYS,
    PROFILE,
    SAMPLE,
    SERIAL,
    TapcardContract,
    changed,
    decoded,
    following,
    issued,
    meter_writes,
    patched,
    rewritten,
)

LAST_DAY = date(2179, 6, 6)

days = st.dates(date(2000, 1, 1), LAST_DAY)
digits = st.text("0123456789", min_size=1, max_size=12)
marks = st.builds(
    EventId,
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFFFF),
)
any_contents = st.builds(
    CardContents,
    form=st.sampled_from(CardForm),
    utility=st.integers(0, 0xFFFF),
    region=st.integers(0, 0xFFFFFF),
    kind=st.sampled_from(UtilityKind),
    charging=st.sampled_from(PROFILE.declares.charging),
    account=digits,
    meter=digits,
    tariff_class=st.integers(0, 255),
    household_size=st.integers(0, 255),
    period_start=days,
    bought_in_period=st.integers(0, 0xFFFFFFFF),
    standing_paid_to=days,
    allowance_used=st.integers(0, 0xFFFFFF),
    number=st.integers(0, 0xFFFF),
    load=st.integers(0, 10_000_000),
    cumulative=st.integers(0, 0xFFFFFFFFFF),
    sequence=st.integers(0, 0xFFFF),
    mark=marks,
)


class TestContract(TapcardContract):
    """All of it."""


# What fits


@given(any_contents)
def test_all_contents_in_range_come_back_as_written(contents: CardContents) -> None:
    reading = decoded(issued(contents))
    assert reading.contents == contents
    assert reading.serial == SERIAL
    assert reading.read_back == ReadBack()


@given(any_contents, any_contents)
def test_a_rewrite_shows_the_new_contents_and_both_marks(
    first: CardContents, second: CardContents
) -> None:
    owner = {field: getattr(first, field) for field in ("utility", "region", "account")}
    second = changed(second, sequence=(first.sequence + 1) % 65536, **owner)
    steps = PROFILE.rewrite(issued(first), (second,), KEYS)
    card = applied(issued(first), steps)
    assert decoded(card).contents == second
    assert PROFILE.shows_mark(card, first.mark, KEYS)
    assert PROFILE.shows_mark(card, second.mark, KEYS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("utility", 0x10000),
        ("utility", -1),
        ("region", 0x1000000),
        ("charging", ChargingType.MONEY_TIERED),
        ("account", ""),
        ("account", "1234567890123"),
        ("account", "12A4"),
        ("account", "\N{ARABIC-INDIC DIGIT ONE}"),
        ("meter", "WM-1"),
        ("tariff_class", 256),
        ("household_size", -1),
        ("period_start", date(1999, 12, 31)),
        ("period_start", date(2179, 6, 7)),
        ("bought_in_period", 1 << 32),
        ("standing_paid_to", date(2500, 1, 1)),
        ("allowance_used", 1 << 24),
        ("number", 65536),
        ("load", 10_000_001),
        ("load", -1),
        ("cumulative", 1 << 40),
        ("sequence", 65536),
        ("mark", EventId(65536, 0, 1)),
        ("mark", EventId(1, 1, 1 << 32)),
    ],
)
def test_a_value_without_room_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ContentsUnfit) as raised:
        PROFILE.issue(BLANK, SERIAL, (changed(**{field: value}),), KEYS)
    assert raised.value.field == field
    assert field in raised.value.message
    assert raised.value.remedy
    with pytest.raises(ContentsUnfit):
        PROFILE.rewrite(issued(changed(sequence=0)), (changed(**{field: value}),), KEYS)


@pytest.mark.parametrize("serial", [b"", SERIAL[:-1], b"\xff" * 8])
def test_a_serial_that_does_not_fit_is_refused(serial: bytes) -> None:
    with pytest.raises(ContentsUnfit) as raised:
        PROFILE.issue(BLANK, serial, (SAMPLE,), KEYS)
    assert raised.value.field == "serial"


# Where it writes


@given(any_contents)
def test_no_step_touches_the_chip_s_own_bytes_or_leaves_the_card(contents: CardContents) -> None:
    for step in PROFILE.issue(BLANK, SERIAL, (contents,), KEYS):
        if step.kind is StepKind.WRITE:
            assert step.offset >= 0x20
            assert step.offset + len(step.data) <= 256


def test_issue_takes_three_writes_and_a_rewrite_two() -> None:
    writes = [s for s in PROFILE.issue(BLANK, SERIAL, (SAMPLE,), KEYS) if s.data]
    assert [(s.offset, len(s.data)) for s in writes] == [(0x20, 8), (0x28, 66), (0x6A, 8)]
    again = PROFILE.rewrite(issued(), (following(2),), KEYS)
    assert [(s.offset, len(s.data)) for s in again] == [(0x72, 56), (0xAA, 8)]


def test_copies_take_turns_and_the_newest_is_never_written() -> None:
    card, starts = issued(), []
    for number in range(2, 6):
        steps = PROFILE.rewrite(card, (following(number),), KEYS)
        starts.append(steps[0].offset)
        card = applied(card, steps)
    assert starts == [0x72, 0x32, 0x72, 0x32]


@pytest.mark.parametrize("damaged", [0x32, 0x72])
def test_a_rewrite_goes_to_the_copy_that_is_not_valid(damaged: int) -> None:
    card = rewritten(issued(), 2)
    card = patched(card, damaged + 5, bytes(3))
    steps = PROFILE.rewrite(card, (following(3),), KEYS)
    assert steps[0].offset == damaged


def test_what_an_earlier_life_left_is_erased_before_the_card_becomes_ours() -> None:
    used = rewritten(issued(), 2)
    steps = PROFILE.issue(used, SERIAL, (SAMPLE,), KEYS)
    assert steps[2] == Step(StepKind.WRITE, "main", 0x72, b"\xff" * 142)
    assert applied(used, steps) == issued()


def test_after_sequence_65535_comes_0() -> None:
    card = issued(changed(sequence=65534))
    for sequence in (65535, 0, 1):
        newest = changed(sequence=sequence, mark=EventId(7, 1, 9000 + sequence))
        card = applied(card, PROFILE.rewrite(card, (newest,), KEYS))
        assert decoded(card).contents == newest


# Whose card it is


def test_data_copied_to_a_card_with_another_serial_are_foreign() -> None:
    with pytest.raises(CardForeign):
        decoded(patched(issued(), 0x20, bytes(8)))


def test_a_copy_from_another_card_of_the_same_utility_is_foreign() -> None:
    other = applied(BLANK, PROFILE.issue(BLANK, bytes(8), (SAMPLE,), KEYS))
    card = patched(other, 0x32, issued().areas["main"][0x32:0x72])
    with pytest.raises(CardForeign):
        decoded(card)


def test_a_load_forged_with_a_good_checksum_is_foreign() -> None:
    memory = issued().areas["main"]
    body, mark = bytearray(memory[0x32:0x5E]), memory[0x6A:0x72]
    assert memory[0x5E:0x62] == zlib.crc32(bytes(body) + mark).to_bytes(4)
    body[35:39] = (9_000_000).to_bytes(4)
    forged = bytes(body) + zlib.crc32(bytes(body) + mark).to_bytes(4)
    with pytest.raises(CardForeign):
        decoded(patched(issued(), 0x32, forged))


@pytest.mark.parametrize(
    ("at", "value"),
    [(13, 0), (13, 0b11), (14, 0), (14, 0b01_001_100)],
    ids=["no place", "a place too many", "no codes", "an unknown charging type"],
)
def test_a_copy_of_ours_that_says_what_we_do_not_know_is_left_alone(at: int, value: int) -> None:
    card = card_of(issued(), GEOMETRY, KEYS)
    copy = bytearray(card.memory[0x32:0x72])
    copy[at] = value
    copy[44:56] = card.identity.seal(COPY_TAG, 1, bytes(copy[:44] + copy[56:]))
    with pytest.raises(CardForeign):
        decoded(patched(issued(), 0x32, bytes(copy)))


def test_a_swapped_utility_is_foreign() -> None:
    memory = issued().areas["main"]
    assert memory[0x2C:0x2E] == (17).to_bytes(2)
    with pytest.raises(CardForeign):
        decoded(patched(issued(), 0x2C, (18).to_bytes(2)))


@pytest.mark.parametrize(
    "image",
    [
        CardImage({}),
        CardImage({"main": b"\xff" * 32}),
        CardImage({"main": HEADER + bytes(range(32, 256))}),
        CardImage({"main": HEADER + b"\x00" * 224}),
        patched(issued(), 0x2A, b"\x01"),
    ],
    ids=["no area", "short", "somebody's", "zeros", "another version of the layout"],
)
def test_cards_of_others_are_neither_blank_nor_ours(image: CardImage) -> None:
    assert not PROFILE.is_blank(image)
    assert PROFILE.serial_of(image) is None
    assert not PROFILE.shows_mark(image, SAMPLE.mark, KEYS)
    with pytest.raises(CardForeign):
        decoded(image)


def test_a_retrieved_card_is_blank_and_keeps_its_serial() -> None:
    card = patched(BLANK, 0x20, SERIAL)
    assert PROFILE.is_blank(card)
    assert PROFILE.serial_of(card) == SERIAL
    with pytest.raises(CardForeign):
        decoded(card)


def test_a_card_whose_making_stopped_says_so() -> None:
    """Before its identity is whole nothing proves that it is ours, so no secret is derived."""
    steps = PROFILE.issue(BLANK, SERIAL, (SAMPLE,), KEYS)
    for written, error in (
        (4, CardForeign),
        (8, CardForeign),
        (40, CardDamaged),
        (66, CardDamaged),
    ):
        half = patched(applied(BLANK, steps[:2]), 0x28, steps[2].data[:written])
        assert PROFILE.serial_of(half) == SERIAL
        with pytest.raises(error, match="not finished"):
            decoded(half)


def test_a_card_with_both_copies_damaged_is_damaged_and_cannot_be_rewritten() -> None:
    card = rewritten(issued(), 2)
    card = patched(patched(card, 0x40, b"\x55"), 0x80, b"\x55")
    with pytest.raises(CardDamaged):
        decoded(card)
    with pytest.raises(CardDamaged):
        PROFILE.rewrite(card, (following(3),), KEYS)
    assert PROFILE.serial_of(card) == SERIAL


def test_a_damaged_newest_copy_leaves_the_one_before() -> None:
    card = rewritten(issued(), 2)
    assert decoded(patched(card, 0x80, b"\x55")).contents == SAMPLE


def test_steps_that_end_in_no_mark_tear_no_copy() -> None:
    steps = (Step(StepKind.WRITE, "main", 0xB2, b"\x00"),)
    assert not PROFILE.torn_copy(issued(), steps, KEYS)


# Tears upon tears


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 4), st.booleans())
def test_a_card_torn_several_times_over_is_finished_in_the_end(
    seed: int, tears: int, taken: bool
) -> None:
    """Each attempt goes on from where the last one was torn, at any byte, with any bits."""
    chance = random.Random(seed)
    before = issued()
    if taken:
        before = meter_writes(before, SAMPLE.mark, ReadBackPhase.FINAL)
    if chance.random() < 0.5:
        before = rewritten(before, 2)
    old = decoded(before)
    contents = following(3)
    images = PlanImages(before, PROFILE.rewrite(before, (contents,), KEYS))
    contract, card = TapcardContract(), before
    for _attempt in range(tears):
        rest = remaining_steps(images, card)
        card = chance.choice(list(torn(card, rest)))
        contract.check_verdict(images, card, contents.mark)
        if contract.verdict(images, card, contents.mark) is not Verdict.HAPPENED:
            assert decoded(card) == old
    finished = applied(card, remaining_steps(images, card))
    assert decoded(finished).contents == contents
    assert contract.verdict(images, finished, contents.mark) is Verdict.HAPPENED


# Other meters, other names


def test_the_shipped_profile_is_found_by_name() -> None:
    assert profile_named("tapcard-sle4442") in profiles()
    with pytest.raises(CardUnsupported, match="nobody"):
        profile_named("nobody")


def test_names_are_not_given_twice() -> None:
    names = [profile.name for profile in profiles()]
    assert len(set(names)) == len(names)


def test_the_layout_serves_meters_that_mark_otherwise() -> None:
    other = TapcardSle4442(name="once", marking=Marking.BEFORE, copyable=False)
    assert other.declares.marking is Marking.BEFORE
    assert not other.declares.copyable
    assert other.decode(issued(), KEYS)[0].profile == "once"
    assert PROFILE.declares.marking is Marking.BOTH
    assert PROFILE.declares.copyable
