"""A customer with four meters on one card: two of water, one of power, and one of heat by money."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.cards import ChargingType, UtilityKind
from app.simulator.meter import VirtualMeter
from app.simulator.sle4428_card import VirtualSle4428
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter, SeededRandomness, SetClock

WATER, GARDEN, POWER, HEAT = "20260001", "20260002", "000000012345", "20260004"
KINDS = {
    WATER: UtilityKind.WATER,
    GARDEN: UtilityKind.WATER,
    POWER: UtilityKind.ELECTRICITY,
    HEAT: UtilityKind.HEAT,
}
_MODELS = {WATER: "DN15", GARDEN: "DN15", POWER: "E1", HEAT: "H1"}
_CLASSES = {WATER: "1", GARDEN: "1", POWER: "2", HEAT: "3"}
_FIRST = "100"


@dataclass
class Several:
    """The customer, who has four meters, and the counter."""

    counter: Counter
    account: str
    card: VirtualSle4428
    meters: dict[str, VirtualMeter]

    def visit(self, *meters: str) -> None:
        """The card goes to these meters, or to all."""
        for number in meters or KINDS:
            self.meters[number].take(self.card)

    def buy(self, **wanted: Any) -> None:
        """A purchase with no screen."""
        self.counter.put(self.card)
        self.counter.do("prepay", **wanted)
        self.counter.reader.remove()


def enter_models(counter: Counter) -> None:
    """Power at 20 a kWh, heat at 30 of which the meter counts the money; water as everywhere."""
    for model, kind, charging in (
        ("E1", UtilityKind.ELECTRICITY, ChargingType.VOLUME),
        ("H1", UtilityKind.HEAT, ChargingType.MONEY),
    ):
        counter.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model=model,
            kind=kind.value,
            charging=charging.value,
            profile=counter.profile.name,
        )
    for number, name, price in ((2, "Power", "20.00"), (3, "Heat", "30.00")):
        text = (
            f'tariff_class = {number}\nname = "{name}"\ntiers = [{{ price = "{price}" }}]\n'
            'tiers_tax = ""\ntaxes = []'
        )
        counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)


def _allocated(counter: Counter) -> Several:
    enter_models(counter)
    account, card = counter.account("Amina Salim"), counter.new_card()
    meters = {}
    for place, number in enumerate(KINDS, start=1):
        counter.do(
            "allocate-meter",
            account=account,
            meter=number,
            model=_MODELS[number],
            tariff_class=_CLASSES[number],
            amount="1000" if number == WATER else _FIRST,
        )
        charging = ChargingType.MONEY if number == HEAT else ChargingType.VOLUME
        meters[number] = counter.meter(number, kind=KINDS[number], place=place, charging=charging)
    return Several(counter, account, card, meters)


_made: dict[str, tuple[TemporaryDirectory[str], Several]] = {}
"""The prepared counter of this process: making one takes longest."""


@contextmanager
def several_meters(folder: Path) -> Iterator[Several]:
    """The counter in a folder of its own; every meter has taken its first load."""
    if not _made:
        place = TemporaryDirectory()
        counter = Counter(Path(place.name) / "ledger.db", profile=TapcardSle4428())
        with patch.multiple("app.operations.pins", _MEMORY_KIB=64, _PASSES=1):
            counter.begin()
        made = _allocated(counter)
        made.visit()
        counter.close()
        _made["four"] = place, made
    place, made = _made["four"]
    shutil.copytree(place.name, folder / "several")
    counter = Counter(
        folder / "several" / "ledger.db", profile=made.counter.profile, clock=SetClock()
    )
    counter.clock.now = made.counter.clock.now + 60_000
    counter.random = SeededRandomness(99)
    counter.open()
    try:
        yield Several(
            counter,
            made.account,
            made.card.clone(),
            {number: meter.clone() for number, meter in made.meters.items()},
        )
    finally:
        counter.close()
