"""Value blocks of a MIFARE Classic: counted, copied, and never trusted without their format."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cards.chips.access_bits import B_RULES, B_WRITES, VALUE, Conditions, trailer
from app.cards.chips.errors import NotUnlocked
from app.cards.chips.mifare_classic import (
    MifareClassic,
)
from app.cards.chips.value_block import ValueBlock, ValueDamaged, decode_value, encode_value
from app.domain.plans import Step, StepKind
from app.simulator.mifare_access import KEY_B
from tests.cards.mifare_cards import (
    KEYS,
    bench_with,
    ours,
)


@pytest.fixture
def counting() -> Iterator[MifareClassic]:
    """A card of a maker's whose sector 1 has two value blocks, the first with 1000, unlocked."""
    bench = bench_with(ours())
    card = bench.card
    card.power_on()
    assert card.authenticate(4, KEY_B, KEYS.writing)
    counters = Conditions(VALUE, VALUE, B_WRITES, B_RULES)
    assert card.write(4, encode_value(ValueBlock(1000, 4)))
    assert card.write(7, trailer(KEYS.reading, counters, KEYS.writing))
    with bench.session() as chip:
        chip.present(KEYS)
        yield chip


def test_values_are_counted_and_keep_their_address(counting: MifareClassic) -> None:
    counting.values.increase(4, 258)
    counting.values.decrease(4, 1300)
    assert counting.values.read(4) == ValueBlock(-42, 4)


def test_a_copy_is_known_by_the_address_of_its_source(counting: MifareClassic) -> None:
    counting.values.copy(4, 5)
    assert counting.values.read(5) == ValueBlock(1000, 4)


def test_a_stored_value_keeps_the_address_or_gets_the_blocks_own(counting: MifareClassic) -> None:
    counting.values.copy(4, 5)
    counting.values.store(5, 7)
    assert counting.values.read(5) == ValueBlock(7, 4)
    counting.values.store(6, -1)
    assert counting.values.read(6) == ValueBlock(-1, 6)


def test_a_block_without_the_format_is_not_counted(counting: MifareClassic) -> None:
    with pytest.raises(ValueDamaged):
        counting.values.increase(5, 1)
    with pytest.raises(ValueDamaged):
        counting.values.decrease(5, 1)
    with pytest.raises(ValueDamaged):
        counting.values.copy(5, 4)


def test_a_value_never_wraps(counting: MifareClassic) -> None:
    with pytest.raises(OverflowError):
        counting.values.increase(4, 2**31 - 1)
    with pytest.raises(OverflowError):
        counting.values.decrease(4, 0)
    assert counting.values.read(4) == ValueBlock(1000, 4)


def test_a_value_is_not_copied_to_another_sector(counting: MifareClassic) -> None:
    with pytest.raises(ValueError, match="sector"):
        counting.values.copy(4, 8)


def test_a_block_that_was_counted_is_written_whatever_was_read_before(
    counting: MifareClassic,
) -> None:
    stands = counting.read_image(KEYS).areas["data"][48:64]
    counting.values.increase(4, 1)
    counting.write(Step(StepKind.WRITE, "data", 48, stands))
    assert counting.values.read(4) == ValueBlock(1000, 4)


@pytest.mark.parametrize("block", [0, 7])
def test_the_makers_block_and_trailers_are_no_values(counting: MifareClassic, block: int) -> None:
    with pytest.raises(ValueError, match="no data"):
        counting.values.store(block, 1)
    with pytest.raises(ValueError, match="no data"):
        counting.values.copy(4 if block else 1, block)


def test_values_need_an_unlocked_card() -> None:
    with bench_with(ours()).session() as chip, pytest.raises(NotUnlocked):
        chip.values.increase(4, 1)


@pytest.mark.parametrize("at", range(16))
def test_any_damaged_byte_of_a_value_block_is_seen(at: int) -> None:
    data = bytearray(encode_value(ValueBlock(1000, 4)))
    data[at] ^= 0x10
    with pytest.raises(ValueDamaged):
        decode_value(bytes(data))
