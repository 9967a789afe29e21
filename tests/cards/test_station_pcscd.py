"""The station's contract over the real daemon: user card in one reader, PSAM in the next.

Each layout's card is put in once and once more after its pull: the daemon needs half a second to
see a card.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cards.errors import CardError
from app.cards.key_sources.errors import PsamForeign, PsamLocked, PsamMissing
from app.cards.key_sources.master import MasterKeys
from app.cards.key_sources.psam import PsamKeys
from app.cards.pcsc import PcscLink, PcscReader
from app.cards.profiles.registry import BUILT_IN
from app.simulator.psam_card import VirtualPsam
from tests.cards.cpu68_cards import Cpu68Contract
from tests.cards.pcscd_reader import PcscdReader
from tests.cards.profile_contract import ProfileContract
from tests.cards.station_contract import StationContract
from tests.cards.station_desk import Desk
from tests.cards.station_suites import At88Suite, HeatSuite, OutsideSuite, maker_s_folder
from tests.cards.tapcard_cards import Mifare1kContract, Sle4428Contract, TapcardContract
from tests.cards.test_psam import FILE, LAYOUT, MASTERS, UTILITY, psam
from tests.pcsc_daemon import running_pcscd, wait_for_card

pytestmark = pytest.mark.xdist_group("pcsc")


@pytest.fixture(scope="module")
def readers() -> Iterator[list[PcscdReader]]:
    """For the user card and for the PSAM."""
    with running_pcscd() as daemon:
        readers = [PcscdReader(slot) for slot in daemon.acs]
        yield readers
        for reader, slot in zip(readers, daemon.acs, strict=True):
            reader.remove()
            wait_for_card(slot, present=False)


def desk_at(reader: PcscdReader, suite: ProfileContract) -> Desk:
    """With a blank in the reader."""
    names = {one.name for one in BUILT_IN}
    outside = () if suite.profile().name in names else (suite.profile(),)
    desk = Desk(suite, reader, suite.keys(), (*outside, *BUILT_IN))
    desk.put_in_blank()
    return desk


class TestTapcardSle4442(StationContract):
    @pytest.fixture
    def desk(self, readers: list[PcscdReader]) -> Desk:
        return desk_at(readers[0], TapcardContract())


class TestTapcardSle4428(StationContract):
    @pytest.fixture
    def desk(self, readers: list[PcscdReader]) -> Desk:
        return desk_at(readers[0], Sle4428Contract())


class TestTapcardMifare1k(StationContract):
    @pytest.fixture
    def desk(self, readers: list[PcscdReader]) -> Desk:
        return desk_at(readers[0], Mifare1kContract())


class TestCpu68WithHeat(StationContract):
    @pytest.fixture
    def desk(self, readers: list[PcscdReader]) -> Desk:
        return desk_at(readers[0], HeatSuite())


class TestAt88Water4(StationContract):
    @pytest.fixture
    def desk(self, readers: list[PcscdReader]) -> Desk:
        return desk_at(readers[0], At88Suite())


class TestFromOutside(StationContract):
    @pytest.fixture
    def desk(self, readers: list[PcscdReader], tmp_path: Path) -> Desk:
        return desk_at(readers[0], OutsideSuite(maker_s_folder(tmp_path)))


@pytest.fixture(scope="module")
def secure() -> VirtualPsam:
    """The PSAM, which stays in its reader from test to test."""
    return psam()


class ReaderThatLetsGo(PcscReader):
    """Ends the links that somebody keeps, as the end of their process does."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._links: list[PcscLink] = []

    def connect(self) -> PcscLink:
        link = super().connect()
        self._links.append(link)
        return link

    def let_go(self) -> None:
        for link in self._links:
            link.close()


@pytest.fixture(scope="module")
def keys(readers: list[PcscdReader]) -> Iterator[PsamKeys]:
    """Holds the second reader to its end, as a counter does; the next tests in it need it free."""
    reader = ReaderThatLetsGo(readers[1].name)
    yield PsamKeys(reader, MasterKeys(MASTERS), UTILITY, LAYOUT)
    reader.let_go()


class TestCpu68WithAPsam(StationContract):
    """Its keys never are in this program: a PSAM in the second reader computes with them."""

    @pytest.fixture
    def desk(self, readers: list[PcscdReader], keys: PsamKeys, secure: VirtualPsam) -> Desk:
        if readers[1].card is None:
            readers[1].insert(secure)
        desk = Desk(Cpu68Contract(), readers[0], keys, BUILT_IN, FILE)
        desk.put_in_blank()
        return desk

    def refused(self, desk: Desk, error: type[CardError]) -> None:
        """Before anything is written on the user's card."""
        with desk.station().session() as session:
            before, card = session.image(), session.serial()
            with pytest.raises(error):
                session.unlock(card)
            assert session.image() == before

    def test_a_psam_that_is_pulled_locked_or_another_s_stops_before_the_write(
        self, desk: Desk, readers: list[PcscdReader], secure: VirtualPsam
    ) -> None:
        desk.make(desk.suite.contents())
        first = desk.said()
        secure.locked = True
        self.refused(desk, PsamLocked)
        secure.locked = False
        readers[1].insert(VirtualPsam(UTILITY[:-1] + b"\x18", {}))
        self.refused(desk, PsamForeign)
        readers[1].remove()
        self.refused(desk, PsamMissing)
        assert desk.said() == first
        readers[1].insert(secure)
        desk.write(desk.suite.contents(2, number=2))
        assert desk.said() == desk.shown(desk.suite.contents(2, number=2))

    def test_a_psam_pulled_in_the_middle_of_a_write_leaves_a_card_that_is_finished(
        self, desk: Desk, readers: list[PcscdReader], secure: VirtualPsam
    ) -> None:
        """It is no mystery of the user's card, which was not pulled."""
        desk.make(desk.suite.contents())
        contents = desk.suite.contents(2, number=2)
        writes = desk.apdus_to_write() + 2  # the first file is written, the second is not

        def pull(number: int, _apdu: bytes, _phase: object) -> None:
            if number == writes:
                readers[1].remove()

        desk.reader.on_apdu(pull)
        with pytest.raises(PsamMissing):
            desk.write(contents)
        desk.reader.on_apdu(None)
        readers[1].insert(secure)
        desk.settle()
        assert desk.said() == desk.shown(contents)
