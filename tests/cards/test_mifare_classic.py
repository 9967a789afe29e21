"""MIFARE Classic 1K at a contactless reader: the chip contract, and what is this chip's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

import pytest

from app.cards.chips.access_bits import OURS, trailer
from app.cards.chips.errors import NotUnlocked, WriteForbidden
from app.cards.chips.mifare_classic import (
    DIRECTORY_KEY,
    NO_COUNTER,
    TRANSPORT_SECRET,
)
from app.cards.errors import CardForeign, CardOutcomeUnknown, SecretRefused
from app.cards.secrets import SectorKeys
from app.domain.plans import CardImage, Step, StepKind, applied
from app.simulator.mifare_access import KEY_A
from app.simulator.mifare_classic_card import ATR, VirtualMifareClassic
from app.simulator.part3_firmware import Part3Firmware
from app.simulator.reader import ApduPhase
from tests.cards.chip_contract import ChipBench, apdus_sent
from tests.cards.mifare_cards import (
    IDENTITY,
    KEYS,
    LOAD,
    NEW_KEYS,
    Bench,
    MifareContract,
    bench_with,
    make_ours,
    ours,
)

READ = 0xB0
AUTHENTICATE = 0x86


@pytest.fixture
def blank() -> Bench:
    return bench_with(VirtualMifareClassic())


@pytest.fixture
def bench() -> Bench:
    return bench_with(ours())


class TestContract(MifareContract):
    @pytest.fixture(params=["three blocks at once", "one block at a time", "older reader"])
    def make_bench(self, request: pytest.FixtureRequest) -> Callable[[], ChipBench]:
        at_once = 1 if request.param == "one block at a time" else 3
        old_form = request.param == "older reader"
        snapshot = ours().snapshot()

        def make() -> ChipBench:
            firmware = Part3Firmware(blocks_at_once=at_once, old_form=old_form)
            card = VirtualMifareClassic(firmware=firmware)
            card.restore(snapshot)
            return bench_with(card)

        return make

    def pulls(self, apdus: int) -> Iterable[tuple[int, ApduPhase]]:
        """At the first APDUs and the last; between them 16 sectors get their keys alike."""
        numbers = range(apdus)
        return product((*numbers[:16], *numbers[-8:]), ApduPhase)


# -- recognising and reading -----------------------------------------------------------------


@pytest.mark.parametrize("model", [b"\x02", b"\x03"], ids=["4K", "Ultralight"])
def test_other_storage_cards_are_told_apart_by_their_answer_to_reset(model: bytes) -> None:
    bench = bench_with(VirtualMifareClassic(atr=ATR[:14] + model + ATR[15:]))
    with pytest.raises(CardForeign), bench.session():
        pass
    assert bench.reader.apdus == 0


def test_a_blank_shows_all_its_data_without_access(blank: Bench) -> None:
    with blank.session() as chip:
        (data,) = chip.read_image().areas.values()
    assert data[:5] == blank.card.uid + bytes([0x5A ^ 0xC3 ^ 0x01 ^ 0x42])
    assert data[16:] == bytes(768 - 16)


def test_a_card_of_ours_shows_its_first_sector_in_three_apdus(bench: Bench) -> None:
    sent = apdus_sent(bench.reader)
    with bench.session() as chip:
        assert sent == [
            bytes.fromhex("FF82000006") + DIRECTORY_KEY,
            bytes.fromhex("FF86000005 0100006000"),
            bytes.fromhex("FFB0000030"),
        ]
        (data,) = chip.read_image().areas.values()
    assert len(data) == 48
    assert data[:4] == bench.card.uid
    assert data[16:32] == IDENTITY.data


def test_a_card_of_another_system_shows_nothing_but_its_uid(blank: Bench) -> None:
    for first in range(0, 64, 4):
        blank.card.power_on()
        assert blank.card.authenticate(first, KEY_A, b"\xff" * 6)
        assert blank.card.write(first + 3, trailer(b"foreig", OURS, b"nkeys!"))
    with blank.session() as chip:
        assert chip.read_image() == CardImage({"data": blank.card.uid})


def test_a_card_that_is_a_blank_in_its_first_sector_only_is_no_blank(blank: Bench) -> None:
    blank.card.power_on()
    assert blank.card.authenticate(40, KEY_A, b"\xff" * 6)
    assert blank.card.write(43, trailer(b"foreig", OURS, b"nkeys!"))
    with blank.session() as chip:
        assert len(chip.read_image().areas["data"]) == 48


def test_access_adds_the_layouts_sectors_and_the_first_is_not_read_again(bench: Bench) -> None:
    with bench.session() as chip:
        sent = apdus_sent(bench.reader)
        data = chip.read_image(KEYS).areas["data"]
        assert [apdu[:4].hex().upper() for apdu in sent] == [
            "FF820001",
            "FF860000",
            "FFB00004",
            "FF860000",
            "FFB00008",
            "FF860000",
            "FFB0000C",
        ]
    assert len(data) == 768
    assert data[16:32] == IDENTITY.data
    assert data[48:] == bytes(720)


def test_a_first_sector_that_was_written_is_read_again(bench: Bench) -> None:
    with bench.session() as chip:
        chip.read_image(KEYS)
        chip.present(KEYS)
        chip.write(Step(StepKind.WRITE, "data", 32, b"sixteen bytes ok"))
        sent = apdus_sent(bench.reader)
        assert chip.read_image(KEYS).areas["data"][32:48] == b"sixteen bytes ok"
        assert bytes.fromhex("FFB0000030") in sent


def test_the_serial_is_read_in_one_apdu_that_leaves_the_sector_open(bench: Bench) -> None:
    with bench.session() as chip:
        chip.present(KEYS)
        sent = apdus_sent(bench.reader)
        assert chip.read("data", 0, 4) == bench.card.uid
        chip.write(LOAD)
    assert [apdu[1] for apdu in sent] == [0xCA, 0xD6, 0xD6]


def test_bytes_across_sectors_are_read_by_sector(bench: Bench) -> None:
    with bench.session() as chip:
        image = chip.read_image(KEYS)
        assert chip.read("data", 40, 20) == image.areas["data"][40:60]


def test_that_a_reader_brings_one_block_at_a_time_is_found_out_once() -> None:
    bench = bench_with(ours(Part3Firmware(blocks_at_once=1)))
    for expected in (["30", "10", "10", "10"], ["10", "10", "10"]):
        sent = apdus_sent(bench.reader)
        with bench.session() as chip:
            assert [apdu[4:].hex() for apdu in sent if apdu[1] == READ] == expected
            assert chip.read_image(KEYS).areas["data"][16:32] == IDENTITY.data


# -- keys ------------------------------------------------------------------------------------


def test_a_prepayment_takes_the_fewest_apdus_there_can_be(bench: Bench) -> None:
    bench.reader.on_apdu(None)
    with bench.session() as chip:  # load, open, read
        before = chip.read_image(KEYS)  # load; open and read 1, 2, 3
        chip.present(KEYS)  # load, open
        assert chip.read("data", 0, 4) == bench.card.uid  # UID
        chip.write(LOAD)  # two blocks
        assert chip.read_image(KEYS) == applied(before, (LOAD,))  # read 1; open and read 2, 3
    assert bench.reader.apdus == 3 + 7 + 2 + 1 + 2 + 5


def test_tries_are_not_counted(bench: Bench) -> None:
    for _ in range(5):
        assert not bench.accepts(NEW_KEYS)
    with bench.session() as chip:
        assert chip.tries_left() == NO_COUNTER
        chip.present(KEYS)


@pytest.mark.parametrize(
    "wrong",
    [SectorKeys(KEYS.reading, NEW_KEYS.writing), SectorKeys(NEW_KEYS.reading, KEYS.writing)],
    ids=["key B", "key A"],
)
def test_both_keys_must_be_right(bench: Bench, wrong: SectorKeys) -> None:
    assert not bench.accepts(wrong)


def test_a_secret_that_reading_has_ruled_out_is_refused_without_asking(bench: Bench) -> None:
    with bench.session() as chip:
        chip.read_image(KEYS)
        bench.reader.on_apdu(None)
        with pytest.raises(SecretRefused):
            chip.present(TRANSPORT_SECRET)
        assert bench.reader.apdus == 0


def test_a_refused_key_ends_what_another_had_unlocked(bench: Bench) -> None:
    with bench.session() as chip:
        chip.present(KEYS)
        with pytest.raises(SecretRefused):
            chip.present(NEW_KEYS)
        with pytest.raises(NotUnlocked):
            chip.write(LOAD)


def test_keys_that_are_not_the_cards_read_nothing(bench: Bench) -> None:
    with bench.session() as chip, pytest.raises(SecretRefused):
        chip.read_image(NEW_KEYS)


def test_another_card_put_down_while_one_is_reset_is_never_touched(bench: Bench) -> None:
    card, other = bench.card, VirtualMifareClassic(uid=b"\x09\x09\x09\x09")
    with bench.session() as chip:
        chip.present(KEYS)
        activate, halted = card.power_on, card.halted
        assert not halted

        def swapped() -> bytes:
            card.restore(other.snapshot())
            return activate()

        card.power_on = swapped  # type: ignore[method-assign]
        with pytest.raises(CardOutcomeUnknown):
            chip.present(NEW_KEYS)
        bench.reader.on_apdu(None)
        with pytest.raises(CardOutcomeUnknown):
            chip.present(KEYS)
    assert bench.reader.apdus == 0
    assert card == other


def test_the_keys_of_a_card_of_ours_stand_in_every_trailer(blank: Bench) -> None:
    make_ours(blank)
    memory = blank.card.snapshot().memory
    trailers = [memory[at : at + 16] for at in range(48, 1024, 64)]
    assert trailers[0] == trailer(DIRECTORY_KEY, OURS, KEYS.writing)
    assert set(trailers[1:]) == {trailer(KEYS.reading, OURS, KEYS.writing)}


def test_a_card_of_ours_can_be_given_newer_keys(bench: Bench) -> None:
    with bench.session() as chip:
        chip.present(KEYS)
        chip.change_secret(NEW_KEYS)
        sent = apdus_sent(bench.reader)
        chip.read("data", LOAD.offset, 16)
        assert AUTHENTICATE in [apdu[1] for apdu in sent], "the new key is seen to stand"
        chip.write(LOAD)
        assert chip.read_image(NEW_KEYS).areas["data"][48:80] == LOAD.data
    assert bench.accepts(NEW_KEYS)


def test_a_card_can_be_given_the_transport_keys_back(bench: Bench) -> None:
    """It is as it came from the factory: also its access bits are, so that anybody may write."""
    with bench.session() as chip:
        chip.read_image(KEYS)
        chip.present(KEYS)
        sent = apdus_sent(bench.reader)
        chip.change_secret(TRANSPORT_SECRET)
        written = [apdu[3] // 4 for apdu in sent if apdu[1] == 0xD6]
        assert written == [0, *range(2, 16), 1], "the sector that tells stands last"
        chip.write(LOAD)
    assert bench.accepts(TRANSPORT_SECRET)
    assert not bench.accepts(KEYS)
    with bench.session() as chip:
        chip.present(TRANSPORT_SECRET)
        chip.change_secret(NEW_KEYS)
    assert bench.accepts(NEW_KEYS)


def test_changing_the_keys_of_a_blank_takes_two_apdus_a_sector(blank: Bench) -> None:
    with blank.session() as chip:
        chip.present(TRANSPORT_SECRET)
        sent = apdus_sent(blank.reader)
        chip.change_secret(KEYS)
    written = [apdu[3] // 4 for apdu in sent if apdu[1] == 0xD6]
    assert written == [0, *range(2, 16), 1], "the sector that tells stands last"
    assert len(sent) == 2 * 16


# -- writing ---------------------------------------------------------------------------------


def test_only_blocks_that_differ_are_sent(bench: Bench) -> None:
    with bench.session() as chip:
        chip.read_image(KEYS)
        chip.present(KEYS)
        sent = apdus_sent(bench.reader)
        chip.write(Step(StepKind.WRITE, "data", 48, bytes(16) + b"second block...." + bytes(16)))
    assert [apdu[:5].hex() for apdu in sent] == ["ffd6000510"]


def test_a_step_may_reach_over_sectors(bench: Bench) -> None:
    step = Step(StepKind.WRITE, "data", 80, b"last of sector 1first of sector2")
    with bench.session() as chip:
        before = chip.read_image(KEYS)
        chip.present(KEYS)
        chip.write(step)
        assert chip.read_image(KEYS) == applied(before, (step,))


@pytest.mark.parametrize(
    ("offset", "data"),
    [(0, bytes(16)), (0, bytes(32)), (8, bytes(16)), (48, bytes(15)), (752, bytes(32))],
    ids=["maker's block", "maker's and next", "amid a block", "part of a block", "beyond"],
)
def test_steps_that_are_not_whole_blocks_of_ours_are_refused(
    bench: Bench, offset: int, data: bytes
) -> None:
    with bench.session() as chip:
        chip.present(KEYS)
        bench.reader.on_apdu(None)
        with pytest.raises(WriteForbidden):
            chip.write(Step(StepKind.WRITE, "data", offset, data))
        assert bench.reader.apdus == 0


def test_a_write_that_the_card_did_not_confirm_is_unknown(bench: Bench) -> None:
    with bench.session() as chip:
        chip.present(KEYS)
        bench.card.power_off()  # it left the field and the reader has not noticed
        with pytest.raises(CardOutcomeUnknown):
            chip.write(LOAD)
