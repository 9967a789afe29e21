"""The station's contract in process: every layout of this program, and one from outside."""

from __future__ import annotations

import pytest

from app.cards.profiles.contract import Profile
from app.cards.profiles.registry import BUILT_IN
from app.simulator.fitting import reader_for
from app.simulator.reader import VirtualReader
from tests.cards.at88_cards import At88Contract
from tests.cards.cpu68_cards import Cpu68Contract
from tests.cards.profile_contract import ProfileContract
from tests.cards.station_contract import InProcessContract
from tests.cards.station_desk import Desk
from tests.cards.tapcard_cards import Mifare1kContract, Sle4428Contract, TapcardContract


class TestTapcardSle4442(InProcessContract):
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(TapcardContract())


def desk_for(suite: ProfileContract, *outside: Profile) -> Desk:
    reader = VirtualReader(reader_for(suite.profile()))
    desk = Desk(suite, reader, suite.keys(), (*outside, *BUILT_IN))
    desk.put_in_blank()
    return desk


class TestTapcardSle4428(InProcessContract):
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(Sle4428Contract())


class TestTapcardMifare1k(InProcessContract):
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(Mifare1kContract())


class TestCpu68(InProcessContract):
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(Cpu68Contract())


class TestAt88Water4(InProcessContract):
    torn_secrets = 1

    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(At88Contract())
