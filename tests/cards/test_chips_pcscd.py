"""The contract of chips over the real daemon, for all five chips.

The card of a chip stays in its reader from test to test and is made as new in between, because
the daemon takes half a second to see a card; one that was pulled is put in again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

import pytest

from app.cards.dialects.contract import Brand
from app.cards.secrets import KeyUsage
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import ApduPhase
from app.simulator.sle4428_card import VirtualSle4428
from tests.cards import cpu_cards, mifare_cards, test_at88sc102, test_sle4428, test_sle4442
from tests.cards.chip_contract import ChipBench, ChipContract, CountingChipContract
from tests.cards.pcscd_reader import PcscdReader
from tests.pcsc_daemon import running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")

Kept = TypeVar("Kept")


class CardThatKeeps(VirtualCard, Protocol[Kept]):
    """A card that can be made what it was."""

    def snapshot(self) -> Kept: ...

    def restore(self, snapshot: Kept, /) -> None: ...


class Seat(Generic[Kept]):
    """A card in one of two readers, as new whenever it is asked for.

    Where it has been taken out it goes into the other one, whose emptiness the daemon has noticed.
    """

    def __init__(self, readers: Sequence[PcscdReader], card: CardThatKeeps[Kept]) -> None:
        self._readers = deque(readers)
        self._card = card
        self._new = card.snapshot()

    def renewed(self) -> PcscdReader:
        """The reader with the card."""
        self._card.restore(self._new)
        if self._readers[0].card is not self._card:
            self._readers[0].remove()
            self._readers.rotate()
            self._readers[0].insert(self._card)
        self._readers[0].on_apdu(None)
        return self._readers[0]


class OverPcsc(ChipContract):
    """What has a meaning of its own here: all but a pull at each APDU; one stands for them."""

    def pulls(self, apdus: int) -> Iterable[tuple[int, ApduPhase]]:
        """In the middle."""
        return [(apdus // 2, ApduPhase.AFTER)]


@pytest.fixture(scope="module")
def readers() -> Iterator[list[PcscdReader]]:
    with running_pcscd() as daemon:
        readers = [PcscdReader(slot) for slot in daemon.acs]
        yield readers
        for reader in readers:
            reader.remove()
        for slot in daemon.acs:
            wait_for_card(slot, present=False)


class TestSle4442(OverPcsc, CountingChipContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make_bench(cls, readers: list[PcscdReader]) -> Callable[[], ChipBench]:
        card = test_sle4442.own_card(Brand.ACS)
        seat = Seat(readers, card)
        return lambda: test_sle4442.bench_at(seat.renewed(), card)


class TestSle4428(OverPcsc, CountingChipContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make_bench(cls, readers: list[PcscdReader]) -> Callable[[], ChipBench]:
        card = VirtualSle4428(psc=test_sle4428.PSC)
        seat = Seat(readers, card)
        return lambda: test_sle4428.bench_at(seat.renewed(), card)


class TestAt88sc102(OverPcsc, CountingChipContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make_bench(cls, readers: list[PcscdReader]) -> Callable[[], ChipBench]:
        card = test_at88sc102.own_card()
        seat = Seat(readers, card)
        erasing = test_at88sc102.ERASING_2
        return lambda: test_at88sc102.bench_at(seat.renewed(), card, erasing)


class TestMifareClassic(OverPcsc, mifare_cards.MifareContract):
    lost_answers = (3,)

    @pytest.fixture(scope="class")
    @classmethod
    def make_bench(cls, readers: list[PcscdReader]) -> Callable[[], ChipBench]:
        seat = Seat(readers, mifare_cards.ours())
        return lambda: mifare_cards.bench_at(seat.renewed())


class TestCpuCard(OverPcsc, cpu_cards.CpuContract):
    @pytest.fixture(scope="class")
    @classmethod
    def make_bench(cls, readers: list[PcscdReader]) -> Callable[[], ChipBench]:
        card = cpu_cards.cpu_card(external=True)
        seat = Seat(readers, card)
        access, key = cpu_cards.FILES_BEHIND_A_KEY, KeyUsage.EXTERNAL
        return lambda: cpu_cards.bench_at(seat.renewed(), card, access, with_key=key)
