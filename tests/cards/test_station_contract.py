"""The station's contract in process: every layout of this program, and one from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cards.profiles.registry import BUILT_IN
from app.simulator.fitting import reader_for
from app.simulator.reader import VirtualReader
from tests.cards.cpu68_cards import Cpu68Contract
from tests.cards.profile_contract import ProfileContract
from tests.cards.station_contract import InProcessContract
from tests.cards.station_desk import Desk
from tests.cards.station_suites import (
    At88Suite,
    HeatSuite,
    OutsideSuite,
    maker_s_folder,
)
from tests.cards.tapcard_cards import Mifare1kContract, Sle4428Contract, TapcardContract


def desk_for(suite: ProfileContract) -> Desk:
    """With all layouts that are known, one from outside or with other parameters first."""
    profile = suite.profile()
    names = {one.name for one in BUILT_IN}
    outside = () if profile.name in names else (profile,)
    desk = Desk(suite, VirtualReader(reader_for(profile)), suite.keys(), (*outside, *BUILT_IN))
    desk.put_in_blank()
    return desk


class TestTapcardSle4442(InProcessContract):
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(TapcardContract())


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


class TestCpu68WithHeat(InProcessContract):
    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(HeatSuite())


class TestAt88Water4(InProcessContract):
    torn_secrets = 1
    held = 2

    @pytest.fixture
    def desk(self) -> Desk:
        return desk_for(At88Suite())


class TestFromOutside(InProcessContract):
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Desk:
        return desk_for(OutsideSuite(maker_s_folder(tmp_path)))
