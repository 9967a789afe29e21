"""MIFARE Classic cards on a contactless reader, for the tests of chip, keys and values."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from app.cards.chips.mifare_classic import (
    TRANSPORT_SECRET,
    MifareClassic,
    MifareClassicFamily,
)
from app.cards.dialects.pcsc_part3 import PcscPart3
from app.cards.errors import CardOutcomeUnknown
from app.cards.secrets import SectorKeys
from app.domain.plans import Step, StepKind
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.part3_firmware import Part3Firmware
from app.simulator.reader import ApduPhase, VirtualReader
from tests.cards.bench_reader import BenchReader
from tests.cards.chip_contract import ChipBench, ChipContract, pull_at

USED = (0, 1, 2, 3)
KEYS = SectorKeys(bytes.fromhex("0A0102030405"), bytes.fromhex("0B0102030405"), USED)
NEW_KEYS = SectorKeys(bytes.fromhex("1A0102030405"), bytes.fromhex("1B0102030405"), USED)
IDENTITY = Step(StepKind.WRITE, "data", 16, b"tapcard-identity")
LOAD = Step(StepKind.WRITE, "data", 48, b"\x01" + bytes(14) + b"\x01" + b"second block....")


class Bench(ChipBench):
    """A bench whose chip shows its own operations too."""

    @contextlib.contextmanager
    def session(self) -> Iterator[MifareClassic]:
        with super().session() as chip:
            assert isinstance(chip, MifareClassic)
            yield chip

    @property
    def card(self) -> VirtualMifareClassic:
        card = self.reader.card
        assert isinstance(card, VirtualMifareClassic)
        return card


def bench_with(card: VirtualMifareClassic) -> Bench:
    reader = VirtualReader("ACS ACR1252 Reader PICC 00 00")
    reader.insert(card)
    return bench_at(reader)


def bench_at(reader: BenchReader) -> Bench:
    """A bench on a reader that has a card."""
    return Bench(
        family=MifareClassicFamily(PcscPart3()),
        reader=reader,
        secret=KEYS,
        wrong_secrets=(NEW_KEYS, TRANSPORT_SECRET),
        step=LOAD,
        other_secret=NEW_KEYS,
        access=KEYS,
    )


def make_ours(bench: Bench, keys: SectorKeys = KEYS) -> None:
    """Identity and keys on a blank, by the chip's own means."""
    with bench.session() as chip:
        chip.present(TRANSPORT_SECRET)
        chip.write(IDENTITY)
        chip.change_secret(keys)


def ours(firmware: Part3Firmware | None = None) -> VirtualMifareClassic:
    card = VirtualMifareClassic()
    make_ours(bench_with(card))
    made = VirtualMifareClassic(firmware=firmware)
    made.restore(card.snapshot())
    return made


class MifareContract(ChipContract):
    """The contract on a chip whose secret takes several APDUs."""

    lost_answers: tuple[int, ...] = (0, 1, 2, 3)
    """Of these APDUs: two keys are loaded, two are tried."""

    def test_a_lost_answer_to_the_secret_is_unknown(self, bench: ChipBench) -> None:
        card = bench.reader.card
        assert card is not None
        for number in self.lost_answers:
            with bench.session() as chip:
                pull_at(bench.reader, number, ApduPhase.AFTER)
                with pytest.raises(CardOutcomeUnknown):
                    chip.present(bench.secret)
            bench.reader.on_apdu(None)
            bench.reader.insert(card)
