"""SLE4442 over both dialects: the chip contract, and what is this chip's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.chips.errors import NotUnlocked, WriteForbidden
from app.cards.chips.sle import SleFamily
from app.cards.chips.sle4442 import Sle4442
from app.cards.dialects.choice import brand_of, sle44x2_dialect
from app.cards.dialects.contract import CONTACT_BRANDS, Brand
from app.cards.errors import CardForeign, CardLocked, CardOutcomeUnknown, SecretRefused
from app.domain.plans import CardImage, Step, StepKind, applied
from app.simulator.other_cards import ForeignCard
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import CardSnapshot, VirtualSle4442
from app.simulator.sle4442_dialects import acs_dialect, omnikey_dialect
from tests.cards.bench_reader import BenchReader
from tests.cards.chip_contract import (
    ChipBench,
    CountingChipContract,
    TriesContract,
    apdus_sent,
    pull_at,
)

PSC = bytes.fromhex("5AC301")
NAMES = {
    Brand.ACS: "ACS ACR39U ICC Reader 00 00",
    Brand.OMNIKEY: "HID Global OMNIKEY 3x21 Smart Card Reader 00 00",
}
FIRMWARE = {Brand.ACS: acs_dialect, Brand.OMNIKEY: omnikey_dialect}
SERIAL = bytes.fromhex("0102030405060708")


def own_card(brand: Brand, *, protection_in_reads: bool = False) -> VirtualSle4442:
    """A card with something of ours on it, at a reader of this brand."""
    card = VirtualSle4442(psc=PSC, dialect=FIRMWARE[brand], protection_in_reads=protection_in_reads)
    blank = card.snapshot()
    main = blank.main[:0x20] + SERIAL + blank.main[0x28:]
    card.restore(CardSnapshot(main, blank.protection, blank.security))
    return card


def bench_for(card: VirtualSle4442, brand: Brand) -> ChipBench:
    reader = VirtualReader(NAMES[brand])
    reader.insert(card)
    return bench_at(reader, card)


def bench_at(reader: BenchReader, card: VirtualSle4442) -> ChipBench:
    def leave_tries(tries: int) -> None:
        now = card.snapshot()
        counter = bytes([(1 << tries) - 1])
        card.restore(CardSnapshot(now.main, now.protection, counter + PSC))

    return ChipBench(
        family=SleFamily(Sle4442, sle44x2_dialect(brand_of(reader.name))),
        reader=reader,
        secret=PSC,
        wrong_secrets=tuple(bytes([0, 0, n]) for n in range(4)),
        full_tries=3,
        tries=lambda: card.error_counter.bit_count(),
        leave_tries=leave_tries,
        step=Step(StepKind.WRITE, "main", 0x40, b"\x01\xff\x03\xff\x05"),
        other_secret=bytes.fromhex("00A5FF"),
    )


class TestAtAnAcsReader(CountingChipContract):
    @pytest.fixture(params=[False, True], ids=["plain reads", "reads with protection bytes"])
    def make_bench(self, request: pytest.FixtureRequest) -> Callable[[], ChipBench]:
        appended: bool = request.param
        return lambda: bench_for(own_card(Brand.ACS, protection_in_reads=appended), Brand.ACS)


class TestAtAnOmnikeyReader(TriesContract):
    @pytest.fixture
    def make_bench(self) -> Callable[[], ChipBench]:
        return lambda: bench_for(own_card(Brand.OMNIKEY), Brand.OMNIKEY)

    def test_a_secret_once_refused_is_not_presented_again(self, bench: ChipBench) -> None:
        assert not bench.accepts(bench.wrong_secrets[0])
        assert not bench.accepts(bench.wrong_secrets[0])
        assert bench.tries() == 2

    def test_a_lost_answer_counts_as_a_try(self, bench: ChipBench) -> None:
        card = bench.reader.card
        assert card is not None
        for _ in range(2):
            pull_at(bench.reader, 1, ApduPhase.BEFORE)  # the first reads the card
            with pytest.raises(CardOutcomeUnknown):
                bench.accepts(bench.secret)
            bench.reader.insert(card)
        bench.reader.on_apdu(None)
        with pytest.raises(CardLocked):
            bench.accepts(bench.secret)

    def test_a_card_that_was_written_since_is_known_to_have_its_tries_back(
        self, bench: ChipBench
    ) -> None:
        assert not bench.accepts(bench.wrong_secrets[0])
        card = bench.reader.card
        assert isinstance(card, VirtualSle4442)
        card.present(PSC)  # at another reader
        card.update(0x80, b"\x00")
        with bench.session() as chip:
            assert chip.tries_left() == 3

    def test_one_bad_blank_does_not_bar_the_others(self, bench: ChipBench) -> None:
        bench.reader.insert(VirtualSle4442(psc=PSC, dialect=omnikey_dialect))
        assert not bench.accepts(b"\xff\xff\xff")
        bench.reader.insert(VirtualSle4442(dialect=omnikey_dialect))
        assert bench.accepts(b"\xff\xff\xff")


class UnshownSle4442(VirtualSle4442):
    """At a reader that does not recognise a memory card by itself and reports none of its bytes."""

    @property
    def atr(self) -> bytes:
        """What an ACS reader reports before it was told the type of a card."""
        return bytes.fromhex("3B04FFFFFFFF")


class TestWhereTheAnswerToResetDoesNotShowTheChip(CountingChipContract):
    @pytest.fixture
    def make_bench(self) -> Callable[[], ChipBench]:
        def bench() -> ChipBench:
            card = UnshownSle4442(dialect=acs_dialect)
            card.restore(own_card(Brand.ACS).snapshot())
            return bench_for(card, Brand.ACS)

        return bench

    def test_the_header_is_read_once_per_session(self, bench: ChipBench) -> None:
        for _ in range(2):
            sent = apdus_sent(bench.reader)
            with bench.session() as chip:
                assert [apdu[3:] for apdu in sent[1:]] == [b"\x00\x04", b"\x20\xe0"]
                chip.read_image()
            assert [apdu[3:] for apdu in sent[3:]] == [b"\x20\xe0"]

    def test_another_chips_header_is_foreign_and_no_more_of_it_is_read(
        self, bench: ChipBench
    ) -> None:
        card = bench.reader.card
        assert isinstance(card, VirtualSle4442)
        now = card.snapshot()
        sle4428 = bytes.fromhex("92231091")
        card.restore(CardSnapshot(sle4428 + now.main[4:], now.protection, now.security))
        bench.reader.on_apdu(None)
        with pytest.raises(CardForeign), bench.session():
            pass
        assert bench.reader.apdus == 2  # select, header


@pytest.fixture(params=CONTACT_BRANDS)
def bench(request: pytest.FixtureRequest) -> ChipBench:
    return bench_for(own_card(request.param), request.param)


def test_the_image_is_all_that_is_ever_written_behind_zeros_in_one_apdu(bench: ChipBench) -> None:
    card = bench.reader.card
    assert isinstance(card, VirtualSle4442)
    with bench.session() as chip:
        bench.reader.on_apdu(None)
        assert chip.read_image() == CardImage({"main": bytes(0x20) + card.snapshot().main[0x20:]})
        assert bench.reader.apdus == 1


@pytest.mark.parametrize("offset", [0, 0x1F])
def test_the_makers_header_is_never_written(bench: ChipBench, offset: int) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        bench.reader.on_apdu(None)
        with pytest.raises(WriteForbidden):
            chip.write(Step(StepKind.WRITE, "main", offset, bytes(4)))
        assert bench.reader.apdus == 0


def test_nothing_is_written_beyond_the_end(bench: ChipBench) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        with pytest.raises(WriteForbidden):
            chip.write(Step(StepKind.WRITE, "main", 0xFE, bytes(4)))


def test_a_blank_from_the_factory_accepts_the_transport_code() -> None:
    bench = bench_for(VirtualSle4442(dialect=acs_dialect), Brand.ACS)
    assert bench.accepts(Sle4442.transport_secret)


@pytest.mark.parametrize("code", [b"", PSC[:2], PSC + b"\x00"])
def test_a_code_of_another_length_is_never_sent(bench: ChipBench, code: bytes) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        bench.reader.on_apdu(None)
        with pytest.raises(ValueError, match="3 bytes"):
            chip.present(code)
        with pytest.raises(ValueError, match="3 bytes"):
            chip.change_secret(code)
        assert bench.reader.apdus == 0


@pytest.mark.parametrize("atr", ["3B0492231091", "3B8F8001804F0CA000000306030001000000006A"])
def test_nothing_is_sent_to_a_card_whose_answer_to_reset_shows_another_chip(
    bench: ChipBench, atr: str
) -> None:
    bench.reader.insert(ForeignCard(bytes.fromhex(atr)))
    bench.reader.on_apdu(None)
    with pytest.raises(CardForeign), bench.session():
        pass
    assert bench.reader.apdus == 0


def test_a_refused_code_ends_what_an_accepted_one_allowed(bench: ChipBench) -> None:
    """As on the chip, whose reader would report success and write nothing."""
    with bench.session() as chip:
        chip.present(bench.secret)
        with pytest.raises(SecretRefused):
            chip.present(bench.wrong_secrets[0])
        with pytest.raises(NotUnlocked):
            chip.write(bench.step)


def test_a_step_is_one_apdu_from_its_first_to_its_last_new_byte(bench: ChipBench) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        sent = apdus_sent(bench.reader)
        chip.write(Step(StepKind.WRITE, "main", 0x50, b"\xff\x01\xff\x02\xff\xff"))
    assert [apdu[3:] for apdu in sent] == [b"\x51\x03\x01\xff\x02"]


def test_a_prepayment_takes_the_fewest_apdus_there_can_be() -> None:
    bench = bench_for(own_card(Brand.ACS), Brand.ACS)
    bench.reader.on_apdu(None)
    with bench.session() as chip:  # select, read
        chip.present(bench.secret)  # counter, PSC
        chip.write(bench.step)  # data
        chip.write(Step(StepKind.WRITE, "main", 0x60, b"markmark"))  # mark
        chip.read_image()
    assert bench.reader.apdus == 7


def test_a_reader_that_says_success_and_writes_nothing_is_seen_at_read_back() -> None:
    bench = bench_for(own_card(Brand.ACS), Brand.ACS)
    card = bench.reader.card
    assert card is not None
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        card.power_off()  # a contact bounced: the PSC is forgotten, the card still answers
        card.power_on()
        card.exchange(bytes.fromhex("FFA400000106"))
        chip.write(bench.step)
        assert chip.read_image() == before


def test_a_locked_card_is_not_taken_for_success(bench: ChipBench) -> None:
    """The last try, spent between counter and PSC: at an ACS reader the answer is ``90 00``."""

    def spend(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu[1] == 0x20 and phase is ApduPhase.BEFORE:
            card = bench.reader.card
            assert isinstance(card, VirtualSle4442)
            now = card.snapshot()
            selected = card.selected
            card.restore(CardSnapshot(now.main, now.protection, b"\x01" + PSC))
            card.selected = selected

    with bench.session() as chip:
        bench.reader.on_apdu(spend)
        with pytest.raises(CardLocked):
            chip.present(bench.wrong_secrets[0])
    assert bench.tries() == 0


def test_a_card_with_two_tries_left_is_still_presented_its_secret() -> None:
    bench = bench_for(own_card(Brand.ACS), Brand.ACS)
    bench.leave_tries(2)
    assert bench.accepts(bench.secret)
    assert bench.tries() == 3


def test_with_two_tries_left_a_wrong_secret_is_the_last_presented() -> None:
    bench = bench_for(own_card(Brand.ACS), Brand.ACS)
    bench.leave_tries(2)
    with bench.session() as chip:
        with pytest.raises(SecretRefused):
            chip.present(bench.wrong_secrets[0])
        with pytest.raises(CardLocked):
            chip.present(bench.secret)
    assert bench.tries() == 1


@given(
    st.integers(0x20, 0xFF).flatmap(
        lambda at: st.tuples(st.just(at), st.binary(min_size=1, max_size=0x100 - at))
    ),
    st.sampled_from(CONTACT_BRANDS),
)
def test_any_step_within_the_layout_ends_as_planned(place: tuple[int, bytes], brand: Brand) -> None:
    bench = bench_for(own_card(brand), brand)
    step = Step(StepKind.WRITE, "main", *place)
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        bench.reader.on_apdu(None)
        chip.write(step)
        assert bench.reader.apdus <= 1
        assert chip.read_image() == applied(before, (step,))
