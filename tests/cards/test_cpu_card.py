"""The CPU card chip against a virtual card; APDUs are those of notes/cards.md 2.6."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.cards.chips.cpu_card import CpuCardFamily
from app.cards.chips.errors import NotUnlocked
from app.cards.errors import (
    CardForeign,
    CardLocked,
    CardOutcomeUnknown,
    SecretRefused,
)
from app.cards.key_sources.master import MasterKeys
from app.cards.key_sources.pboc import same_for_all
from app.cards.key_sources.psam import PsamKeys
from app.cards.key_sources.security_module import PsamLayout
from app.cards.secrets import CardFile, Files, KeyUsage, SectorKeys
from app.domain.plans import CardImage
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.cpu_files import DirectorySpec, FileSpec
from app.simulator.other_cards import ForeignCard
from app.simulator.psam_card import VirtualPsam
from app.simulator.reader import ApduPhase, VirtualReader
from tests.cards.chip_contract import ChipBench, apdus_sent, pull_at
from tests.cards.cpu_cards import (
    ALL_KEYS,
    FILES,
    FILES_BEHIND_A_KEY,
    GAS,
    GAS_PURCHASE,
    LONG,
    NEW_PURCHASE,
    PURCHASE,
    SERIAL,
    SIZES,
    STEP,
    WATER,
    CpuContract,
    behind_a_key,
    content,
    cpu_card,
    keys_of,
    opened,
    sealed_only,
    with_another,
)


class TestCpuCardContract(CpuContract):
    """In process."""

    @pytest.fixture
    def make_bench(self) -> Callable[[], ChipBench]:
        return behind_a_key


class TestWithoutTries:
    """A card whose files want a MAC alone: a wrong key is found out without spending a try."""

    def test_a_card_that_does_not_prove_our_keys_is_refused_and_spends_nothing(self) -> None:
        bench = sealed_only()
        for wrong in bench.wrong_secrets:
            with bench.session() as chip, pytest.raises(SecretRefused) as refused:
                chip.present(wrong)
            assert refused.value.tries_left == 3
        assert bench.accepts(bench.secret)

    def test_a_wrong_key_after_the_right_one_leaves_the_card_locked(self) -> None:
        bench = sealed_only()
        with bench.session() as chip:
            chip.present(bench.secret)
            with pytest.raises(SecretRefused):
                chip.present(bench.wrong_secrets[0])
            with pytest.raises(NotUnlocked):
                chip.write(STEP)

    def test_our_key_is_not_shown_to_a_card_that_has_not_proven_itself(self) -> None:
        bench = behind_a_key()
        with bench.session() as chip:
            sent = apdus_sent(bench.reader)
            with pytest.raises(SecretRefused):
                chip.present(with_another(KeyUsage.INTERNAL))
        assert not [apdu for apdu in sent if apdu[1] == 0x82]

    def test_a_card_without_that_key_has_not_proven_itself(self) -> None:
        card = VirtualCpuCard(SERIAL, keys_of(), {WATER: DirectorySpec({})})
        with opened(card) as chip, pytest.raises(SecretRefused):
            chip.read_image(Files((CardFile(PURCHASE, WATER, 1, 50),)))
            chip.present(keys_of())

    def test_challenges_are_new_each_time(self) -> None:
        bench = sealed_only()
        sent = apdus_sent(bench.reader)
        for _time in range(2):
            bench.accepts(bench.secret)
        challenges = [apdu[5:] for apdu in sent if apdu[1] == 0x88]
        assert len(set(challenges)) == len(challenges) == 2

    def test_a_card_from_the_factory_takes_the_factory_key(self) -> None:
        factory = same_for_all(b"\xff" * 16)
        card = VirtualCpuCard(SERIAL, factory, {WATER: DirectorySpec({}, ALL_KEYS)})
        with opened(card) as chip:
            chip.read_image(Files((CardFile(PURCHASE, WATER, 1, 50),)))
            chip.present(chip.transport_secret)


class TestRecognising:
    @pytest.mark.parametrize(
        "atr",
        [
            "3B04A2131091",
            "3B0492231091",
            "3B0400FFFFFF",
            "3B8F8001804F0CA000000306030001000000006A",
        ],
    )
    def test_nothing_is_sent_to_a_memory_card(self, atr: str) -> None:
        reader = VirtualReader()
        reader.insert(ForeignCard(bytes.fromhex(atr)))
        with pytest.raises(CardForeign):
            CpuCardFamily().open(reader.connect())
        assert reader.apdus == 0

    def test_a_chip_card_without_a_master_file_is_another_chip(self) -> None:
        reader = VirtualReader()
        reader.insert(ForeignCard(bytes.fromhex("3B6500002063CB6A00")))
        with pytest.raises(CardForeign):
            CpuCardFamily().open(reader.connect())


class TestImages:
    def test_the_serial_alone_is_read_without_access(self) -> None:
        with opened(cpu_card()) as chip:
            assert chip.read_image() == CardImage({"serial": SERIAL})

    def test_each_file_is_an_area(self) -> None:
        with opened(cpu_card()) as chip:
            areas = {area: content(area) for area in SIZES}
            assert chip.read_image(FILES) == CardImage({"serial": SERIAL, **areas})

    def test_files_of_several_directories_stand_side_by_side(self) -> None:
        gas = CardFile(GAS_PURCHASE, GAS, 1, 45)
        with opened(cpu_card()) as chip:
            image = chip.read_image(Files((gas, *FILES.files)))
        assert image.areas[GAS_PURCHASE] == bytes(range(45))
        assert image.areas[LONG] == content(LONG)

    @pytest.mark.parametrize(
        "missing", [CardFile("missing", WATER, 9, 20), CardFile("missing", 0xDF07, 1, 20)]
    )
    def test_a_file_or_directory_that_is_not_there_is_an_empty_area(
        self, missing: CardFile
    ) -> None:
        with opened(cpu_card()) as chip:
            image = chip.read_image(Files((missing, *FILES.files)))
        assert image.areas["missing"] == b""
        assert image.areas[PURCHASE] == content(PURCHASE)

    def test_a_card_that_was_never_personalised_has_an_empty_serial(self) -> None:
        with opened(cpu_card(serial=b"")) as chip:
            assert chip.read_image() == CardImage({"serial": b""})

    def test_a_file_that_is_shorter_than_the_layout_says_shows_what_there_is(self) -> None:
        longer = CardFile(PURCHASE, WATER, 1, 60)
        card = cpu_card()
        with opened(card) as chip:
            assert chip.read_image(Files((longer,))).areas[PURCHASE] == content(PURCHASE)
        assert card.apdus == 5

    def test_sectors_are_a_fault_of_the_program(self) -> None:
        with opened(cpu_card()) as chip, pytest.raises(TypeError):
            chip.read_image(SectorKeys(bytes(6), bytes(6)))

    def test_a_file_that_cannot_be_reached_is_a_fault_of_the_layout(self) -> None:
        with opened(cpu_card()) as chip, pytest.raises(ValueError, match="480"):
            chip.read_image(Files((CardFile(LONG, WATER, 5, 480),)))

    def test_a_serial_is_proven_rather_than_read_once_the_secret_was_presented(self) -> None:
        """To read it would end what the secret allows."""
        bench = behind_a_key()
        with bench.session() as chip:
            chip.present(bench.secret)
            sent = apdus_sent(bench.reader)
            assert chip.read("serial", 0, 8) == SERIAL
            chip.write(STEP)
        assert [apdu[1] for apdu in sent] == [0x88, 0xC0, 0x84, 0xD6]

    def test_another_card_does_not_pass_for_the_one_that_was_read(self) -> None:
        """A reader can keep its handle over a swap within one poll: notes/cards.md 1.6."""
        bench, other = behind_a_key(), bytes(7) + b"\x01"
        swapped = cpu_card(external=True, serial=other)
        with bench.session() as chip:
            chip.present(bench.secret)
            card = bench.reader.card
            assert isinstance(card, VirtualCpuCard)
            card.exchange = swapped.exchange  # type: ignore[method-assign]
            assert chip.read("serial", 0, 8) == other
            with pytest.raises(NotUnlocked):
                chip.write(STEP)
        assert swapped == cpu_card(external=True, serial=other)


class TestTries:
    def test_a_blocked_key_is_a_locked_card(self) -> None:
        bench = behind_a_key()
        bench.leave_tries(0)
        with bench.session() as chip, pytest.raises(CardLocked):
            chip.present(bench.secret)

    def test_the_same_wrong_key_is_not_sent_twice(self) -> None:
        bench = behind_a_key()
        for _time in range(3):
            assert not bench.accepts(bench.wrong_secrets[0])
        assert bench.tries() == 2

    def test_a_lost_answer_counts_as_a_miss_until_a_key_is_accepted(self) -> None:
        bench = behind_a_key()
        card = bench.reader.card
        assert card is not None
        with bench.session() as chip:
            pull_at(bench.reader, 3, ApduPhase.AFTER)
            with pytest.raises(CardOutcomeUnknown):
                chip.present(bench.secret)
        bench.reader.on_apdu(None)
        bench.reader.insert(card)
        with bench.session() as chip:
            assert chip.tries_left() == 2
            chip.present(bench.secret)
            assert chip.tries_left() == 3

    def test_cards_without_a_serial_are_not_taken_for_each_other(self) -> None:
        family = CpuCardFamily()
        for _card in range(4):
            card = cpu_card(external=True, serial=b"")
            with opened(card, family) as chip, pytest.raises(SecretRefused):
                chip.read_image(FILES_BEHIND_A_KEY)
                chip.present(with_another(KeyUsage.EXTERNAL))
            assert card.tries(WATER) == (2, 3)


class TestApdus:
    """The least that the steps of a prepayment need; the PSAM's are counted apart."""

    OPEN = (0xA4, 0xB0)
    READ_PURCHASE = (0xA4, 0xB0)
    PROVE = (0x88, 0xC0)
    AUTHENTICATE = (0x84, 0x82)
    UPDATE = (0x84, 0xD6)

    @pytest.mark.parametrize("external", [False, True])
    def test_a_prepayment_over_one_file(self, external: bool) -> None:
        access = Files(FILES.files[:1], external=(WATER,) if external else ())
        reader = VirtualReader()
        reader.insert(cpu_card(external=external))
        sent = apdus_sent(reader)
        link = reader.connect()
        chip = CpuCardFamily().open(link)
        chip.read_image()
        chip.read_image(access)
        chip.present(keys_of())
        chip.read("serial", 0, 8)
        chip.write(STEP)
        chip.read_image(access)
        link.close()
        authenticate = self.AUTHENTICATE if external else ()
        assert tuple(apdu[1] for apdu in sent) == (
            *(*self.OPEN, *self.READ_PURCHASE, *self.PROVE, *authenticate),
            *(*self.PROVE, *self.UPDATE, *self.OPEN, *self.READ_PURCHASE),
        )


def test_a_card_is_written_with_keys_that_only_the_psam_has() -> None:
    types = {KeyUsage.INTERNAL: 0x07, KeyUsage.EXTERNAL: 0x09, KeyUsage.MAINTENANCE: 0x08}
    masters = {usage: bytes([byte * 2]) * 16 for usage, byte in types.items()}
    held = MasterKeys({1: bytes(16)}, {1: masters})
    files = {1: FileSpec(content(PURCHASE), external=True)}
    card = VirtualCpuCard(
        SERIAL, held.card_ciphers((SERIAL,), 1), {WATER: DirectorySpec(files, ALL_KEYS)}
    )
    slot = VirtualReader("Identiv uTrust SAM 00 00")
    slot.insert(VirtualPsam(bytes(8), {(types[u], 1): key for u, key in masters.items()}))
    keys = PsamKeys(slot, MasterKeys({1: bytes(16)}), layout=PsamLayout(types=types))
    access = Files(FILES.files[:1], external=(WATER,))
    with opened(card) as chip:
        chip.read_image()
        chip.read_image(access)
        chip.present(keys.card_ciphers((SERIAL,), 1))
        chip.write(STEP)
        assert chip.read_image(access).areas[PURCHASE] == NEW_PURCHASE
