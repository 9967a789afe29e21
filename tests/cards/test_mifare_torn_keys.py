"""MIFARE Classic 1K torn while its keys are changed: finished, or seen to be lost."""

from __future__ import annotations

import functools

import pytest

from app.cards.chips.access_bits import OURS, trailer
from app.cards.chips.mifare_classic import (
    DIRECTORY_KEY,
    TRANSPORT_SECRET,
    MifareClassic,
)
from app.cards.errors import CardOutcomeUnknown, SecretRefused
from app.domain.plans import CardImage, applied
from app.simulator.mifare_classic_card import MifareSnapshot, VirtualMifareClassic
from app.simulator.tears import Tear, TearPhase, TearPoint, every_tear, tear_points
from tests.cards.mifare_cards import (
    IDENTITY,
    KEYS,
    LOAD,
    Bench,
    bench_with,
    ours,
)


def begun() -> tuple[VirtualMifareClassic, CardImage]:
    """A blank with our identity on it, before its keys are changed, and its image."""
    bench = bench_with(VirtualMifareClassic())
    with bench.session() as chip:
        chip.present(TRANSPORT_SECRET)
        chip.write(IDENTITY)
        return bench.card, chip.read_image()


def change_points(phases: tuple[TearPhase, ...]) -> list[TearPoint]:
    card, _image = begun()
    with bench_with(card).session() as chip:
        chip.present(TRANSPORT_SECRET)
        points = tear_points(card, lambda: chip.change_secret(KEYS))
    return [point for point in points if point.phase in phases]


def torn_in_change(card: VirtualMifareClassic, tear: Tear) -> Bench:
    """The card on the reader again after its change of keys was torn."""
    bench = bench_with(card)
    with bench.session() as chip:
        chip.present(TRANSPORT_SECRET)
        card.arm(tear)
        with pytest.raises(CardOutcomeUnknown):
            chip.change_secret(KEYS)
    bench.reader.insert(card)
    return bench


def unlock_and_finish(bench: Bench, image: CardImage) -> bool:
    """What settling does with a card whose making was torn; False: no secret is accepted."""
    with bench.session() as chip:
        assert chip.read_image(KEYS) == image
        try:
            _present_either(chip)
        except SecretRefused:
            return False
        chip.change_secret(KEYS)
        chip.write(LOAD)
        assert chip.read_image(KEYS) == applied(image, (LOAD,))
    assert bench.card == loaded()
    return True


def _present_either(chip: MifareClassic) -> None:
    try:
        chip.present(KEYS)
    except SecretRefused:
        chip.present(TRANSPORT_SECRET)


@functools.cache
def loaded() -> VirtualMifareClassic:
    """A card of ours with the load on it, made without a tear."""
    bench = bench_with(ours())
    with bench.session() as chip:
        chip.present(KEYS)
        chip.write(LOAD)
    return bench.card


def test_a_change_of_keys_torn_between_two_apdus_is_finished() -> None:
    card, image = begun()
    points = change_points((TearPhase.BEFORE, TearPhase.AFTER))
    assert len(points) == 2 * 2 * 16
    for point in points[:-1]:
        assert unlock_and_finish(torn_in_change(card.clone(), Tear(point)), image), point


@pytest.mark.parametrize("sector", [2, 9, 1], ids=["of the layout", "unused", "changed last"])
def test_a_sector_torn_amid_its_trailer_is_finished_or_bars_every_secret(sector: int) -> None:
    """And the image is the same: what the card shows of the plan does not depend on its keys."""
    card, image = begun()
    order = [0, *range(2, 16), 1]
    points = change_points((TearPhase.ERASE, TearPhase.WRITE))
    amid = [point for point in points if point.apdu == 2 * order.index(sector) + 1]
    ends = {
        unlock_and_finish(torn_in_change(card.clone(), tear), image)
        for tear in every_tear(amid, seed=7)
    }
    assert ends == {True, False}


def test_a_first_sector_torn_amid_its_trailer_shows_the_uid_or_bars_every_secret() -> None:
    card, image = begun()
    points = change_points((TearPhase.ERASE, TearPhase.WRITE))
    for tear in every_tear([point for point in points if point.apdu == 1], seed=7):
        bench = torn_in_change(card.clone(), tear)
        with bench.session() as chip:
            shows_uid_only = chip.read_image().areas["data"] == card.uid
            if shows_uid_only:
                with pytest.raises(SecretRefused):
                    _present_either(chip)
        if not shows_uid_only:
            unlock_and_finish(bench, image)


def test_a_trailer_whose_bits_arrived_before_its_keys_is_seen_before_it_is_written() -> None:
    """Silicon programs a block at once: key A old, bits new, key B a mixture."""
    card, image = begun()
    torn = bytearray(card.snapshot().memory)
    torn[9 * 64 + 48 : 10 * 64] = trailer(b"\xff" * 6, OURS, KEYS.writing[:3] + b"\xff" * 3)
    torn[48:64] = trailer(DIRECTORY_KEY, OURS, KEYS.writing)
    card.restore(MifareSnapshot(bytes(torn)))
    assert not unlock_and_finish(bench_with(card), image)
    assert card.snapshot().memory == torn


def test_a_sector_closed_by_its_bits_does_not_keep_the_next_from_being_read() -> None:
    card, image = begun()
    torn = bytearray(card.snapshot().memory)
    torn[48:64] = trailer(DIRECTORY_KEY, OURS, KEYS.writing)
    torn[2 * 64 + 48 : 3 * 64] = KEYS.reading + bytes(4) + KEYS.writing
    card.restore(MifareSnapshot(bytes(torn)))
    assert not unlock_and_finish(bench_with(card), image)
