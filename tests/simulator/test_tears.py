"""Cards are pulled at every moment: between APDUs and inside each byte."""

from __future__ import annotations

from collections import Counter

import pytest

from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import (
    CardPulled,
    Tear,
    TearPhase,
    TearPoint,
    every_tear,
    seeded_mix,
    tear_points,
)

PSC = bytes.fromhex("FF20000003FFFFFF")
COUNTER = bytes.fromhex("FFB1000004")


def session(card: VirtualSle4442) -> None:
    """Select, present, write three bytes over 00 FF 12, of which the second stays as it is."""
    card.power_on()
    for apdu in ("FFA400000106", "FF20000003FFFFFF", "FFD000400303FF34"):
        card.exchange(bytes.fromhex(apdu))


def issued() -> VirtualSle4442:
    card = VirtualSle4442()
    card.power_on()
    for apdu in ("FFA400000106", "FF20000003FFFFFF", "FFD000400300FF12"):
        card.exchange(bytes.fromhex(apdu))
    return card


def torn(tear: Tear) -> VirtualSle4442:
    card = issued()
    card.arm(tear)
    with pytest.raises(CardPulled):
        session(card)
    return card


def points_of_session() -> tuple[TearPoint, ...]:
    card = issued()
    return tear_points(card, lambda: session(card))


def test_a_dry_pass_finds_every_apdu_and_every_phase_of_every_byte() -> None:
    erase, write = TearPhase.ERASE, TearPhase.WRITE
    assert points_of_session() == (
        TearPoint(0, TearPhase.BEFORE),
        TearPoint(0, TearPhase.AFTER),
        TearPoint(1, TearPhase.BEFORE),
        TearPoint(1, write, 0),  # the try is spent
        TearPoint(1, erase, 1),  # and given back
        TearPoint(1, TearPhase.AFTER),
        TearPoint(2, TearPhase.BEFORE),
        TearPoint(2, erase, 0),  # 00 -> 03
        TearPoint(2, write, 0),
        # FF -> FF needs no phase
        TearPoint(2, erase, 2),  # 12 -> 34
        TearPoint(2, write, 2),
        TearPoint(2, TearPhase.AFTER),
    )


def test_every_moment_and_every_byte_phase_twice() -> None:
    tears = list(every_tear(points_of_session(), seed=7))
    count = Counter(tear.point.phase for tear in tears)
    assert count == {"before": 3, "after": 3, "erase": 6, "write": 6}
    assert tears == list(every_tear(points_of_session(), seed=7))


def test_every_tear_happens_and_leaves_only_bytes_on_their_way() -> None:
    untorn = issued()
    session(untorn)
    before, after = issued().read(0x40, 3), untorn.read(0x40, 3)
    seen = set()
    for tear in every_tear(points_of_session(), seed=1):
        card = torn(tear)
        seen.add(card.read(0x40, 3))
        assert card.read(0, 0x40) == untorn.read(0, 0x40)
        assert card.read(0x43, 0xBD) == untorn.read(0x43, 0xBD)
    assert {before, after} < seen


def test_before_an_apdu_nothing_happened_and_after_it_everything() -> None:
    before = torn(Tear(TearPoint(2, TearPhase.BEFORE)))
    after = torn(Tear(TearPoint(2, TearPhase.AFTER)))
    assert before.read(0x40, 3) == b"\x00\xff\x12"
    assert after.read(0x40, 3) == b"\x03\xff\x34"


def test_pulled_inside_one_byte_those_before_it_are_done_and_those_after_it_are_not() -> None:
    card = torn(Tear(TearPoint(2, TearPhase.ERASE, 2), mix=0xF0))
    assert card.read(0x40, 3) == b"\x03\xff\xf2"


def test_a_pulled_card_is_gone_until_it_is_put_in_again() -> None:
    card = torn(Tear(TearPoint(1, TearPhase.BEFORE)))
    with pytest.raises(CardPulled):
        card.exchange(COUNTER)
    card.seat()
    session(card)
    assert card.read(0x40, 3) == b"\x03\xff\x34"


def test_pulling_while_the_right_psc_is_presented_burns_a_try() -> None:
    card = torn(Tear(TearPoint(1, TearPhase.ERASE, 1)))
    assert card.error_counter == 0b011
    card.seat()
    session(card)
    assert card.error_counter == 0b111


def test_three_pulls_during_the_right_psc_lock_the_card() -> None:
    card = issued()
    for _ in range(3):
        card.arm(Tear(TearPoint(1, TearPhase.ERASE, 1)))
        with pytest.raises(CardPulled):
            session(card)
        card.arm(None)
    session(card)
    assert card.error_counter == 0
    assert card.read(0x40, 3) == b"\x00\xff\x12"


def test_a_psc_torn_in_its_change_is_neither_old_nor_new() -> None:
    card = issued()
    card.arm(Tear(TearPoint(1, TearPhase.WRITE, 1), mix=0x0F))
    session_apdus = ("FF20000003FFFFFF", "FFD2000103112233")
    with pytest.raises(CardPulled):
        for apdu in session_apdus:
            card.exchange(bytes.fromhex(apdu))
    assert card.snapshot().security == bytes([7, 0x11, 0xF2, 0xFF])


def test_the_bits_of_a_torn_byte_follow_from_seed_and_place() -> None:
    point = TearPoint(3, TearPhase.WRITE, 5)
    assert seeded_mix(point, 1) == seeded_mix(point, 1)
    assert len({seeded_mix(point, seed) for seed in range(50)}) > 20
