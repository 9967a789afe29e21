"""What the CPU card chip writes, and what it does when the card refuses its seal."""

from __future__ import annotations

import contextlib

import pytest

from app.cards.chips.errors import MacRefused, WriteForbidden
from app.cards.errors import (
    CardLocked,
    CardOutcomeUnknown,
    CardRefused,
)
from app.cards.secrets import CardFile, Files, KeyUsage
from app.domain.plans import Step, StepKind, applied
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.tears import every_tear, tear_points
from tests.cards.chip_contract import ChipBench, apdus_sent
from tests.cards.cpu_cards import (
    FILES,
    GAS,
    GAS_PURCHASE,
    LONG,
    NEW_PURCHASE,
    PURCHASE,
    SIZES,
    STEP,
    WALLET,
    WATER,
    behind_a_key,
    content,
    cpu_card,
    keys_of,
    opened,
    sealed_only,
    with_another,
)


class TestWriting:
    @pytest.mark.parametrize("area", SIZES)
    def test_a_whole_file_is_written(self, area: str) -> None:
        bench, new = behind_a_key(), bytes(SIZES[area])
        step = Step(StepKind.WRITE, area, 0, new)
        with bench.session() as chip:
            before = chip.read_image(bench.access)
            chip.present(bench.secret)
            chip.write(step)
            assert chip.read_image(bench.access) == applied(before, (step,))

    def test_a_step_may_be_part_of_a_file_which_is_sent_whole(self) -> None:
        bench = sealed_only()
        with bench.session() as chip:
            chip.present(bench.secret)
            sent = apdus_sent(bench.reader)
            chip.write(Step(StepKind.WRITE, WALLET, 4, b"\x00\x00\x00\x07"))
        header = bytes.fromhex("04D683000C")
        assert sent[-1][:-4] == header + content(WALLET)[:4] + b"\x00\x00\x00\x07"

    def test_only_differing_pieces_of_a_long_file_are_sent(self) -> None:
        bench = sealed_only()
        with bench.session() as chip:
            chip.present(bench.secret)
            sent = apdus_sent(bench.reader)
            chip.write(Step(StepKind.WRITE, LONG, 257, b"\x01"))
        assert [apdu[:5].hex() for apdu in sent] == ["0084000004", "04d685e026"]

    def test_each_update_has_a_challenge_of_its_own_right_before_it(self) -> None:
        bench = sealed_only()
        with bench.session() as chip:
            chip.present(bench.secret)
            sent = apdus_sent(bench.reader)
            chip.write(STEP)
            chip.write(Step(StepKind.WRITE, LONG, 0, bytes(258)))
        assert [apdu[1] for apdu in sent] == [0x84, 0xD6] * 3

    def test_a_write_after_reading_authenticates_again(self) -> None:
        bench = behind_a_key()
        with bench.session() as chip:
            chip.present(bench.secret)
            chip.read_image(bench.access)
            chip.write(STEP)
            assert chip.read_image(bench.access).areas[PURCHASE] == NEW_PURCHASE

    def test_directories_are_each_authenticated_in(self) -> None:
        gas = CardFile(GAS_PURCHASE, GAS, 1, 45)
        access = Files((gas, *FILES.files), external=(WATER, GAS))
        with opened(cpu_card(external=True)) as chip:
            chip.read_image(access)
            chip.present(keys_of())
            chip.write(STEP)
            chip.write(Step(StepKind.WRITE, GAS_PURCHASE, 0, bytes(45)))
            image = chip.read_image(access)
        assert (image.areas[PURCHASE], image.areas[GAS_PURCHASE]) == (NEW_PURCHASE, bytes(45))

    def test_a_directory_that_the_card_lacks_asks_for_nothing(self) -> None:
        """A card for water alone, of a layout that has room for more."""
        lacking = CardFile("lacking", 0xDF01, 1, 45)
        access = Files((lacking, *FILES.files, lacking), external=(0xDF01, WATER))
        with opened(cpu_card(external=True)) as chip:
            chip.read_image(access)
            chip.present(keys_of())
            chip.write(STEP)
            assert chip.read_image(access).areas[PURCHASE] == NEW_PURCHASE

    def test_the_serial_and_what_lies_beyond_a_file_are_never_written(self) -> None:
        bench = sealed_only()
        with bench.session() as chip:
            chip.present(bench.secret)
            bench.reader.on_apdu(None)
            for step in (
                Step(StepKind.WRITE, "serial", 0, bytes(8)),
                Step(StepKind.WRITE, PURCHASE, 49, bytes(2)),
            ):
                with pytest.raises(WriteForbidden):
                    chip.write(step)
            for step in (
                Step(StepKind.WRITE, "other", 0, bytes(8)),
                Step(StepKind.SECRET, PURCHASE, 0, b""),
            ):
                with pytest.raises(ValueError, match="no write step"):
                    chip.write(step)
            assert bench.reader.apdus == 0

    def test_a_file_that_is_not_there_cannot_be_written(self) -> None:
        missing = CardFile("missing", WATER, 9, 20)
        with opened(cpu_card()) as chip:
            chip.read_image(Files((missing,)))
            chip.present(keys_of())
            with pytest.raises(CardRefused) as refused:
                chip.write(Step(StepKind.WRITE, "missing", 0, bytes(20)))
        assert refused.value.status == 0x6A82

    def test_a_card_pulled_within_an_update_holds_the_old_file_or_the_new_one(self) -> None:
        def written(card: VirtualCpuCard) -> None:
            with contextlib.suppress(CardOutcomeUnknown), opened(card) as chip:
                chip.read_image(FILES)
                chip.present(keys_of())
                chip.write(STEP)

        seen = set()
        untorn = cpu_card()
        for tear in every_tear(tear_points(untorn, lambda: written(untorn))):
            torn = cpu_card()
            torn.arm(tear)
            written(torn)
            seen.add(torn.read(WATER, 1, 0, 50))
        assert seen == {content(PURCHASE), NEW_PURCHASE}


class TestRefusedMacs:
    def write_with_wrong_mac(self, bench: ChipBench) -> None:
        with bench.session() as chip:
            chip.present(with_another(KeyUsage.MAINTENANCE))
            chip.write(STEP)

    def test_a_refused_mac_is_told_and_sent_once(self) -> None:
        bench = sealed_only()
        sent = apdus_sent(bench.reader)
        with pytest.raises(MacRefused) as refused:
            self.write_with_wrong_mac(bench)
        assert refused.value.status == 0x9302
        assert [apdu[1] for apdu in sent].count(0xD6) == 1

    def test_the_last_miss_is_never_made(self) -> None:
        bench = sealed_only()
        card = bench.reader.card
        assert isinstance(card, VirtualCpuCard)
        for _time in range(2):
            with pytest.raises(MacRefused):
                self.write_with_wrong_mac(bench)
        for _time in range(2):
            with pytest.raises(CardLocked):
                self.write_with_wrong_mac(bench)
        assert card.tries(WATER) == (3, 1)

    def test_a_right_mac_forgives_a_wrong_one(self) -> None:
        bench = sealed_only()
        for _time in range(3):
            with pytest.raises(MacRefused):
                self.write_with_wrong_mac(bench)
            with bench.session() as chip:
                chip.present(bench.secret)
                chip.write(STEP)
                chip.write(Step(StepKind.WRITE, PURCHASE, 0, content(PURCHASE)))

    def test_misses_are_remembered_card_by_card(self) -> None:
        bench, other = sealed_only(), bytes(7) + b"\x01"
        for _time in range(2):
            with pytest.raises(MacRefused):
                self.write_with_wrong_mac(bench)
        with opened(cpu_card(serial=other), family=bench.family) as chip:
            chip.read_image(FILES)
            chip.present(keys_of(other))
            chip.write(STEP)

    def test_a_locked_application_is_a_locked_card(self) -> None:
        bench = sealed_only()
        card = bench.reader.card
        assert isinstance(card, VirtualCpuCard)
        lock_application(card)
        with bench.session() as chip:
            chip.present(bench.secret)
            with pytest.raises(CardLocked):
                chip.write(STEP)


def lock_application(card: VirtualCpuCard) -> None:
    card.power_on()
    card.exchange(bytes.fromhex("00A4000002DF02"))
    for _time in range(3):
        card.exchange(bytes.fromhex("0084000004"))
        card.exchange(bytes.fromhex("04D683000C") + bytes(12))
