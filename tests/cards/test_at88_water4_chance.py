"""The table's check is one byte: what holds by chance amid an erasure or a write is no table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cards.chips.at88sc102 import ZONE_2, ZONE_SIZE
from app.cards.profiles.at88_water4_layout import TABLE, TABLE_AT
from app.cards.profiles.at88_water4_table import check_holds
from app.domain.plans import (
    CardImage,
    PlanImages,
    Verdict,
    applied,
    judge,
    remaining_steps,
)
from tests.cards.at88_cards import BLANK, KEYS, PROFILE, SUITE, clear_bit
from tests.cards.profile_tears import with_bytes

_TABLE = range(TABLE_AT, TABLE_AT + TABLE.size)
_ERASED = b"\xff" * ZONE_SIZE


def amid_bytes(zone: bytes) -> Iterator[tuple[int, int]]:
    """Each byte of the table with each value that has more bits than it has in the end."""
    for at in _TABLE:
        for more in range(1, 256):
            if not more & zone[at]:
                yield at, zone[at] | more


def amid_erasing(zone: bytes) -> Iterator[bytes]:
    """Upwards, amid each byte; bits come back in any order."""
    for at, value in amid_bytes(zone):
        yield _ERASED[:at] + bytes([value]) + zone[at + 1 :]


def amid_writing(zone: bytes) -> Iterator[bytes]:
    """Upwards, amid each byte; bits go in any order."""
    for at, value in amid_bytes(zone):
        yield zone[:at] + bytes([value]) + _ERASED[at + 1 :]


@pytest.mark.parametrize("load", [8_000, 16_230, 300_450])
@pytest.mark.parametrize("taken", [True, False])
def test_a_check_that_holds_by_chance_amid_the_way_leaves_the_plan_begun(
    load: int, taken: bool
) -> None:
    made = applied(BLANK, SUITE.steps(SUITE.contents()))
    before = applied(made, clear_bit(made, 1)) if taken else made
    contents = SUITE.contents(2, number=2, load=load)
    images = PlanImages(before, PROFILE.rewrite(before, (contents,), KEYS))
    after = applied(before, images.steps)
    ways = [*amid_erasing(before.areas[ZONE_2]), *amid_writing(after.areas[ZONE_2])]
    by_chance = [with_bytes(before, ZONE_2, 2, zone[2:]) for zone in ways if check_holds(zone)]
    assert by_chance
    for card in by_chance:
        assert _verdict(images, card) is Verdict.BEGUN
        assert applied(card, remaining_steps(images, card)) == after


def _verdict(images: PlanImages, card: CardImage) -> Verdict:
    return judge(
        images, card, mark_shown=False, torn_copy=PROFILE.torn_copy(card, images.steps, KEYS)
    )
