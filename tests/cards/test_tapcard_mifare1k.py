"""The open layout on a MIFARE Classic 1K: four meters, written in blocks, keys told by sector 0."""

from __future__ import annotations

import random

import msgspec
import pytest

from app.cards.errors import CardForeign
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_meter import write_back
from app.cards.profiles.tapcard_mifare1k import GEOMETRY, TapcardMifare1k
from app.cards.secrets import SectorKeys
from app.domain.cards import ReadBackPhase
from app.domain.plans import CardImage, StepKind, applied
from tests.cards.profile_places import PlacesContract
from tests.cards.profile_tears import mixed, with_bytes
from tests.cards.tapcard_cards import KEYS, NEWER_KEYS, STATE, STRANGER, Mifare1kContract

BLOCK = 16
SECTOR = 48
PROFILE = TapcardMifare1k()


class TestContract(Mifare1kContract, PlacesContract):
    """All of it."""


CONTRACT = TestContract()


def first_sector(image: CardImage) -> CardImage:
    """What everybody can read of a card of ours."""
    return CardImage({"data": image.areas["data"][:SECTOR]})


# Where it writes


def test_four_meters_with_twelve_months_fill_the_card_to_the_last_block() -> None:
    assert len(PROFILE.declares.places) == 4
    assert PROFILE.declares.read_back_months == 12
    assert (GEOMETRY.copy_starts, GEOMETRY.copy_size) == ((0x20, 0xF0), 208)
    assert [GEOMETRY.read_back_at(place) for place in range(1, 5)] == [0x1C0, 0x210, 0x260, 0x2B0]
    assert GEOMETRY.end == GEOMETRY.size == 768


def test_copies_lie_in_different_sectors() -> None:
    a, b = (
        {at // SECTOR for at in range(start, start + GEOMETRY.copy_size)}
        for start in GEOMETRY.copy_starts
    )
    assert not a & b


def test_counter_and_meters_write_whole_blocks_and_never_the_same() -> None:
    card = CONTRACT.full()
    mark = CONTRACT.contents().mark
    plans = [CONTRACT.steps(), PROFILE.rewrite(card, (CONTRACT.contents(2, 2),), KEYS)]
    written = [{b for step in plan for b in blocks(step.offset, step.data)} for plan in plans]
    for place in range(1, 5):
        steps = write_back(card, STATE, mark, ReadBackPhase.FINAL, KEYS, place)
        written.append({b for step in steps for b in blocks(step.offset, step.data)})
    for index, one in enumerate(written):
        assert 0 not in one
        assert not any(one & other for other in written[index + 1 :])


def blocks(offset: int, data: bytes) -> range:
    assert offset % BLOCK == len(data) % BLOCK == 0
    return range(offset // BLOCK, (offset + len(data)) // BLOCK)


def test_the_mark_of_a_copy_has_a_block_of_its_own() -> None:
    for steps in (
        CONTRACT.steps(),
        PROFILE.rewrite(CONTRACT.full(), (CONTRACT.contents(2, 2),), KEYS),
    ):
        assert len(steps[-1].data) == BLOCK
        assert steps[-1].data.endswith(bytes(8))


def test_a_load_that_is_begun_changes_one_block() -> None:
    card, mark = CONTRACT.taken(CONTRACT.full(), 2), CONTRACT.contents().mark
    later = msgspec.structs.replace(STATE, number=9, remaining=-1)
    (step,) = write_back(card, later, mark, ReadBackPhase.BEGUN, KEYS, 2)
    assert len(step.data) == BLOCK
    after = applied(card, (step,)).areas["data"]
    at = GEOMETRY.read_back_at(2)
    assert after[at + 9 :] == card.areas["data"][at + 9 :]


def test_the_serial_is_the_chip_s() -> None:
    assert PROFILE.own_serial(CONTRACT.blank(5)) == CONTRACT.serial(5)
    assert PROFILE.own_serial(CardImage({})) is None
    with pytest.raises(ContentsUnfit) as raised:
        PROFILE.issue(CONTRACT.blank(5), CONTRACT.serial(6), (CONTRACT.contents(),), KEYS)
    assert raised.value.field == "serial"


def test_data_copied_to_a_card_with_another_uid_are_foreign() -> None:
    copied = CardImage(
        {"data": CONTRACT.serial(9) + CONTRACT.issued().areas["data"][4:]},
    )
    with pytest.raises(CardForeign):
        PROFILE.decode(copied, KEYS)


# What must be told before it can be read


def test_the_first_sector_tells_whose_card_it_is_and_the_keys_of_the_rest() -> None:
    card = CONTRACT.issued()
    shown = first_sector(card)
    assert PROFILE.serial_of(shown) == CONTRACT.serial()
    keys = PROFILE.access(shown, KEYS)
    assert keys == PROFILE.secret_of(card, KEYS)
    assert isinstance(keys, SectorKeys)
    assert keys.reading != keys.writing
    assert len(keys.reading) == len(keys.writing) == 6


def test_nothing_is_needed_where_everything_has_been_read() -> None:
    assert PROFILE.access(CONTRACT.blank(), KEYS) is None
    assert PROFILE.access(CONTRACT.issued(), KEYS) is None


def test_keys_are_derived_for_no_card_of_others() -> None:
    with pytest.raises(CardForeign):
        PROFILE.access(first_sector(CONTRACT.issued()), STRANGER)
    full = CardImage({"data": CONTRACT.serial() + bytes(range(44))})
    little = with_bytes(first_sector(CONTRACT.blank()), "data", BLOCK, b"LAUNDRY 10")
    behind = with_bytes(full, "data", BLOCK, b"T" + bytes(15))
    for image in (full, little, behind, CardImage({"data": CONTRACT.serial()}), CardImage({})):
        assert PROFILE.access(image, KEYS) is None
        assert PROFILE.serial_of(image) is None


def test_a_card_whose_making_stopped_tells_whose_it_is_before_its_keys_change() -> None:
    """Torn in its identity it still has the transport keys, so all of it has been read."""
    chance = random.Random(1)
    steps = CONTRACT.steps()
    assert [step.kind for step in steps[:2]] == [StepKind.WRITE, StepKind.SECRET]
    old, new = bytes(BLOCK), steps[0].data
    for identity in (new, *(mixed(old, new, chance) for _ in range(200))):
        card = with_bytes(CONTRACT.blank(), "data", BLOCK, identity)
        assert PROFILE.serial_of(card) == (None if identity == old else CONTRACT.serial())
        assert PROFILE.is_blank(card) is (identity == old)
    begun = applied(CONTRACT.blank(), steps[:1])
    own = PROFILE.secret_for(CONTRACT.serial(), KEYS)
    assert PROFILE.access(first_sector(begun), KEYS) == PROFILE.secret_of(begun, KEYS) == own


def test_sector_keys_stay_those_of_the_identity() -> None:
    """Torn between 16 trailers and the identity, a card could not be read any more."""
    card = CONTRACT.issued()
    own = PROFILE.secret_of(card, KEYS)
    steps = PROFILE.rewrite(card, (CONTRACT.contents(2, 2),), NEWER_KEYS)
    assert all(step.kind is StepKind.WRITE for step in steps)
    after = applied(card, steps)
    assert PROFILE.decode(after, NEWER_KEYS)[0].key_version == 2
    assert PROFILE.access(first_sector(after), NEWER_KEYS) == own
    assert PROFILE.secret_for(CONTRACT.serial(), NEWER_KEYS) != own
