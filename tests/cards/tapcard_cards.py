"""Cards of the open layouts, whole and spoilt, for the tests of their profiles and meters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from app.cards.key_sources.demo import DEMO_MASTER, DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_meter import write_back
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_profile import TapcardProfile
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardContents, CardReading, MeterStatus, ReadBack, ReadBackPhase
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind, applied
from tests.cards.profile_keys import NewKeysContract
from tests.cards.profile_meters import MeterContract
from tests.cards.profile_tears import SOME_MIXES, TearSafeContract, torn, torn_blocks

HEADER = bytes.fromhex("A2131091") + bytes(28)
BLANK = CardImage({"main": HEADER + b"\xff" * 224})
SERIAL = bytes.fromhex("5EC0A1B2C3D4E5F6")
KEYS = DemoKeys()
NEWER_KEYS = MasterKeys({1: DEMO_MASTER, 2: b"TAPCARD NEXT KEY"})
STRANGER = MasterKeys({1: bytes(16)})
PROFILE = TapcardSle4442()


class TapcardContract(TearSafeContract, MeterContract, NewKeysContract):
    """The contract on the smallest layout of the family."""

    def profile(self) -> TapcardProfile:
        return PROFILE

    def keys(self) -> KeySource:
        return KEYS

    def other_keys(self) -> KeySource:
        return STRANGER

    def newer_keys(self) -> KeySource:
        return NEWER_KEYS

    def blank(self, number: int = 0) -> CardImage:
        del number
        return BLANK

    def serial(self, number: int = 0) -> bytes:
        return SERIAL[:-1] + bytes([number])

    def taken(self, image: CardImage, place: int) -> CardImage:
        contents = self.reading(image, place).contents
        told = msgspec.structs.replace(
            STATE, number=contents.number, total_credited=contents.cumulative
        )
        for phase in (ReadBackPhase.BEGUN, ReadBackPhase.FINAL):
            image = applied(image, write_back(image, told, contents.mark, phase, KEYS, place))
        return image


class Sle4428Contract(TapcardContract):
    """The same on an SLE4428."""

    def profile(self) -> TapcardProfile:
        return TapcardSle4428()

    def blank(self, number: int = 0) -> CardImage:
        del number
        return CardImage({"main": bytes.fromhex("92231091") + bytes(28) + b"\xff" * 989})

    def torn(self, image: CardImage, steps: tuple[Step, ...]) -> Iterator[CardImage]:
        return torn(image, steps, SOME_MIXES)

    def bits(self, at: int) -> range:
        return range(at % 8, at % 8 + 1)


class Mifare1kContract(TapcardContract):
    """The same on a MIFARE Classic 1K, whose serial is its own and which is written in blocks."""

    def profile(self) -> TapcardProfile:
        return TapcardMifare1k()

    def blank(self, number: int = 0) -> CardImage:
        return CardImage(
            {
                "data": self.serial(number)
                + bytes.fromhex("FF0804006263646566676869").ljust(764, b"\x00")
            }
        )

    def serial(self, number: int = 0) -> bytes:
        return bytes.fromhex("3A7C51") + bytes([number])

    def torn(self, image: CardImage, steps: tuple[Step, ...]) -> Iterator[CardImage]:
        return torn_blocks(image, steps, 16)

    def bits(self, at: int) -> range:
        return range(at % 8, at % 8 + 1)


CONTRACTS = (TapcardContract(), Sle4428Contract(), Mifare1kContract())
"""Each layout with its cards, for tests that hold for all of them."""

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
    return applied(BLANK, PROFILE.issue(BLANK, SERIAL, (contents,), keys))


def following(number: int) -> CardContents:
    """Contents of purchase ``number``, with the same write sequence."""
    return TapcardContract().contents(sequence=number, number=number)


def rewritten(image: CardImage, number: int, keys: KeySource = KEYS) -> CardImage:
    """The card after purchase ``number``."""
    return applied(image, PROFILE.rewrite(image, (following(number),), keys))


def changed(contents: CardContents = SAMPLE, /, **values: Any) -> CardContents:
    """Contents with other values in some fields."""
    return msgspec.structs.replace(contents, **values)


def patched(image: CardImage, at: int, data: bytes) -> CardImage:
    """The card with some bytes changed."""
    return applied(image, (Step(StepKind.WRITE, "main", at, data),))


def meter_writes(
    image: CardImage, mark: EventId, phase: ReadBackPhase, keys: KeySource = KEYS
) -> CardImage:
    """The card after a meter has told its state about the load ``mark``."""
    return applied(image, write_back(image, STATE, mark, phase, keys))


def decoded(image: CardImage, keys: KeySource = KEYS) -> CardReading:
    """What the card says."""
    (reading,) = PROFILE.decode(image, keys)
    return reading
