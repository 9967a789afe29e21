"""A small world that can be kept in a folder and taken out again: counter, cards, meters, clock."""

from __future__ import annotations

import hashlib
import pickle
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.cards import Marking
from app.kiosk import Kiosk
from app.ledger.queries import plans, sales
from app.ledger.queries.plans import PlanRow
from app.ledger.queries.sales import Refund
from app.printing.delivery import Timing
from app.printing.drawer import PrinterDrawer
from app.printing.spooler import Spooler, SpoolReport
from app.simulator.meter import Answer, VirtualMeter
from app.simulator.reader import VirtualReader
from app.simulator.sle4442_card import CardSnapshot, VirtualSle4442
from app.simulator.sle4442_dialects import acs_dialect, omnikey_dialect
from app.simulator.visits import MeterMemory
from tests.campaign.steps import Steps, WatchedLedger, WatchedPort
from tests.counter import NOON, Counter, SeededRandomness, SetClock

NODE = 7
_READERS = {
    "acs": ("ACS ACR39U ICC Reader 00 00", acs_dialect),
    "omnikey": ("HID Global OMNIKEY 3x21 Smart Card Reader 00 00", omnikey_dialect),
}
_HURRIED = Timing(poll=0.5, patience=2.0, probe=2.0, retry=0.2, idle=0.1)
_PRINT_SECONDS = 20.0
_NO_PRINTER = "none"


@dataclass(frozen=True)
class Kind:
    """What differs between one world and another."""

    marking: Marking = Marking.BOTH
    copyable: bool = True
    reader: str = "acs"

    def profile(self) -> TapcardSle4442:
        """The card layout with its meters."""
        return TapcardSle4442(marking=self.marking, copyable=self.copyable)


class CountedRandomness(SeededRandomness):
    """Bytes from a seed and from how many times some were asked for: nothing else to keep."""

    def __init__(self, seed: int, drawn: int = 0) -> None:
        super().__init__(seed)
        self.seed = seed
        self.drawn = drawn

    def bytes(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(f"{self.seed} {self.drawn}".encode()).digest(count)


@dataclass
class Things:
    """Everything outside the ledger that lasts."""

    kind: Kind
    seed: int = 1
    clock: int = NOON
    drawn: int = 0
    cards: dict[str, CardSnapshot] = field(default_factory=dict)
    meters: dict[str, MeterMemory] = field(default_factory=dict)
    in_reader: str | None = None
    hand: str = ""
    """The card that matters next."""
    notes: dict[str, str] = field(default_factory=dict)
    """What people remember: account numbers, how far the day has come."""


@dataclass(frozen=True)
class Frozen:
    """A world that stands still: its ledger's folder, and everything else."""

    folder: Path
    things: Things

    def copied(self, folder: Path) -> Frozen:
        """The same world in another folder."""
        shutil.copytree(self.folder, folder)
        return Frozen(folder, pickle.loads(pickle.dumps(self.things)))

    def thaw(self, steps: Steps | None = None, printer: str = _NO_PRINTER) -> World:
        """Opens it."""
        return World(self.folder, self.things, steps or Steps(), printer)


class WatchedCounter(Counter):
    """A counter whose commits, APDUs and printer writes are steps."""

    def __init__(self, path: Path, things: Things, steps: Steps, printer: str) -> None:
        super().__init__(
            path, node=NODE, profile=things.kind.profile(), clock=SetClock(things.clock)
        )
        name, _dialect = _READERS[things.kind.reader]
        self.reader = VirtualReader(name)
        self.reader.on_apdu(steps.apdu)
        self.station = Station(self.reader, (self.profile,), self.keys)
        self.port = WatchedPort(printer, steps)
        self._steps = steps

    @property
    def kiosk(self) -> Kiosk:
        return replace(super().kiosk, drawer=PrinterDrawer(self.port))

    def open(self) -> WatchedCounter:
        ledger = WatchedLedger.open(self.path, node=self.node, clock=self.clock, random=self.random)
        ledger.steps = self._steps
        self.ledger = ledger
        return self


class World:
    """An open world."""

    def __init__(self, folder: Path, things: Things, steps: Steps, printer: str) -> None:
        """Opens the ledger, as a program that starts does."""
        self.folder = folder
        self.kind, self.seed, self.hand = things.kind, things.seed, things.hand
        self.notes = dict(things.notes)
        self.counter = WatchedCounter(folder / "ledger.db", things, steps, printer)
        self._randomness = CountedRandomness(things.seed, things.drawn)
        self.counter.random = self._randomness
        self.cards = {name: self._card(kept) for name, kept in things.cards.items()}
        self.meters = {name: self._meter(kept) for name, kept in things.meters.items()}
        if things.in_reader is not None:
            self.counter.put(self.cards[things.in_reader])
        self.counter.open()

    @property
    def ledger(self) -> WatchedLedger:
        assert isinstance(self.counter.ledger, WatchedLedger)
        return self.counter.ledger

    # -- standing still --------------------------------------------------------------------

    def things(self) -> Things:
        """Everything outside the ledger, as it is now."""
        inside = [n for n, card in self.cards.items() if card is self.counter.reader.card]
        return Things(
            kind=self.kind,
            seed=self.seed,
            clock=self.counter.clock.now,
            drawn=self._randomness.drawn,
            cards={name: card.snapshot() for name, card in self.cards.items()},
            meters={name: meter.memory for name, meter in self.meters.items()},
            in_reader=inside[0] if inside else None,
            hand=self.hand,
            notes=dict(self.notes),
        )

    def scrap(self) -> None:
        """Closes the ledger and throws it away."""
        self.counter.close()
        shutil.rmtree(self.folder)

    def freeze(self) -> Frozen:
        """Closes the ledger."""
        self.counter.close()
        return Frozen(self.folder, self.things())

    # -- cards and meters ------------------------------------------------------------------

    @property
    def card(self) -> VirtualSle4442:
        """The card that matters."""
        return self.cards[self.hand]

    def new_card(self, name: str) -> None:
        """Takes a blank card in hand and puts it on the reader."""
        self.cards[name] = VirtualSle4442(dialect=_READERS[self.kind.reader][1])
        self.put(name)

    def put(self, name: str) -> None:
        """Takes a card in hand and puts it on the reader."""
        self.hand = name
        self.counter.put(self.cards[name])

    def new_meter(self, number: str) -> None:
        """A meter from the factory."""
        self.meters[number] = self.counter.meter(number)

    def take(self, meter: str, card: str | None = None) -> Answer | None:
        """A card in a meter, and back in the customer's hand."""
        self.counter.reader.remove()
        return self.meters[meter].take(self.cards[card or self.hand])

    def _card(self, kept: CardSnapshot) -> VirtualSle4442:
        card = VirtualSle4442(dialect=_READERS[self.kind.reader][1])
        card.restore(kept)
        return card

    def _meter(self, memory: MeterMemory) -> VirtualMeter:
        meter = self.counter.meter(memory.state.meter)
        meter.memory = memory
        return meter

    # -- the counter -----------------------------------------------------------------------

    def do(self, operation: str, **arguments: Any) -> Any:
        """Runs an operation as `tapcard do` would."""
        return self.counter.do(operation, **arguments)

    def open_plans(self) -> list[PlanRow]:
        """Plans that nobody has closed."""
        with self.ledger.read() as reader:
            return plans.open_plans(reader.db, node=NODE)

    def unrenewed(self) -> list[PlanRow]:
        """Plans whose card was scrapped and that wait for a new one."""
        with self.ledger.read() as reader:
            return [
                row for account in self.accounts() for row in plans.unrenewed(reader.db, account)
            ]

    def due(self) -> list[Refund]:
        """Refunds whose load is off the card and whose money waits."""
        with self.ledger.read() as reader:
            return [
                refund
                for account in self.accounts()
                for refund in sales.open_refunds(reader.db, account)
            ]

    def accounts(self) -> list[str]:
        """Account numbers that people remember."""
        return [value for key, value in self.notes.items() if key.startswith("account")]

    def drain(self) -> SpoolReport:
        """Prints what is pending."""
        spooler = Spooler(self.ledger.print_jobs, self.counter.port, width=48, timing=_HURRIED)
        return spooler.drain(_PRINT_SECONDS)


def begin(folder: Path, kind: Kind, seed: int = 1) -> Frozen:
    """A world with a ledger that is ready to sell, an hour after it was made."""
    folder.mkdir(parents=True)
    randomness = CountedRandomness(seed)
    counter = Counter(folder / "ledger.db", node=NODE, profile=kind.profile())
    counter.random = randomness
    counter.begin()
    counter.close()
    clock = counter.clock.now + 3_600_000
    return Frozen(folder, Things(kind=kind, seed=seed, clock=clock, drawn=randomness.drawn))
