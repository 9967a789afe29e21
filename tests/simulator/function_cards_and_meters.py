"""Function cards made at a counter, and meters that they are put into, at the level of chips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.contract import Profile
from app.cards.station import Station
from app.domain.cards import CardContents
from app.domain.function_cards import FunctionContents, FunctionReading
from app.domain.identity import NO_MARK
from app.domain.metering import MeterState
from app.simulator.fitting import card_for, reader_for
from app.simulator.meter import Answer, VirtualMeter
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.reader import VirtualReader
from app.simulator.tears import CardPulled, Tear

KEYS = DemoKeys()
TODAY = date(2026, 3, 30)
CUSTOMER = b"SERIAL-1"
OLD, NEW, THIRD = "900000000001", "900000000002", "900000000003"


@dataclass(frozen=True)
class Workshop:
    """A counter and an installer for one layout."""

    profile: Profile

    def serial(self, card: ChipCard, given: bytes = b"FUNCTION") -> bytes:
        """The serial that a blank has or gets."""
        with self._station(card).session() as session:
            return self.profile.own_serial(session.image()) or given

    def make(self, contents: FunctionContents, number: int = 1) -> ChipCard:
        """A function card, fresh from the counter."""
        card = card_for(self.profile, KEYS, number)
        serial = self.serial(card)
        with self._station(card).session() as session:
            image = session.image()
            steps = self.profile.make_function(image, serial, contents, KEYS)
            session.unlock_for_issue(serial)
            for step in steps:
                session.write(step)
        return card

    def customer_card(self, contents: CardContents, number: int = 2) -> ChipCard:
        """A customer's card."""
        card = card_for(self.profile, KEYS, number)
        serial = self.serial(card, CUSTOMER)
        with self._station(card).session() as session:
            image = session.image()
            steps = self.profile.issue(image, serial, (contents,), KEYS)
            session.unlock_for_issue(serial)
            for step in steps:
                session.write(step)
        return card

    def read(self, card: ChipCard) -> FunctionReading:
        """The card when it comes back."""
        with self._station(card).session() as session:
            reading = self.profile.function_of(session.image(), KEYS)
        assert reading is not None
        return reading

    def meter(self, device: str, **state: Any) -> VirtualMeter:
        """A meter of the utility, not opened."""
        told: dict[str, Any] = {"meter": "", "utility": 17, "region": 530102} | state
        return VirtualMeter(
            MeterState(**told), KEYS, today=TODAY, profile=self.profile, device=device
        )

    def _station(self, card: ChipCard) -> Station:
        reader = VirtualReader(reader_for(self.profile))
        reader.insert(card)
        return Station(reader, (self.profile,), KEYS)


def put_in(meter: VirtualMeter, card: ChipCard, tear: Tear | None = None) -> Answer | None:
    """Puts a card in; None also where it was pulled."""
    try:
        return meter.take(card, tear=tear)
    except CardPulled:
        card.seat()
        return None


def credit_of(reading: FunctionReading, *meters: VirtualMeter) -> list[int]:
    """Everywhere that credit can come from by now: each meter that can still be used, the card.

    What a meter that is being emptied holds counts as its own until it stands on the card; what
    was claimed counts as the card's until its claimant has it.
    """
    by_device = {meter.memory.functions.device: meter for meter in meters}
    found = []
    for meter in meters:
        own = meter.memory.functions
        given = own.giving != NO_MARK and any(d.device == own.device for d in reading.dumps)
        found.append(0 if given else meter.state.remaining)
    for dump in reading.dumps:
        taker = by_device.get(dump.claimed_by)
        took = taker is not None and taker.memory.functions.took == reading.contents.mark
        found.append(0 if dump.delivered_to or took else dump.remaining)
    return [credit for credit in found if credit]
