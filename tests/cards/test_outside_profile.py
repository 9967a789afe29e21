"""Profiles from a folder outside the program: loaded, refused, and held to the same contract."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.assembly import take_in_profiles
from app.cards.errors import CardUnsupported
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.outside import (
    OutsideProfileRefused,
    ProfileFileFaulty,
    ProfileFolderMissing,
    ProfileFolderUnsafe,
    ProfileNameTaken,
    outside_profiles,
)
from app.cards.profiles.registry import BUILT_IN, profile_named, profiles, take_in
from app.cards.station import Station
from app.domain.errors import MoneyState
from app.domain.plans import CardImage
from app.settings import load_settings
from app.simulator.reader import VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from tests.cards.profile_contract import MarkedContract

TOY = Path(__file__).parent / "outside" / "toy.py"
KEYS = DemoKeys()
SERIAL = bytes.fromhex("0102030405060708")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A maker's folder with the toy in it."""
    made = tmp_path / "profiles"
    made.mkdir(mode=0o755)
    shutil.copy(TOY, made / "toy.py")
    (made / "toy.py").chmod(0o644)
    return made


def add(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    file.chmod(0o644)
    return file


class TestContract(MarkedContract):
    """The suite that our own layouts pass, on the toy as loaded, with its own key scheme."""

    @pytest.fixture(autouse=True)
    def _loaded(self, folder: Path) -> None:
        (self.toy,) = outside_profiles(folder, ())

    def profile(self) -> Profile:
        return self.toy

    def keys(self) -> KeySource:
        return KEYS

    def other_keys(self) -> KeySource:
        return MasterKeys({1: bytes(16)})

    def blank(self, number: int = 0) -> CardImage:
        del number
        return CardImage({"main": bytes.fromhex("A2131091") + bytes(28) + b"\xff" * 224})

    def serial(self, number: int = 0) -> bytes:
        return SERIAL[:-1] + bytes([number])

    def test_its_key_scheme_is_in_force(self) -> None:
        expected = KEYS.card_secret(SERIAL[::-1], 1, 3)
        assert self.toy.secret_for(SERIAL, KEYS) == expected


def test_a_file_without_a_key_scheme_has_the_keys_of_the_kiosk(folder: Path) -> None:
    text = TOY.read_text(encoding="utf-8").replace("def key_source", "def other_source")
    add(folder, "toy.py", text)
    (toy,) = outside_profiles(folder, ())
    assert toy.secret_for(SERIAL, KEYS) == KEYS.card_secret(SERIAL, 1, 3)


def test_a_built_in_layout_with_a_maker_s_parameters_takes_three_lines(folder: Path) -> None:
    add(
        folder,
        "acme.py",
        "from app.cards.profiles.cpu68 import Cpu68\n"
        "from app.cards.profiles.cpu68_parameters import Parameters\n"
        "def profile(): return Cpu68(name='cpu68-acme', parameters=Parameters(unit=100))\n",
    )
    names = [(one.name, one.declares.step) for one in outside_profiles(folder, ())]
    assert names == [("cpu68-acme", 100), ("toy", 100)]


def test_a_file_whose_name_begins_with_an_underscore_is_the_maker_s_own(folder: Path) -> None:
    add(folder, "_tables.py", "raise RuntimeError\n")
    assert [one.name for one in outside_profiles(folder, ())] == ["toy"]


class TestRefusals:
    def refused(self, folder: Path, error: type[OutsideProfileRefused], *said: str) -> None:
        with pytest.raises(error) as raised:
            outside_profiles(folder, [one.name for one in BUILT_IN])
        assert raised.value.money is MoneyState.UNTOUCHED
        assert raised.value.remedy
        for word in said:
            assert word in raised.value.message

    def test_no_such_folder(self, folder: Path) -> None:
        self.refused(folder / "none", ProfileFolderMissing, str(folder / "none"))

    @pytest.mark.parametrize("mode", [0o775, 0o757])
    def test_a_folder_that_others_may_write(self, folder: Path, mode: int) -> None:
        folder.chmod(mode)
        self.refused(folder, ProfileFolderUnsafe, str(folder))

    def test_a_folder_in_one_that_others_may_write(self, folder: Path) -> None:
        folder.parent.chmod(0o777)
        self.refused(folder, ProfileFolderUnsafe, str(folder.parent))

    @pytest.mark.parametrize("mode", [0o664, 0o646])
    def test_a_file_that_others_may_write(self, folder: Path, mode: int) -> None:
        (folder / "toy.py").chmod(mode)
        self.refused(folder, ProfileFolderUnsafe, "toy.py")

    def test_a_name_that_is_built_in(self, folder: Path) -> None:
        text = TOY.read_text(encoding="utf-8").replace('name = "toy"', 'name = "cpu68"')
        add(folder, "toy.py", text)
        self.refused(folder, ProfileNameTaken, "toy.py", "cpu68")

    def test_two_files_with_one_name(self, folder: Path) -> None:
        shutil.copy(folder / "toy.py", folder / "zoo.py")
        self.refused(folder, ProfileNameTaken, "zoo.py")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "no function profile()"),
            ("profile = 3\n", "no function profile()"),
            ("def profile(): return object()\n", "no card profile"),
            ("def profile(): raise KeyError('k')\n", "KeyError: 'k'"),
            ("raise SystemExit(0)\n", "SystemExit"),
            ("def profile(:\n", "SyntaxError"),
            ("import no_such_module\n", "ModuleNotFoundError"),
        ],
    )
    def test_a_file_that_gives_no_profile(self, folder: Path, text: str, said: str) -> None:
        add(folder, "acme.py", text)
        self.refused(folder, ProfileFileFaulty, "acme.py", said)


class TestInTheProgram:
    @pytest.fixture(autouse=True)
    def _as_it_was(self) -> object:
        yield
        take_in(())

    def settings_with(self, tmp_path: Path, value: str) -> None:
        file = tmp_path / "kiosk.toml"
        file.write_text(f"[kiosk]\nid = 7\n[cards]\nprofiles = '{value}'\n", encoding="utf-8")
        take_in_profiles(load_settings(file))

    def test_the_settings_name_the_folder(self, tmp_path: Path, folder: Path) -> None:
        self.settings_with(tmp_path, folder.name)
        assert profile_named("toy") is profiles()[0]
        assert profiles()[1:] == BUILT_IN
        self.settings_with(tmp_path, "")
        assert profiles() == BUILT_IN
        with pytest.raises(CardUnsupported):
            profile_named("toy")

    def test_a_card_of_it_is_read_in_a_reader(self, tmp_path: Path, folder: Path) -> None:
        self.settings_with(tmp_path, folder.name)
        suite = TestContract()
        suite.toy = profile_named("toy")
        reader, card = VirtualReader(), VirtualSle4442()
        reader.insert(card)
        station = Station(reader, profiles(), KEYS, "acs")
        with station.session() as session:
            session.unlock(None)
            contents = (suite.contents(),)
            for step in suite.toy.issue(session.image(), SERIAL, contents, KEYS):
                session.write(step)
        with station.session() as session:
            assert session.profile.name == "toy"
            assert [one.contents for one in session.readings()] == [suite.contents()]
