"""Cards of ``at88-water4`` for tests, and the bit by which its meters say what they took."""

from __future__ import annotations

from app.cards.chips.at88sc102 import FABRICATION_ZONE, ZONE_2
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.at88_water4_layout import TABLE, TABLE_AT
from app.cards.profiles.contract import Profile
from app.cards.profiles.fields import DAY_ZERO
from app.domain.cards import CardContents
from app.domain.plans import (
    CardImage,
    Step,
    StepKind,
)
from tests.cards.profile_contract import MarkedContract

SERIAL = bytes.fromhex("5EC0A1B2C3D4E5F6")
HEAD = FABRICATION_ZONE + b"\xff" * 8 + bytes(4) + b"\xff" * 8
BLANK = CardImage({"head": HEAD, "az1": b"\xff" * 64, "az2": b"\xff" * 64})
KEYS = DemoKeys()
PROFILE = At88Water4()


class At88Contract(MarkedContract):
    """The contract on this layout."""

    def profile(self) -> Profile:
        return PROFILE

    def keys(self) -> KeySource:
        return KEYS

    def other_keys(self) -> KeySource:
        return MasterKeys({1: bytes(16)})

    def blank(self, number: int = 0) -> CardImage:
        del number
        return BLANK

    def serial(self, number: int = 0) -> bytes:
        return SERIAL[:-1] + bytes([number])

    def contents(
        self, sequence: int = 1, number: int = 1, load: int = 5000, place: int = 1
    ) -> CardContents:
        return self.changed(super().contents(sequence, number, load, place), region=5301)

    def shown(self, contents: CardContents) -> CardContents:
        """The card tells its meters apart by place alone, and its customer by serial."""
        return self.changed(
            contents,
            account="",
            meter="",
            tariff_class=0,
            household_size=0,
            period_start=DAY_ZERO,
            bought_in_period=0,
            standing_paid_to=DAY_ZERO,
            allowance_used=0,
            cumulative=0,
        )


SUITE = At88Contract()
_UNLOADED_AT = TABLE_AT + next(offset for offset, field in TABLE if field.name == "unloaded")


def clear_bit(image: CardImage, place: int) -> tuple[Step, ...]:
    """The step by which the meter at a place tells that its load is taken.

    It needs no erasing; the check, whose bits cannot be set again without, stays as it was.
    """
    bits = image.areas[ZONE_2][_UNLOADED_AT]
    cleared = bytes([bits & ~(1 << place - 1)])
    return (Step(StepKind.WRITE, ZONE_2, _UNLOADED_AT, cleared),)
