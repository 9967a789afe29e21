"""AT88SC102: the chip contract, and what is this chip's own: erasing, wearing out, hiding."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.chips.at88sc102 import At88sc102, At88sc102Family
from app.cards.chips.errors import CardWornOut, NotUnlocked, WriteForbidden
from app.cards.dialects.acs_at88sc102 import AcsAt88sc102
from app.cards.errors import CardForeign, CardLocked, CardOutcomeUnknown, SecretRefused
from app.domain.plans import Step, StepKind, applied
from app.simulator.at88sc102_card import ZONE_1, ZONE_2, At88Snapshot, VirtualAt88sc102
from app.simulator.other_cards import ForeignCard
from app.simulator.reader import VirtualReader
from app.simulator.tears import every_tear, tear_points
from tests.cards.bench_reader import BenchReader
from tests.cards.chip_contract import ChipBench, CountingChipContract, apdus_sent

CODE = bytes.fromhex("5AC3")
ATTEMPTS = 0x0C
ERASE_COUNTER = 0xA0

CLEARING = Step(StepKind.WRITE, "az1", 0x20, b"\x00\x0f\x03\x0f\x05")
"""Needs no erasure on :func:`own_card`."""
ERASING_1 = Step(StepKind.WRITE, "az1", 0x02, b"\xf1\x0f\xf3\x0f\xf5")
ERASING_2 = Step(StepKind.WRITE, "az2", 0x02, b"\xf1\x0f\xf3\x0f\xf5")
HEAD = Step(StepKind.WRITE, "head", 0x11, b"\xf1\x0f\xf3")


def changed(card: VirtualAt88sc102, at: int, data: bytes) -> VirtualAt88sc102:
    """Puts bytes on a card from outside."""
    now = card.snapshot()
    memory = now.memory[:at] + data + now.memory[at + len(data) :]
    card.restore(At88Snapshot(memory, now.issuer_fuse_blown))
    return card


def own_card() -> VirtualAt88sc102:
    """A card with 0F wherever a layout may have something."""
    card = VirtualAt88sc102(code=CODE)
    for at, size in ((0x02, 8), (0x0E, 8), (ZONE_1.start + 1, 63), (ZONE_2.start + 1, 63)):
        changed(card, at, b"\x0f" * size)
    return card


def bench_for(card: VirtualAt88sc102, step: Step = CLEARING) -> ChipBench:
    reader = VirtualReader("ACS ACR39U ICC Reader 00 00")
    reader.insert(card)
    return bench_at(reader, card, step)


def bench_at(reader: BenchReader, card: VirtualAt88sc102, step: Step = CLEARING) -> ChipBench:
    return ChipBench(
        family=At88sc102Family(AcsAt88sc102()),
        reader=reader,
        secret=CODE,
        wrong_secrets=tuple(bytes([0, n]) for n in range(5)),
        full_tries=4,
        tries=lambda: card.tries_left,
        leave_tries=lambda tries: changed(card, ATTEMPTS, bytes([((1 << tries) - 1) << 4 | 15])),
        step=step,
        other_secret=bytes.fromhex("00A5"),
    )


class TestAtAnAcsReader(CountingChipContract):
    @pytest.fixture(
        params=[CLEARING, ERASING_1, ERASING_2, HEAD],
        ids=["clears bits", "erases zone 1", "erases zone 2", "erases words"],
    )
    def make_bench(self, request: pytest.FixtureRequest) -> Callable[[], ChipBench]:
        step: Step = request.param
        return lambda: bench_for(own_card(), step)


@pytest.fixture
def card() -> VirtualAt88sc102:
    return own_card()


@pytest.fixture
def bench(card: VirtualAt88sc102) -> ChipBench:
    return bench_for(card)


def headers(sent: list[bytes]) -> list[str]:
    return [apdu[:5].hex(" ").upper() for apdu in sent]


def sent_for(bench: ChipBench, step: Step) -> list[bytes]:
    with bench.session() as chip:
        chip.present(bench.secret)
        sent = apdus_sent(bench.reader)
        chip.write(step)
        return sent


# -- recognising -------------------------------------------------------------------------------


@pytest.mark.parametrize("atr", ["3B04A2131091", "3B0492231091", "3B6500002063CB6A00"])
def test_nothing_is_sent_to_a_card_whose_answer_to_reset_shows_another_chip(
    bench: ChipBench, atr: str
) -> None:
    bench.reader.insert(ForeignCard(bytes.fromhex(atr)))
    bench.reader.on_apdu(None)
    with pytest.raises(CardForeign), bench.session():
        pass
    assert bench.reader.apdus == 0


@pytest.mark.parametrize("zone", ["0000", "FFFF", "F0F0", "A213"])
def test_another_head_is_foreign_after_one_reading(
    card: VirtualAt88sc102, bench: ChipBench, zone: str
) -> None:
    changed(card, 0, bytes.fromhex(zone))
    sent = apdus_sent(bench.reader)
    with pytest.raises(CardForeign), bench.session():
        pass
    assert headers(sent) == ["FF A4 00 00 01", "FF B0 00 00 B0"]


def test_a_blank_from_the_factory_accepts_the_transport_code() -> None:
    assert bench_for(VirtualAt88sc102()).accepts(At88sc102.transport_secret)


# -- reading -----------------------------------------------------------------------------------


def test_the_image_is_head_and_both_zones_in_one_apdu(
    card: VirtualAt88sc102, bench: ChipBench
) -> None:
    changed(card, ZONE_1.start + 1, bytes(range(63)))
    changed(card, ZONE_2.start + 1, bytes(range(63, 126)))
    with bench.session() as chip:
        bench.reader.on_apdu(None)
        image = chip.read_image()
        assert bench.reader.apdus == 1
    assert image.areas == {
        "head": b"\x0f\x0f" + b"\x0f" * 8 + bytes(4) + b"\x0f" * 8,
        "az1": b"\xff" + bytes(range(63)),
        "az2": b"\xff" + bytes(range(63, 126)),
    }


def test_code_and_attempts_show_neither_in_the_image_nor_in_a_reading(bench: ChipBench) -> None:
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        assert chip.read("head", 0x08, 8) == b"\x0f\x0f" + bytes(4) + b"\x0f\x0f"
        with pytest.raises(SecretRefused):
            chip.present(bench.wrong_secrets[0])
        assert chip.read_image() == before


# -- presenting --------------------------------------------------------------------------------


def test_a_wrong_code_is_known_by_the_counter_though_the_reader_says_success(
    bench: ChipBench,
) -> None:
    with bench.session() as chip:
        sent = apdus_sent(bench.reader)
        with pytest.raises(SecretRefused) as refused:
            chip.present(bench.wrong_secrets[0])
    assert refused.value.tries_left == 3
    assert headers(sent) == ["FF 20 08 0A 02", "FF B0 00 0C 01"]


def test_a_refused_code_ends_what_an_accepted_one_allowed(bench: ChipBench) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        with pytest.raises(SecretRefused):
            chip.present(bench.wrong_secrets[0])
        with pytest.raises(NotUnlocked):
            chip.write(bench.step)


def test_a_card_without_tries_is_locked_though_it_was_read_with_some(
    card: VirtualAt88sc102, bench: ChipBench
) -> None:
    with bench.session() as chip:
        selected = card.selected
        bench.leave_tries(0)
        card.selected = selected
        with pytest.raises(CardLocked):
            chip.present(bench.secret)


# -- writing -----------------------------------------------------------------------------------


def test_what_only_clears_bits_is_written_without_an_erasure(bench: ChipBench) -> None:
    sent = sent_for(bench, Step(StepKind.WRITE, "az2", 0x10, b"\x0f\x03\x0f\x05\x0f"))
    assert [apdu.hex(" ").upper() for apdu in sent] == ["FF D0 00 6D 03 03 0F 05"]


def test_a_zone_is_erased_and_written_again_with_the_step_last(bench: ChipBench) -> None:
    sent = sent_for(bench, ERASING_1)
    assert headers(sent) == [
        "FF 20 00 56 06",
        "FF D0 00 1D 39",  # what stood behind the step
        "FF D0 00 17 06",  # what stood before it, and the step
    ]
    assert sent[2][5:] == b"\x0f" + ERASING_1.data


def test_the_erasure_of_zone_2_is_the_counted_one(card: VirtualAt88sc102, bench: ChipBench) -> None:
    sent = sent_for(bench, ERASING_2)
    assert headers(sent)[0] == "FF 20 80 9C 04"
    assert card.erasures_left == 127


def test_a_step_of_ff_over_a_zone_is_its_erasure_alone(bench: ChipBench) -> None:
    sent = sent_for(bench, Step(StepKind.WRITE, "az1", 0, b"\xff" * 64))
    assert headers(sent) == ["FF 20 00 56 06"]


def test_only_words_of_the_head_that_need_it_are_erased(bench: ChipBench) -> None:
    sent = sent_for(bench, Step(StepKind.WRITE, "head", 0x0E, b"\x0f\xf0\x01\x02\xff\x0f"))
    assert headers(sent) == ["FF D2 00 0E 00", "FF D2 00 12 00", "FF D0 00 0E 06"]


def test_an_issuer_zone_behind_a_blown_fuse_stays_as_the_read_back_shows() -> None:
    card = VirtualAt88sc102(code=CODE, issuer_fuse_blown=True)
    bench = bench_for(card)
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        chip.write(Step(StepKind.WRITE, "head", 0x02, bytes(8)))
        assert chip.read_image() == before


@pytest.mark.parametrize(
    ("area", "offset", "size"),
    [
        ("head", 0x00, 1),
        ("head", 0x01, 2),
        ("head", 0x09, 2),
        ("head", 0x0A, 2),
        ("head", 0x0C, 1),
        ("head", 0x15, 2),
        ("az1", 63, 2),
        ("az2", 60, 5),
        ("az1", 0, 4),  # the chip's own permissions
        ("az2", 0, 64),
    ],
)
def test_bytes_that_are_not_a_layouts_are_never_written(
    bench: ChipBench, area: str, offset: int, size: int
) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        bench.reader.on_apdu(None)
        with pytest.raises(WriteForbidden):
            chip.write(Step(StepKind.WRITE, area, offset, bytes(size)))
        assert bench.reader.apdus == 0


def test_a_prepayment_takes_the_fewest_apdus_there_can_be(bench: ChipBench) -> None:
    bench.reader.on_apdu(None)
    with bench.session() as chip:  # select, read
        chip.present(bench.secret)  # code, counter
        chip.write(Step(StepKind.WRITE, "az1", 1, bytes(range(100, 163))))  # erase, write
        chip.read_image()
    assert bench.reader.apdus == 2 + 2 + 2 + 1


place = st.sampled_from(["az1", "az2"]).flatmap(
    lambda area: st.integers(1, 63).flatmap(
        lambda at: st.tuples(
            st.just(area), st.just(at), st.binary(min_size=1, max_size=min(64 - at, 24))
        )
    )
)


@settings(max_examples=50)
@given(st.lists(place, min_size=1, max_size=3))
def test_any_steps_within_the_zones_end_as_planned(places: list[tuple[str, int, bytes]]) -> None:
    bench = bench_for(own_card())
    steps = [Step(StepKind.WRITE, *where) for where in places]
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        for step in steps:
            bench.reader.on_apdu(None)
            chip.write(step)
            assert bench.reader.apdus <= 3
        assert chip.read_image() == applied(before, steps)


# -- torn --------------------------------------------------------------------------------------


def written(card: VirtualAt88sc102, step: Step) -> None:
    """Presents the code and writes the step, at a reader of its own."""
    bench = bench_for(card)
    with bench.session() as chip:
        chip.present(bench.secret)
        chip.write(step)


def test_a_zone_written_whole_ends_as_planned_after_any_tear_if_it_is_written_again() -> None:
    step = Step(StepKind.WRITE, "az1", 1, bytes(range(180, 243)))
    untorn = own_card()
    points = tear_points(untorn, lambda: written(untorn, step))
    tears = [tear for tear in every_tear(points, seed=5) if tear.point.apdu >= 4]
    assert len(tears) > 250
    for tear in tears:
        card = own_card()
        card.arm(tear)
        with pytest.raises(CardOutcomeUnknown):
            written(card, step)
        card.seat()
        written(card, step)
        assert card == untorn


def test_where_the_last_byte_of_a_step_stands_all_of_the_zone_stands() -> None:
    untorn = own_card()
    points = tear_points(untorn, lambda: written(untorn, ERASING_1))
    last = ZONE_1.start + ERASING_1.offset + len(ERASING_1.data) - 1
    stands = 0
    for tear in every_tear(points, seed=3):
        card = own_card()
        card.arm(tear)
        with pytest.raises(CardOutcomeUnknown):
            written(card, ERASING_1)
        if card.read(last, 1) == ERASING_1.data[-1:]:
            stands += 1
            assert card == untorn
    assert stands


# -- worn out ----------------------------------------------------------------------------------


def worn(card: VirtualAt88sc102, left: int) -> None:
    """Leaves the card with fewer than 8 erasures of its zone 2."""
    changed(card, ERASE_COUNTER, bytes(15) + bytes([(1 << left) - 1]))


def test_the_last_erasure_of_zone_2_is_used_and_after_it_nothing_is_sent(
    card: VirtualAt88sc102, bench: ChipBench
) -> None:
    worn(card, 1)
    with bench.session() as chip:
        chip.present(bench.secret)
        chip.write(ERASING_2)
        before = chip.read_image()
        bench.reader.on_apdu(None)
        with pytest.raises(CardWornOut):
            chip.write(Step(StepKind.WRITE, "az2", 0x02, b"\xff"))
        assert bench.reader.apdus == 0
        chip.write(ERASING_1)  # which has no such limit
        assert chip.read_image() == applied(before, (ERASING_1,))


def test_two_erasures_in_one_session_are_counted_without_reading_again(
    card: VirtualAt88sc102, bench: ChipBench
) -> None:
    worn(card, 1)
    with bench.session() as chip:
        chip.present(bench.secret)
        chip.write(ERASING_2)
        with pytest.raises(CardWornOut):
            chip.write(Step(StepKind.WRITE, "az2", 0x02, b"\xff"))


def test_a_worn_out_card_is_refused_before_its_code_is_presented(
    card: VirtualAt88sc102, bench: ChipBench
) -> None:
    """So nobody has paid yet."""
    worn(card, 0)
    with bench.session() as chip:
        bench.reader.on_apdu(None)
        with pytest.raises(CardWornOut):
            chip.present(bench.secret)
        assert bench.reader.apdus == 0
