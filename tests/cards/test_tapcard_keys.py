"""Keys of the open layouts: what a newer version changes, and what nobody can do without it."""

from __future__ import annotations

import zlib

import msgspec
import pytest

from app.cards.errors import CardForeign
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.tapcard_meter import write_back
from app.domain.cards import ReadBack, ReadBackPhase
from app.domain.plans import StepKind, applied
from tests.cards.tapcard_cards import (
    BLANK,
    CONTRACTS,
    KEYS,
    NEWER_KEYS,
    PROFILE,
    SAMPLE,
    SERIAL,
    STATE,
    TapcardContract,
    decoded,
    following,
    issued,
    meter_writes,
    patched,
    rewritten,
)


def test_new_keys_come_with_the_next_write_the_secret_right_before_the_data() -> None:
    steps = PROFILE.rewrite(issued(), (following(2),), NEWER_KEYS)
    assert [(s.kind, s.offset) for s in steps] == [
        (StepKind.SECRET, 0),
        (StepKind.WRITE, 0x72),
        (StepKind.WRITE, 0xAA),
    ]
    card = applied(issued(), steps)
    assert card.areas["main"][0x20:0x32] == issued().areas["main"][0x20:0x32]
    assert (card.areas["main"][0x32], card.areas["main"][0x72]) == (1, 2)


def test_the_secret_is_that_of_the_newest_copy_and_without_one_that_of_the_identity() -> None:
    both, card = NEWER_KEYS, rewritten(issued(), 2, NEWER_KEYS)
    old, new = PROFILE.secret_for(SERIAL, KEYS), PROFILE.secret_for(SERIAL, both)
    assert old != new
    assert PROFILE.secret_of(card, both) == new
    assert PROFILE.secret_of(patched(card, 0x80, b"\x55"), both) == old
    steps = PROFILE.issue(BLANK, SERIAL, (SAMPLE,), KEYS)
    assert PROFILE.secret_of(applied(BLANK, steps[:-1]), both) == old


def test_nobody_who_knows_old_keys_passes_for_the_holder_of_new_ones() -> None:
    card = rewritten(issued(), 2, NEWER_KEYS)
    memory = bytearray(card.areas["main"])
    body, mark = b"\x02" + memory[0x33:0x5E], memory[0x6A:0x72]
    crc = zlib.crc32(body + mark).to_bytes(4)
    relabelled = patched(patched(card, 0x32, body), 0x5E, crc)
    assert decoded(relabelled, NEWER_KEYS).contents == following(2)
    assert not PROFILE.shows_mark(relabelled, SAMPLE.mark, NEWER_KEYS)


def test_keys_that_no_copy_needs_any_more_need_not_be_held_but_for_the_identity() -> None:
    """An identity is never written again, so its keys are kept as long as the card lives."""
    card = rewritten(rewritten(issued(), 2, NEWER_KEYS), 3, NEWER_KEYS)
    with pytest.raises(CardForeign) as raised:
        decoded(card, MasterKeys({2: b"TAPCARD NEXT KEY"}))
    assert raised.value.code == "key_version_unknown"


def test_a_card_of_a_key_version_that_is_not_held_is_foreign() -> None:
    card = issued(keys=MasterKeys({2: b"2" * 16}))
    with pytest.raises(CardForeign) as raised:
        PROFILE.decode(card, MasterKeys({1: b"1" * 16}))
    assert raised.value.code == "key_version_unknown"


def test_no_secret_is_derived_for_a_card_that_is_not_proved_ours() -> None:
    for image in (BLANK, patched(issued(), 0x2C, b"\x00\x12"), patched(issued(), 0x20, bytes(8))):
        with pytest.raises(CardForeign):
            PROFILE.secret_of(image, KEYS)
    assert PROFILE.secret_of(issued(), KEYS) == PROFILE.secret_for(SERIAL, KEYS)
    secret = PROFILE.secret_of(issued(), KEYS)
    assert isinstance(secret, bytes)
    assert len(secret) == 3


def test_a_meter_seals_with_the_keys_of_the_copy_that_it_read() -> None:
    card = rewritten(issued(), 2, NEWER_KEYS)
    mark = following(2).mark
    (new,) = write_back(card, STATE, mark, ReadBackPhase.FINAL, NEWER_KEYS)
    (old,) = write_back(issued(), STATE, mark, ReadBackPhase.FINAL, NEWER_KEYS)
    assert new.data[:65] == old.data[:65]
    assert new.data[69:] != old.data[69:]
    assert decoded(applied(card, (new,)), NEWER_KEYS).read_back.phase is ReadBackPhase.FINAL


def test_a_read_back_counts_as_long_as_a_copy_of_its_version_stands() -> None:
    """Two purchases without a visit to the meter, and it proves nothing any more."""
    card = meter_writes(issued(), SAMPLE.mark, ReadBackPhase.FINAL)
    card = rewritten(card, 2, NEWER_KEYS)
    assert decoded(card, NEWER_KEYS).read_back == STATE
    card = rewritten(card, 3, NEWER_KEYS)
    assert decoded(card, NEWER_KEYS).read_back == ReadBack()


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda it: it.profile().name)
def test_a_card_that_was_rekeyed_keeps_what_meters_of_other_places_said(
    contract: TapcardContract,
) -> None:
    places = range(1, len(contract.declares.places) + 1)
    card = contract.issued(*(contract.contents(place=place) for place in places))
    for place in places:
        card = contract.taken(card, place)
    before = contract.profile().decode(card, KEYS)
    again = contract.contents(2, number=2)
    after = applied(card, contract.profile().rewrite(card, (again,), NEWER_KEYS))
    first, *others = contract.profile().decode(after, NEWER_KEYS)
    assert first.contents == again
    assert others == [msgspec.structs.replace(one, key_version=2) for one in before[1:]]


def test_no_secret_is_guessed_where_the_only_copy_left_is_of_keys_not_held() -> None:
    card = patched(rewritten(issued(), 2, NEWER_KEYS), 0x40, bytes(3))
    with pytest.raises(CardForeign) as raised:
        PROFILE.secret_of(card, KEYS)
    assert raised.value.code == "key_version_unknown"
