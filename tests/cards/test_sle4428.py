"""SLE4428: the chip contract, and what is this chip's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards.chips.errors import WriteForbidden
from app.cards.chips.sle import SleFamily
from app.cards.chips.sle4428 import Sle4428
from app.cards.dialects.acs_sle import AcsSle44x8
from app.cards.errors import CardForeign, CardLocked, CardOutcomeUnknown, SecretRefused
from app.domain.plans import CardImage, Step, StepKind, applied
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4428_card import COUNTER, Sle4428Snapshot, VirtualSle4428
from app.simulator.tears import every_tear, tear_points
from tests.cards.bench_reader import BenchReader
from tests.cards.chip_contract import ChipBench, CountingChipContract, apdus_sent

PSC = bytes.fromhex("5AC3")


def changed(card: VirtualSle4428, at: int, data: bytes) -> None:
    """Puts bytes on a card from outside."""
    now = card.snapshot()
    memory = now.memory[:at] + data + now.memory[at + len(data) :]
    card.restore(Sle4428Snapshot(memory, now.protection))


def bench_for(card: VirtualSle4428) -> ChipBench:
    reader = VirtualReader("ACS ACR39U ICC Reader 00 00")
    reader.insert(card)
    return bench_at(reader, card)


def bench_at(reader: BenchReader, card: VirtualSle4428) -> ChipBench:
    return ChipBench(
        family=SleFamily(Sle4428, AcsSle44x8()),
        reader=reader,
        secret=PSC,
        wrong_secrets=tuple(bytes([0, n]) for n in range(9)),
        full_tries=8,
        tries=lambda: card.error_counter.bit_count(),
        leave_tries=lambda tries: changed(card, COUNTER, bytes([(1 << tries) - 1])),
        step=Step(StepKind.WRITE, "main", 0x140, b"\x01\xff\x03\xff\x05"),
        other_secret=bytes.fromhex("00A5"),
    )


class TestAtAnAcsReader(CountingChipContract):
    @pytest.fixture(params=[False, True], ids=["plain reads", "reads with protection bits"])
    def make_bench(self, request: pytest.FixtureRequest) -> Callable[[], ChipBench]:
        appended: bool = request.param
        return lambda: bench_for(VirtualSle4428(psc=PSC, protection_in_reads=appended))


class UnshownSle4428(VirtualSle4428):
    """At a reader that does not recognise a memory card by itself and reports none of its bytes."""

    @property
    def atr(self) -> bytes:
        return bytes.fromhex("3B04FFFFFFFF")


class TestWhereTheAnswerToResetDoesNotShowTheChip(CountingChipContract):
    @pytest.fixture
    def make_bench(self) -> Callable[[], ChipBench]:
        return lambda: bench_for(UnshownSle4428(psc=PSC))

    def test_another_chips_header_is_foreign(self, bench: ChipBench) -> None:
        card = bench.reader.card
        assert isinstance(card, VirtualSle4428)
        changed(card, 0, bytes.fromhex("A2131091"))
        with pytest.raises(CardForeign), bench.session():
            pass


@pytest.fixture
def card() -> VirtualSle4428:
    return VirtualSle4428(psc=PSC)


@pytest.fixture
def bench(card: VirtualSle4428) -> ChipBench:
    return bench_for(card)


def test_the_image_is_all_but_counter_and_code_in_four_apdus(
    card: VirtualSle4428, bench: ChipBench
) -> None:
    changed(card, 0x20, bytes(range(256)) * 3)
    with bench.session() as chip:
        sent = apdus_sent(bench.reader)
        image = chip.read_image()
    assert image == CardImage({"main": bytes(0x20) + card.snapshot().memory[0x20:1021]})
    assert [apdu[2:].hex(" ") for apdu in sent] == [
        "00 20 ff",
        "01 1f ff",
        "02 1e ff",
        "03 1d e0",
    ]


def test_the_code_is_no_part_of_the_image_even_once_it_was_presented(bench: ChipBench) -> None:
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(PSC)
        chip.change_secret(b"\x01\x02")
        assert chip.read_image() == before


@pytest.mark.parametrize("offset", [0, 0x1F, 1020, 1021, 1022])
def test_neither_the_makers_header_nor_counter_and_code_are_written_by_a_step(
    bench: ChipBench, offset: int
) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        bench.reader.on_apdu(None)
        with pytest.raises(WriteForbidden):
            chip.write(Step(StepKind.WRITE, "main", offset, bytes(2)))
        assert bench.reader.apdus == 0


def test_a_step_is_sent_from_its_first_to_its_last_new_byte_255_bytes_at_a_time(
    bench: ChipBench,
) -> None:
    with bench.session() as chip:
        chip.present(bench.secret)
        sent = apdus_sent(bench.reader)
        chip.write(Step(StepKind.WRITE, "main", 0x100, b"\xff" + bytes(300) + b"\xff"))
    assert [apdu[2:5].hex(" ") for apdu in sent] == ["01 01 ff", "02 00 2d"]
    assert [set(apdu[5:]) for apdu in sent] == [{0}, {0}]


def test_a_prepayment_takes_the_fewest_apdus_there_can_be(bench: ChipBench) -> None:
    bench.reader.on_apdu(None)
    with bench.session() as chip:  # select, read four times
        chip.present(bench.secret)  # counter, PSC
        chip.write(bench.step)  # data
        chip.read_image()
    assert bench.reader.apdus == 1 + 4 + 2 + 1 + 4


def test_a_blank_from_the_factory_accepts_the_transport_code() -> None:
    bench = bench_for(VirtualSle4428())
    assert bench.accepts(Sle4428.transport_secret)


def test_with_two_tries_left_a_wrong_secret_is_the_last_presented(bench: ChipBench) -> None:
    bench.leave_tries(2)
    with bench.session() as chip:
        with pytest.raises(SecretRefused):
            chip.present(bench.wrong_secrets[0])
        with pytest.raises(CardLocked):
            chip.present(bench.secret)
    assert bench.tries() == 1


def test_a_locked_card_is_not_taken_for_success(card: VirtualSle4428, bench: ChipBench) -> None:
    """The last try, spent between counter and PSC: the answer is ``90 00``."""

    def spend(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu[1] == 0x20 and phase is ApduPhase.BEFORE:
            selected = card.selected
            bench.leave_tries(1)
            card.selected = selected

    with bench.session() as chip:
        bench.reader.on_apdu(spend)
        with pytest.raises(CardLocked):
            chip.present(bench.wrong_secrets[0])
    assert bench.tries() == 0


def test_a_reader_that_says_success_and_writes_nothing_is_seen_at_read_back(
    card: VirtualSle4428, bench: ChipBench
) -> None:
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        card.power_off()  # a contact bounced: the PSC is forgotten, the card still answers
        card.exchange(bytes.fromhex("FFA400000105"))
        chip.write(bench.step)
        assert chip.read_image() == before


@settings(max_examples=30)
@given(
    st.integers(0x20, 1020).flatmap(
        lambda at: st.tuples(st.just(at), st.binary(min_size=1, max_size=1021 - at))
    )
)
def test_any_step_within_the_layout_ends_as_planned(place: tuple[int, bytes]) -> None:
    bench = bench_for(VirtualSle4428(psc=PSC))
    step = Step(StepKind.WRITE, "main", *place)
    with bench.session() as chip:
        before = chip.read_image()
        chip.present(bench.secret)
        chip.write(step)
        assert chip.read_image() == applied(before, (step,))


def written(card: VirtualSle4428, step: Step) -> None:
    """Presents the code and writes the step, at a reader of its own."""
    bench = bench_for(card)
    with bench.session() as chip:
        chip.present(bench.secret)
        chip.write(step)


def test_after_any_tear_a_step_of_two_apdus_ends_as_planned_if_it_is_written_again() -> None:
    data = b"\x01\x02" + b"\xff" * 254 + b"\x03\x04"
    step = Step(StepKind.WRITE, "main", 0x100, data)

    def card() -> VirtualSle4428:
        made = VirtualSle4428(psc=PSC)
        changed(made, 0x101, b"\x00" + b"\xff" * 255 + b"\x00")
        return made

    untorn = card()
    points = tear_points(untorn, lambda: written(untorn, step))
    assert {point.apdu for point in points} == set(range(1 + 4 + 2 + 2))
    for tear in every_tear(points, seed=9):
        torn = card()
        torn.arm(tear)
        with pytest.raises(CardOutcomeUnknown):
            written(torn, step)
        torn.seat()
        written(torn, step)
        assert torn == untorn
