"""One house for each layout and kind of meter: its cards, made at a counter, and its meter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.at88_water4_report import report_of
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    Marking,
    MeterStatus,
    ReadBack,
    UtilityKind,
)
from app.domain.completion import completed
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.metering import MeterState
from app.domain.plans import CardImage, StepKind
from app.domain.quantity import PRICE_SCALE, THOUSANDTHS
from app.simulator.fitting import card_for, meter_for, reader_for
from app.simulator.meter import VirtualMeter
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.reader import VirtualReader

KEYS = DemoKeys()
STRANGER = MasterKeys({1: bytes(16)})
TODAY = date(2026, 3, 30)
ACCOUNT, METER = "100000017", "77000001"
LOAD = 5_000
ONE_TO_ONE = MeterTariff(
    current=TierSet(starts=(0,), prices=(THOUSANDTHS * PRICE_SCALE,)),
)
"""A thousandth of a unit costs one minor unit, so that figures are the same for all meters."""


@dataclass(frozen=True)
class House:
    """A household with one kind of meter."""

    name: str
    make: Callable[[Marking], Profile]
    markings: tuple[Marking, ...]
    """Ways to mark that its layout knows, the usual one first."""
    kind: UtilityKind = UtilityKind.WATER
    charging: ChargingType = ChargingType.VOLUME
    place: int = 1
    bits: MeterStatus = ~MeterStatus.NONE
    """Status bits that the layout carries."""
    reports_again: bool = True
    """Whether a meter can report on a card twice between two visits to a counter."""
    names_utility: bool = True
    """Whether the card says whose it is, so that more than its keys tells."""
    names_meter: bool = True
    """Whether the card has the meter's number."""
    keeps_refused: bool = True
    """Whether a meter tells of itself on a card whose load it cannot take for now."""

    def profile(self, marking: Marking | None = None) -> Profile:
        return self.make(marking or self.markings[0])

    def contents(
        self, number: int = 1, *, load: int = LOAD, sequence: int | None = None, **changes: Any
    ) -> CardContents:
        """A purchase; each write sequence has a mark of its own."""
        sequence = number if sequence is None else sequence
        plain = CardContents(
            place=self.place,
            form=CardForm.USER,
            utility=42,
            region=7,
            kind=self.kind,
            charging=self.charging,
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
            cumulative=number * LOAD,
            sequence=sequence,
            mark=EventId(7, 1, 100 + sequence),
        )
        return msgspec.structs.replace(plain, **changes)

    def another_meter(self) -> CardContents:
        """Contents for a meter next door."""
        if self.names_meter:
            return self.contents(2, meter="77000002")
        return self.contents(2, place=self.place + 1)

    def blank(self, card: int = 1, keys: KeySource = KEYS) -> ChipCard:
        return card_for(self.profile(), keys, card)

    def serial(self, card: int = 1) -> bytes:
        """Serial of a card by its number."""
        given = b"SERIAL-%d" % card
        with self._station(self.blank(card)).session() as session:
            return self.profile().own_serial(session.image()) or given

    def card(self, contents: CardContents, card: int = 1, keys: KeySource = KEYS) -> ChipCard:
        """A card made at a counter."""
        blank, serial = self.blank(card, keys), self.serial(card)
        with self._station(blank, keys).session() as session:
            image = session.image()
            steps = self.profile().issue(image, serial, (contents,), keys)
            session.unlock_for_issue(serial)
            for step in steps:
                session.write(step)
        return blank

    def rewrite(self, card: ChipCard, contents: CardContents) -> None:
        """A later purchase."""
        with self._station(card).session() as session:
            image = session.image()
            session.unlock(session.serial())
            for step in self.profile().rewrite(image, (contents,), KEYS):
                assert step.kind is StepKind.WRITE
                session.write(step)

    def image(self, card: ChipCard) -> CardImage:
        with self._station(card).session() as session:
            return session.image()

    def read(self, card: ChipCard, written: CardContents) -> CardReading:
        """What a counter reads that wrote this last."""
        readings = self.profile().decode(self.image(card), KEYS)
        (found,) = [one for one in readings if one.contents.place == self.place]
        return completed(found, written, marked=self.profile().declares.room_for_mark)

    def told(self, card: ChipCard, written: CardContents) -> ReadBack:
        """What its meter wrote about itself."""
        if isinstance(self.profile(), At88Water4):
            return report_of(self.image(card), self.place) or ReadBack()
        return self.read(card, written).read_back

    def meter(
        self,
        number: int = 0,
        *,
        marking: Marking | None = None,
        card: int | None = 1,
        tariff: MeterTariff | None = ONE_TO_ONE,
        **changes: Any,
    ) -> VirtualMeter:
        """A meter that has taken ``number`` loads; opened by a card, unless that is None."""
        state = MeterState(
            meter=METER,
            utility=42,
            region=7,
            kind=self.kind,
            place=self.place,
            charging=self.charging,
            account=None if card is None else ACCOUNT,
            serial=None if card is None else self.serial(card),
            number=number,
            total_credited=number * LOAD,
        )
        state = msgspec.structs.replace(state, **changes)
        return meter_for(self.profile(marking), KEYS, state, TODAY, tariff=tariff)

    def _station(self, card: ChipCard, keys: KeySource = KEYS) -> Station:
        reader = VirtualReader(reader_for(self.profile()))
        reader.insert(card)
        return Station(reader, (self.profile(),), keys)


def _cpu68(marking: Marking) -> Cpu68:
    return Cpu68(parameters=Parameters(marking=marking))


ONCE = (Marking.AFTER, Marking.BEFORE)
ALWAYS = (Marking.BOTH, *ONCE)
FLOW_BITS = (
    MeterStatus.VALVE_CLOSED
    | MeterStatus.BATTERY_LOW
    | MeterStatus.MAGNET
    | MeterStatus.TAMPER
    | MeterStatus.VALVE_FAULT
)
SLE4442 = House("tapcard-sle4442", lambda m: TapcardSle4442(marking=m), ALWAYS)
SLE4428 = House("tapcard-sle4428", lambda m: TapcardSle4428(marking=m), ALWAYS, place=3)
MIFARE1K = House("tapcard-mifare1k", lambda m: TapcardMifare1k(marking=m), ALWAYS, place=2)
WATER4 = House(
    "at88-water4",
    lambda m: At88Water4(marking=m),
    (Marking.AFTER,),
    place=2,
    reports_again=False,
    names_meter=False,
)
WATER = House(
    "cpu68-water",
    _cpu68,
    (*ONCE, Marking.BOTH),
    place=2,
    bits=FLOW_BITS,
    names_utility=False,
    keeps_refused=False,
)
POWER = House(
    "cpu68-electricity",
    _cpu68,
    (*ONCE, Marking.BOTH),
    UtilityKind.ELECTRICITY,
    ChargingType.MONEY,
    bits=MeterStatus.ILLEGAL_CARD,
    names_utility=False,
    keeps_refused=False,
)
HOUSES = (SLE4442, SLE4428, MIFARE1K, WATER4, WATER, POWER)
