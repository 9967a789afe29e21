"""Cards of the open layout, whole and spoilt, for the tests of its profile and of its meters."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.tapcard_meter import write_back
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardContents, CardReading, MeterStatus, ReadBack, ReadBackPhase
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind, applied
from tests.cards.profile_contract import TearSafeContract

HEADER = bytes.fromhex("A2131091") + bytes(28)
BLANK = CardImage({"main": HEADER + b"\xff" * 224})
SERIAL = bytes.fromhex("5EC0A1B2C3D4E5F6")
KEYS = DemoKeys()
STRANGER = MasterKeys({1: bytes(16)})
PROFILE = TapcardSle4442()


class TapcardContract(TearSafeContract):
    """The contract on this layout."""

    def profile(self) -> Profile:
        return PROFILE

    def keys(self) -> KeySource:
        return KEYS

    def other_keys(self) -> KeySource:
        return STRANGER

    def blank(self) -> CardImage:
        return BLANK

    def serial(self, number: int = 0) -> bytes:
        return SERIAL[:-1] + bytes([number])


SAMPLE = TapcardContract().contents()
STATE = ReadBack(
    number=1,
    remaining=4321,
    total_credited=5000,
    total_used=679,
    status=MeterStatus.BATTERY_LOW | MeterStatus.MAGNET,
    written_on=date(2026, 3, 4),
    months=(679, 0, 12),
)


def issued(contents: CardContents = SAMPLE, keys: KeySource = KEYS) -> CardImage:
    """A card made with these contents."""
    return applied(BLANK, PROFILE.issue(BLANK, SERIAL, contents, keys))


def following(number: int) -> CardContents:
    """Contents of purchase ``number``, with the same write sequence."""
    return TapcardContract().contents(sequence=number, number=number)


def rewritten(image: CardImage, number: int) -> CardImage:
    """The card after purchase ``number``."""
    return applied(image, PROFILE.rewrite(image, following(number), KEYS))


def changed(contents: CardContents = SAMPLE, /, **values: Any) -> CardContents:
    """Contents with other values in some fields."""
    return msgspec.structs.replace(contents, **values)


def patched(image: CardImage, at: int, data: bytes) -> CardImage:
    """The card with some bytes changed."""
    return applied(image, (Step(StepKind.WRITE, "main", at, data),))


def meter_writes(image: CardImage, mark: EventId, phase: ReadBackPhase) -> CardImage:
    """The card after a meter has told its state about the load ``mark``."""
    return applied(image, write_back(image, STATE, mark, phase, KEYS))


def decoded(image: CardImage) -> CardReading:
    """What the card says."""
    return PROFILE.decode(image, KEYS)
