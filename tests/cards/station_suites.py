"""All layouts of this program and one from outside, for the contract of stations."""

from __future__ import annotations

from pathlib import Path

from app.cards.key_sources.demo import DEMO_MASTER, DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.outside import outside_profiles
from app.domain.plans import CardImage
from tests.cards.at88_cards import At88Contract
from tests.cards.cpu68_cards import Cpu68Contract
from tests.cards.profile_contract import ProfileContract
from tests.cards.profile_keys import NewKeysContract

TOY_FOLDER = Path(__file__).parent / "outside"


class At88Suite(NewKeysContract, At88Contract):
    """Cards of ``at88-water4`` under two versions of keys."""

    def newer_keys(self) -> KeySource:
        return MasterKeys({1: DEMO_MASTER, 2: bytes(range(16))})


class HeatSuite(Cpu68Contract):
    """A CPU card with a fourth directory."""

    used = Cpu68(name="cpu68-heat", parameters=Parameters(heat_directory=0xDF04))


class OutsideSuite(ProfileContract):
    """A layout as loaded from a folder."""

    def __init__(self, folder: Path) -> None:
        (self._loaded,) = outside_profiles(folder, ())

    def profile(self) -> Profile:
        return self._loaded

    def keys(self) -> KeySource:
        return DemoKeys()

    def other_keys(self) -> KeySource:
        return MasterKeys({1: bytes(16)})

    def blank(self, number: int = 0) -> CardImage:
        del number
        return CardImage({"main": bytes.fromhex("A2131091") + bytes(28) + b"\xff" * 224})

    def serial(self, number: int = 0) -> bytes:
        return bytes.fromhex("01020304050607") + bytes([number])


def maker_s_folder(parent: Path) -> Path:
    """A copy that only its owner may write, whatever the checkout gave the original."""
    folder = parent / "profiles"
    folder.mkdir(mode=0o755)
    made = folder / "toy.py"
    made.write_bytes((TOY_FOLDER / "toy.py").read_bytes())
    made.chmod(0o644)
    return folder
