"""Cards, readers and meters that fit a profile: what a maker, a shop and an installer deliver."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from app.cards.chips.at88sc102 import At88sc102
from app.cards.chips.cpu_card import SERIAL, CpuCard
from app.cards.chips.mifare_classic import MifareClassic
from app.cards.chips.sle4428 import Sle4428
from app.cards.chips.sle4442 import Sle4442
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.secrets import Files, KeyUsage, SectorKeys
from app.domain.meter_tariff import MeterTariff
from app.domain.metering import MeterState
from app.domain.plans import CardImage
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.cpu_card import VirtualCpuCard
from app.simulator.cpu_files import DirectorySpec, FileSpec
from app.simulator.meter import VirtualMeter
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.mifare_classic_card import VirtualMifareClassic
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.sle4442_card import VirtualSle4442

CONTACT_READER = "ACS ACR39U ICC Reader 00 00"
CONTACTLESS_READER = "ACS ACR1252 Reader PICC 00 00"

_MEMORY_CARDS: dict[str, Callable[[], ChipCard]] = {
    Sle4442.name: VirtualSle4442,
    Sle4428.name: VirtualSle4428,
    At88sc102.name: VirtualAt88sc102,
}
_UID_START = b"\x5a"
_SERIAL_START = bytes.fromhex("53010000")


def card_for(profile: Profile, keys: KeySource, number: int = 1) -> ChipCard:
    """A fresh blank card of the profile's first chip.

    ``number`` tells blanks apart that have a serial of their own: 1..65535. A CPU card comes from
    its maker with the layout's files, all empty, and with the keys that ``keys`` derive for it.
    """
    chip = profile.declares.chips[0]
    if chip == MifareClassic.name:
        return VirtualMifareClassic(uid=_UID_START + number.to_bytes(3))
    if chip == CpuCard.name:
        return _personalised(profile, keys, _SERIAL_START + number.to_bytes(4))
    return _MEMORY_CARDS[chip]()


def reader_for(profile: Profile) -> str:
    """Name of a reader that takes the profile's cards, by which its dialect is chosen."""
    contactless = profile.declares.chips[0] == MifareClassic.name
    return CONTACTLESS_READER if contactless else CONTACT_READER


def meter_for(
    profile: Profile,
    keys: KeySource,
    state: MeterState,
    today: date,
    *,
    tariff: MeterTariff | None = None,
) -> VirtualMeter:
    """A meter that reads the profile's cards, at the first place for its kind.

    ``tariff``: prices that the installer gave it, for one that counts money.
    """
    declares = profile.declares
    places = declares.places_for(state.kind)
    if state.place not in places:
        state = msgspec.structs.replace(state, place=places[0])
    meter = VirtualMeter(state, keys, today=today, profile=profile)
    meter.memory = msgspec.structs.replace(meter.memory, tariff=tariff)
    return meter


def _personalised(profile: Profile, keys: KeySource, serial: bytes) -> VirtualCpuCard:
    """Raises TypeError for a profile that tells no files."""
    shown = CardImage({SERIAL: serial})
    access, secret = profile.access(shown, keys), profile.secret_for(serial, keys)
    if not isinstance(access, Files) or isinstance(secret, bytes | SectorKeys):
        raise TypeError(profile)
    directories: dict[int, dict[int, FileSpec]] = {}
    for file in access.files:
        external = file.directory in access.external
        made = FileSpec(bytes(file.size), external=external)
        directories.setdefault(file.directory, {})[file.short_id] = made
    every_key = frozenset(KeyUsage)
    specs = {number: DirectorySpec(files, every_key) for number, files in directories.items()}
    return VirtualCpuCard(serial, secret, specs)
