"""The hands of everybody in the demo: cards, meters, days and the printer, without a screen.

All methods may be called from the screen's thread while the counter works on its own.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

import msgspec

from app.domain.cards import CardContents
from app.domain.metering import MeterState
from app.domain.quantity import Quantity
from app.domain.text import _
from app.simulator.belongings import Belongings, KeptVillage, Roll, VillageCard
from app.simulator.clock import DemoClock
from app.simulator.house_meter import HouseMeter
from app.simulator.meter_words import in_short, in_words
from app.simulator.mid_write import MidWritePull
from app.simulator.printer import VirtualPrinter
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.tray_cards import Records, TrayCard, label_of, standing_of
from app.simulator.visits import MeterMemory

_NEW_HOUSE: Quantity = 150
"""Litres a day behind a meter that was allocated during the demo."""
_LOW_LINES = 200
"""Lines that a roll which is nearly empty still has: a handful of receipts."""


class TrayPaper(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of paper that came out of the printer."""

    text: str
    """All its lines; pictures and codes as ``[...]``."""
    complete: bool
    """False: it was torn off before the printer cut it."""


class Tray:
    """Everything that is not the counter."""

    def __init__(
        self,
        kept: KeptVillage,
        *,
        belongings: Belongings,
        reader: VirtualReader,
        printer: VirtualPrinter,
        clock: DemoClock,
        records: Records,
        save: Callable[[KeptVillage], None],
    ) -> None:
        """Brings cards, meters and printer to the state that was kept, and the days up to now.

        ``save`` is called after each change of a card, a meter or the clock.
        """
        self._seed = kept.seed
        self._belongings = belongings
        self._reader = reader
        self._printer = printer
        self._clock = clock
        self._records = records
        self._save = save
        self._guard = threading.RLock()
        self._pull = MidWritePull(kept.seed, kept.tears)
        self._saved: KeptVillage | None = None
        belongings.take_in(kept.cards, kept.meters)
        belongings.sort_cards(lambda card: standing_of(card, belongings, records))
        self._set_roll(kept.roll)
        if kept.on_reader is not None:
            reader.insert(belongings.cards[kept.on_reader].chip)
        reader.watch(self._keep)
        reader.on_apdu(self._on_apdu)
        self._live()

    # -- cards -----------------------------------------------------------------------------

    def cards(self) -> list[TrayCard]:
        """All cards; those that stood out when the demo was opened come first, and stay there."""
        with self._guard:
            return [
                TrayCard(name=card.name, label=self._label(card), on_reader=self._lies(card))
                for card in self._belongings.cards.values()
            ]

    def put(self, name: str) -> None:
        """Puts a card on the reader in place of the one there."""
        self._reader.insert(self._belongings.cards[name].chip)

    def pull(self) -> None:
        """Takes the card off the reader, whatever the counter does with it at this moment."""
        self._reader.remove()

    def pull_in_mid_write(self) -> None:
        """Arms a hand that pulls the card amid its next write, at a seeded byte."""
        self._pull.arm()

    @property
    def armed(self) -> bool:
        """Whether the next write will be torn."""
        return self._pull.armed

    def take_home(self, name: str) -> str:
        """Puts a card into its meters, one after the other; returns what they said."""
        card = self._belongings.cards[name]
        self._fetch(card)
        with self._guard:
            self._live()
            houses = self._houses_of(card)
            if not houses or card.memory is None:
                return _("This card belongs to no meter in the village.")
            answers = [(house.meter.take(card.memory), house.meter.state) for house in houses]
            self._keep()
            if len(answers) == 1:
                return in_words(*answers[0])
            return "\n".join(in_short(*answer) for answer in answers)

    def meters_for(self, name: str) -> list[str]:
        """Names of the meters that a function card may be taken to; empty for other cards."""
        card = self._belongings.cards[name]
        if self._belongings.function(card) is None:
            return []
        return list(self._belongings.meters_reading(card.make))

    def take_to(self, name: str, meter: str) -> str:
        """Puts a function card into a meter; returns what that said."""
        card = self._belongings.cards[name]
        self._fetch(card)
        with self._guard:
            self._live()
            if card.memory is None:
                return _("The meter cannot read this card.")
            device = self._belongings.meters[meter].meter
            answer = device.take(card.memory)
            self._keep()
            return in_words(answer, device.state)

    def _fetch(self, card: VillageCard) -> None:
        if self._lies(card):
            self._reader.remove()

    # -- time ------------------------------------------------------------------------------

    def let_days_pass(self, days: int) -> str:
        """Meters use water, the clock goes on; returns what day it is and who has no water.

        The counter was switched off meanwhile: the new day is a new boot.
        """
        with self._guard:
            self._clock.let_days_pass(days)
            self._live()
            dry = sum(house.dry for house in self._belongings.meters.values())
        return _("It is {day}. Meters without credit: {dry}.").format(
            day=self._clock.today().isoformat(), dry=dry
        )

    # -- printer ---------------------------------------------------------------------------

    def papers(self) -> list[TrayPaper]:
        """What came out of the printer since the demo was opened, oldest first."""
        return [
            TrayPaper(text=document.text, complete=document.complete)
            for document in self._printer.documents
        ]

    def picture(self, number: int) -> bytes:
        """A paper as a PNG, one pixel per dot; ``number`` counts :meth:`papers` from 0."""
        picture = io.BytesIO()
        self._printer.documents[number].image().save(picture, "PNG")
        return picture.getvalue()

    def open_cover(self) -> None:
        """Printing stops."""
        self._printer.open_cover()

    def close_cover(self) -> None:
        """Printing goes on."""
        self._printer.close_cover()

    def let_paper_run_low(self) -> None:
        """The roll has only a few receipts left."""
        self._set_roll(Roll.LOW)
        self._keep()

    def take_paper_out(self) -> None:
        """The roll is empty: printing stops."""
        self._set_roll(Roll.OUT)
        self._keep()

    def put_new_roll(self) -> None:
        """A full roll; what waited is printed."""
        self._set_roll(Roll.FULL)
        self._keep()

    @property
    def cover_open(self) -> bool:
        """Whether the printer's cover is open."""
        return self._printer.condition.cover_open

    @property
    def roll(self) -> Roll:
        """How much paper is in the printer."""
        condition = self._printer.condition
        if condition.paper_out:
            return Roll.OUT
        return Roll.LOW if condition.near_end else Roll.FULL

    # -- inside ----------------------------------------------------------------------------

    def _label(self, card: VillageCard) -> str:
        return label_of(card, self._belongings, self._records)

    def _lies(self, card: VillageCard) -> bool:
        return self._reader.card is card.chip

    def _houses_of(self, card: VillageCard) -> list[HouseMeter]:
        """The meters that the card names; they hang there even if the demo never saw them."""
        readings = self._belongings.readings(card)
        if not readings:
            houses = self._belongings.meters.values()
            ours = [
                one for one in houses if card.account and one.meter.state.account == card.account
            ]
            return ours[:1]
        return [self._house_of(card, reading.contents) for reading in readings]

    def _house_of(self, card: VillageCard, contents: CardContents) -> HouseMeter:
        found = self._belongings.meter_of(contents.meter, contents.account)
        if found is not None:
            return found
        state = MeterState(
            meter=contents.meter,
            kind=contents.kind,
            utility=contents.utility,
            region=contents.region,
        )
        memory = MeterMemory(state=state, today=self._clock.today())
        return self._belongings.hang(memory, _NEW_HOUSE, make=card.make)

    def _live(self) -> None:
        """Water flows up to the present day."""
        today = self._clock.today()
        for house in self._belongings.meters.values():
            house.live_until(today)
        self._keep()

    def _set_roll(self, roll: Roll) -> None:
        if roll is Roll.OUT:
            self._printer.take_paper_out()
            return
        self._printer.load_paper(None if roll is Roll.FULL else _LOW_LINES)
        if roll is Roll.LOW:
            self._printer.near_end()

    def _on_apdu(self, _number: int, apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            self._pull.before(apdu, self._reader.card)
        else:
            self._keep()

    def _keep(self) -> None:
        """Saves everything, if anything has changed."""
        with self._guard:
            now = self._kept()
            if now != self._saved:
                self._save(now)
                self._saved = now

    def _kept(self) -> KeptVillage:
        cards = self._belongings.cards.values()
        lying = [card.name for card in cards if self._lies(card)]
        return KeptVillage(
            seed=self._seed,
            ahead=self._clock.ahead,
            boots=self._clock.boots,
            tears=self._pull.pulled,
            cards=self._belongings.kept_cards(),
            meters=self._belongings.kept_meters(),
            on_reader=lying[0] if lying else None,
            roll=self.roll,
        )
