"""A MIFARE Classic that loses its field for a moment while it is read: read whole all the same."""

from __future__ import annotations

import contextlib

from app.cards.chips.mifare_classic import SECTOR_SIZE, TRANSPORT_SECRET
from app.cards.errors import CardOutcomeUnknown
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.reader import ApduPhase
from tests.cards.mifare_cards import IDENTITY, KEYS, Bench, bench_with, ours


def read(bench: Bench) -> tuple[CardImage, CardImage]:
    """What it shows to everyone, then all of it."""
    with bench.session() as chip:
        return chip.read_image(), chip.read_image(KEYS)


def test_a_moment_without_field_makes_no_sector_look_empty() -> None:
    bench = bench_with(loaded())
    whole = read(bench)
    apdus = bench.reader.apdus
    assert apdus > len(KEYS.sectors)
    for moment in range(apdus):
        _without_field_before(bench, moment)
        assert read(bench) == whole, moment


def loaded() -> VirtualMifareClassic:
    """A card of ours with something in every sector that is used."""
    bench = bench_with(ours())
    with bench.session() as chip:
        chip.read_image(KEYS)
        chip.present(KEYS)
        for sector in KEYS.sectors[1:]:
            chip.write(Step(StepKind.WRITE, "data", sector * SECTOR_SIZE, b"sixteen bytes..."))
    return bench.card


def test_nor_a_key_look_refused_for_good() -> None:
    """For then the card would be thrown away."""
    apdus = change_keys(None)
    for moment in range(apdus):
        with contextlib.suppress(CardOutcomeUnknown):  # the write itself was not heard
            change_keys(moment)


def change_keys(moment: int | None) -> int:
    """Makes a blank ours, without field at a moment; returns how many APDUs it took."""
    bench = bench_with(VirtualMifareClassic())
    with bench.session() as chip:
        chip.present(TRANSPORT_SECRET)
        chip.write(IDENTITY)
    with bench.session() as chip:
        chip.read_image(KEYS)
        _without_field_before(bench, moment)
        chip.present(TRANSPORT_SECRET)
        chip.change_secret(KEYS)
    return bench.reader.apdus


def _without_field_before(bench: Bench, moment: int | None) -> None:
    def fade(number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if (number, phase) == (moment, ApduPhase.BEFORE):
            bench.card.power_off()

    bench.reader.on_apdu(fade)
