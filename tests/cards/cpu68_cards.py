"""Cards of ``cpu68`` for tests: images, and virtual cards as their maker delivers them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.fields import DAY_ZERO
from app.cards.secrets import KeyUsage
from app.domain.cards import CardContents, ChargingType, MeterStatus, ReadBack
from app.domain.identity import NO_MARK
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, applied
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.cpu_files import DirectorySpec, FileSpec
from tests.cards.cpu68_meter import write_back
from tests.cards.profile_contract import ProfileContract

KEYS = DemoKeys()
PROFILE = Cpu68()
SERIAL = bytes.fromhex("5301000000012345")
SIZES = {
    0xDF01: {1: 45, 2: 8, 3: 258, 4: 258, 5: 49},
    0xDF02: {1: 50, 2: 124, 3: 8, 0x19: 106},
    0xDF03: {1: 50, 2: 124, 3: 8, 0x07: 106},
}
"""File sizes as in notes/domain.md 6.1 and 6.2."""


def blank_image(profile: Cpu68 = PROFILE, serial: bytes = SERIAL) -> CardImage:
    """What the counter reads of a card with empty files in every directory of the layout."""
    access = profile.access(CardImage({"serial": serial}), KEYS)
    assert access is not None
    return CardImage({"serial": serial} | {file.area: bytes(file.size) for file in access.files})


def virtual_card(serial: bytes = SERIAL, without: tuple[int, ...] = ()) -> VirtualCpuCard:
    """A card with its keys and empty files; electricity wants an authentication."""
    keys = frozenset(KeyUsage)
    directories = {
        directory: DirectorySpec(
            {
                number: FileSpec(bytes(size), external=directory == 0xDF01)
                for number, size in files.items()
            },
            keys,
        )
        for directory, files in SIZES.items()
        if directory not in without
    }
    return VirtualCpuCard(serial, KEYS.card_ciphers((serial,), 1), directories)


POWER, WATER, GAS = 1, 2, 3
ACCOUNT = "123456789012"


class Cpu68Contract(ProfileContract):
    """The contract on this layout."""

    used = PROFILE

    def profile(self) -> Profile:
        return self.used

    def keys(self) -> KeySource:
        return KEYS

    def other_keys(self) -> KeySource:
        return MasterKeys({1: bytes(16)})

    def blank(self, number: int = 0) -> CardImage:
        return blank_image(self.used, self.serial(number))

    def serial(self, number: int = 0) -> bytes:
        return SERIAL[:-1] + bytes([number + 1])

    def charging_at(self, place: int) -> tuple[ChargingType, ...]:
        """Electricity meters of this maker count money."""
        money = (ChargingType.MONEY, ChargingType.MONEY_TIERED)
        return money if place == POWER else self.declares.charging

    def contents(
        self, sequence: int = 1, number: int = 1, load: int = 5000, place: int = 1
    ) -> CardContents:
        usual = super().contents(sequence, number, load, place)
        return self.changed(usual, account=ACCOUNT, charging=self.charging_at(place)[0])

    def shown(self, contents: CardContents) -> CardContents:
        """The card has room for the meter's own business, nothing else."""
        return self.changed(
            contents,
            utility=0,
            region=0,
            tariff_class=0,
            household_size=0,
            period_start=DAY_ZERO,
            bought_in_period=0,
            standing_paid_to=DAY_ZERO,
            allowance_used=0,
            cumulative=0,
            sequence=0,
            mark=NO_MARK,
            parameters=None,
            tariff=None,
        )

    def test_cards_of_other_keys_are_foreign(self) -> None:
        """Bytes cannot tell: the card proves itself to the chip, with other keys in vain."""
        card = self.issued()
        mine, theirs = (
            self.used.secret_of(card, keys).of(KeyUsage.INTERNAL).encrypt(bytes(8))
            for keys in (self.keys(), self.other_keys())
        )
        assert mine != theirs


SUITE = Cpu68Contract()
TARIFF = MeterTariff(
    current=TierSet(starts=(0, 10_000, 20_000), prices=(20_000, 30_000, 40_000)),
    following=TierSet(starts=(0, 15_000), prices=(25_000, 50_000)),
    switch_at=datetime(2027, 1, 1, 0, 0),
)


def water(number: int = 1, load: int = 12_340, **values: Any) -> CardContents:
    contents = SUITE.contents(sequence=number, number=number, load=load, place=WATER)
    return SUITE.changed(contents, **values)


def power(number: int = 1, load: int = 12_345, **values: Any) -> CardContents:
    contents = SUITE.contents(sequence=number, number=number, load=load, place=POWER)
    return SUITE.changed(contents, **values)


def areas(contents: CardContents, before: CardImage | None = None) -> list[str]:
    steps = SUITE.steps(contents) if before is None else PROFILE.rewrite(before, (contents,), KEYS)
    return [step.area for step in steps]


def told(image: CardImage, contents: CardContents, back: ReadBack) -> CardImage:
    """The card after its meter wrote."""
    return applied(image, write_back(contents, back, PROFILE))


BACK = ReadBack(
    number=1,
    remaining=4_320,
    total_credited=12_340,
    total_used=8_020,
    status=MeterStatus.VALVE_CLOSED | MeterStatus.MAGNET,
    written_on=date(2026, 3, 4),
    months=(680, 0, 120),
)
