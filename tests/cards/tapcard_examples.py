"""The cards whose dumps stand in docs/card-profiles.md, and what they say, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum

import msgspec

from app.cards.profiles.tapcard_meter import write_back
from app.cards.profiles.tapcard_profile import TapcardProfile
from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.plans import CardImage, applied
from tests.cards.tapcard_cards import (
    KEYS,
    STATE,
    Mifare1kContract,
    Sle4428Contract,
    TapcardContract,
    changed,
)

Rows = list[tuple[str, str, str]]
"""Place (empty: the whole card), field, value as the page writes it."""

_OTHER = ReadBack(
    number=1,
    remaining=-350,
    total_credited=20000,
    total_used=20350,
    written_on=date(2026, 3, 5),
    months=(9100, 8700),
)


def sle4442() -> CardImage:
    """Purchase 1, taken by its meter."""
    cards = TapcardContract()
    return _after_meter(cards.issued(), 1, STATE, ReadBackPhase.FINAL)


def sle4428() -> CardImage:
    """Water, taken; electricity by money, bought a second time and begun by its meter."""
    cards = Sle4428Contract()
    water = cards.contents()
    power = changed(
        cards.contents(place=2, load=20000),
        kind=UtilityKind.ELECTRICITY,
        charging=ChargingType.MONEY,
        allowance_used=0,
    )
    card = cards.issued(water, power)
    card = _after_meter(card, 1, STATE, ReadBackPhase.FINAL)
    card = _after_meter(card, 2, _OTHER, ReadBackPhase.FINAL)
    card = cards.rewritten(card, _second(power, load=15000))
    return _after_meter(card, 2, _OTHER, ReadBackPhase.BEGUN)


def mifare1k() -> CardImage:
    """Water, gas and heat, all bought twice, both times by one plan; the gas meter has taken it."""
    cards = Mifare1kContract()
    kinds = (UtilityKind.WATER, UtilityKind.GAS, UtilityKind.HEAT)
    ways = (ChargingType.VOLUME, ChargingType.VOLUME_BACK_CHARGE, ChargingType.MONEY)
    first = [
        changed(cards.contents(place=place), kind=kind, charging=way)
        for place, (kind, way) in enumerate(zip(kinds, ways, strict=True), start=1)
    ]
    card = cards.issued(*first)
    for place in (1, 2):
        card = _after_meter(card, place, STATE, ReadBackPhase.FINAL)
    card = cards.rewritten(card, *(_second(one, load=3000) for one in first))
    told = msgspec.structs.replace(STATE, number=2, total_credited=8000, remaining=7321)
    return _after_meter(card, 2, told, ReadBackPhase.FINAL)


def _second(contents: CardContents, load: int) -> CardContents:
    return changed(
        contents,
        form=CardForm.USER,
        number=2,
        load=load,
        cumulative=contents.cumulative + load,
        bought_in_period=contents.bought_in_period + load,
        sequence=2,
        mark=contents.mark._replace(seq=4002),
    )


def _after_meter(image: CardImage, place: int, told: ReadBack, phase: ReadBackPhase) -> CardImage:
    profile = next(p for p in profiles() if p.shown(image))
    reading = next(r for r in profile.decode(image, KEYS) if r.contents.place == place)
    mark = reading.contents.mark
    return applied(image, write_back(image, told, mark, phase, KEYS, place))


def profiles() -> tuple[TapcardProfile, ...]:
    """Profiles of the examples."""
    return tuple(c.profile() for c in (TapcardContract(), Sle4428Contract(), Mifare1kContract()))


def told(image: CardImage) -> Rows:
    """What a card says, as the page tells it."""
    profile = next(p for p in profiles() if p.shown(image))
    readings = profile.decode(image, KEYS)
    return [row for number, reading in enumerate(readings) for row in _rows(reading, number == 0)]


def _rows(reading: CardReading, first: bool) -> Iterator[tuple[str, str, str]]:
    shared = ("utility", "region", "account", "household_size")
    contents, place = reading.contents, str(reading.contents.place)
    if first:
        yield "", "serial", reading.serial.hex(" ").upper()
        yield "", "key_version", str(reading.key_version)
        for name in shared:
            yield "", name, _said(getattr(contents, name))
    for name in contents.__struct_fields__:
        if name not in (*shared, "place", "parameters", "tariff"):
            yield place, name, _said(getattr(contents, name))
    for name in reading.read_back.__struct_fields__:
        if name != "totals":
            yield place, f"read-back {name}", _said(getattr(reading.read_back, name))


def _said(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return " ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
