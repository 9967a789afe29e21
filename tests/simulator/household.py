"""Cards of one household and the meter they belong to, for tests of the virtual meter."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.secrets import Secret
from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    Marking,
    UtilityKind,
)
from app.domain.identity import EventId
from app.domain.metering import MeterState
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.meter import VirtualMeter
from app.simulator.sle4442_card import SIZE, VirtualSle4442

KEYS = DemoKeys()
PROFILE = TapcardSle4442()
FIRST, SECOND = b"SERIAL-1", b"SERIAL-2"
TODAY = date(2026, 3, 30)
ACCOUNT, METER = "100000017", "77000001"


def contents(number: int = 1, *, load: int = 5_000, **changes: Any) -> CardContents:
    plain = CardContents(
        form=CardForm.USER,
        utility=42,
        region=7,
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        account=ACCOUNT,
        meter=METER,
        tariff_class=1,
        household_size=4,
        period_start=date(2026, 1, 1),
        bought_in_period=0,
        standing_paid_to=date(2026, 4, 1),
        allowance_used=0,
        number=number,
        load=load,
        cumulative=number * 5_000,
        sequence=number,
        mark=EventId(7, 1, 100 + number),
    )
    return msgspec.structs.replace(plain, **changes)


def image_of(card: VirtualSle4442) -> CardImage:
    return CardImage({"main": card.read(0, SIZE)})


def read(card: VirtualSle4442) -> CardReading:
    return PROFILE.decode(image_of(card), KEYS)[0]


def write(card: VirtualSle4442, steps: tuple[Step, ...], secret: Secret, new: Secret) -> None:
    assert isinstance(secret, bytes)
    assert isinstance(new, bytes)
    card.power_on()
    assert card.present(secret)
    for step in steps:
        if step.kind is StepKind.SECRET:
            card.change_psc(new)
        else:
            card.update(step.offset, step.data)
    card.power_off()


def card_of(serial: bytes, what: CardContents) -> VirtualSle4442:
    card = VirtualSle4442()
    secret = PROFILE.secret_for(serial, KEYS)
    write(card, PROFILE.issue(image_of(card), serial, (what,), KEYS), b"\xff\xff\xff", secret)
    return card


def rewrite(card: VirtualSle4442, what: CardContents) -> None:
    secret = PROFILE.secret_of(image_of(card), KEYS)
    write(card, PROFILE.rewrite(image_of(card), (what,), KEYS), secret, secret)


def meter_at(
    number: int = 0,
    *,
    marking: Marking = Marking.BOTH,
    serial: bytes | None = FIRST,
    **changes: Any,
) -> VirtualMeter:
    """A meter that has taken ``number`` loads of 5 m3; opened unless ``serial`` is None."""
    state = MeterState(
        meter=METER,
        utility=42,
        region=7,
        account=None if serial is None else ACCOUNT,
        serial=serial,
        number=number,
        total_credited=number * 5_000,
    )
    state = msgspec.structs.replace(state, **changes)
    return VirtualMeter(state, KEYS, today=TODAY, profile=TapcardSle4442(marking=marking))
