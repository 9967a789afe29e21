"""A small world that can be kept in a folder and taken out again: counter, cards, meters, clock."""

from __future__ import annotations

import hashlib
import pickle
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.cards.station import Station
from app.domain.cards import ChargingType, Marking, UtilityKind
from app.kiosk import Kiosk
from app.ledger.queries import function_cards, plans, sales
from app.ledger.queries.function_cards import Filter, FunctionCard
from app.ledger.queries.plans import PlanRow
from app.ledger.queries.sales import Refund
from app.operations.local_time import local_date
from app.printing.delivery import Timing
from app.printing.drawer import PrinterDrawer
from app.printing.spooler import Spooler, SpoolReport
from app.simulator.meter import Answer, VirtualMeter
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.reader import VirtualReader
from app.simulator.visits import MeterMemory
from tests.campaign.kinds import OTHER_MODEL, Kind
from tests.campaign.steps import Steps, WatchedLedger, WatchedPort
from tests.counter import ADMINISTRATOR, NOON, Counter, SeededRandomness, SetClock

NODE = 7
_HURRIED = Timing(poll=0.5, patience=2.0, probe=2.0, retry=0.2, idle=0.1)
_PRINT_SECONDS = 20.0
_NO_PRINTER = "none"


class CountedRandomness(SeededRandomness):
    """Bytes from a seed and from how many times some were asked for: nothing else to keep."""

    def __init__(self, seed: int, drawn: int = 0) -> None:
        super().__init__(seed)
        self.seed = seed
        self.drawn = drawn

    def bytes(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(f"{self.seed} {self.drawn}".encode()).digest(count)


@dataclass(frozen=True)
class KeptCard:
    """A card while nobody holds it."""

    number: int
    """By which it was told apart from other blanks."""
    snapshot: Any
    """What its chip keeps."""


@dataclass
class Things:
    """Everything outside the ledger that lasts."""

    kind: Kind
    seed: int = 1
    clock: int = NOON
    drawn: int = 0
    cards: dict[str, KeptCard] = field(default_factory=dict)
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
        super().__init__(path, node=NODE, clock=SetClock(things.clock), **_options(things.kind))
        self.reader = VirtualReader(things.kind.reader())
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
        self.cards: dict[str, ChipCard] = {}
        self._numbers: dict[str, int] = {}
        for name, kept in things.cards.items():
            self._make_card(name, kept.number).restore(kept.snapshot)
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
            cards={
                name: KeptCard(self._numbers[name], card.snapshot())
                for name, card in self.cards.items()
            },
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
    def marking(self) -> Marking:
        """How the meters mark what they take."""
        return self.counter.profile.declares.marking

    @property
    def card(self) -> ChipCard:
        """The card that matters."""
        return self.cards[self.hand]

    def new_card(self, name: str) -> None:
        """Takes a blank card in hand and puts it on the reader."""
        self._make_card(name, len(self.cards) + 1)
        self.put(name)

    def put(self, name: str) -> None:
        """Takes a card in hand and puts it on the reader."""
        self.hand = name
        self.counter.put(self.cards[name])

    def new_meter(self, number: str, at: int = 0) -> None:
        """A meter from the factory, for a place of :attr:`Kind.meters`."""
        kind = self.kind.meters[at]
        self.meters[number] = self.counter.meter(number, kind=kind, place=at + 1)

    def take(self, meter: str, card: str | None = None) -> Answer | None:
        """A card in a meter, and back in the customer's hand."""
        self.counter.reader.remove()
        return self.meters[meter].take(self.cards[card or self.hand])

    def _make_card(self, name: str, number: int) -> Any:
        """A blank; Any, for each kind of card restores snapshots of its own kind."""
        self.cards[name] = self.kind.card(self.counter.keys, number)
        self._numbers[name] = number
        return self.cards[name]

    def _meter(self, memory: MeterMemory) -> VirtualMeter:
        state = memory.state
        meter = self.counter.meter(state.meter, kind=state.kind, place=state.place)
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

    def function_cards(self) -> list[FunctionCard]:
        """The register."""
        with self.ledger.read() as reader:
            return function_cards.register(reader.db, Filter(today=local_date(self.counter.kiosk)))

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
    counter = Counter(folder / "ledger.db", node=NODE, **_options(kind))
    counter.random = randomness
    counter.begin()
    for at, utility in enumerate(kind.meters):
        if kind.model(at) == OTHER_MODEL:
            _enter_model(counter, utility)
    counter.close()
    clock = counter.clock.now + 3_600_000
    return Frozen(folder, Things(kind=kind, seed=seed, clock=clock, drawn=randomness.drawn))


def _options(kind: Kind) -> dict[str, Any]:
    """What a counter is told of the cards and the meters it sells to."""
    return {"profile": kind.profile(), "kind": kind.meters[0], "charging": kind.charging}


def _enter_model(counter: Counter, utility: UtilityKind) -> None:
    """Of the other meters, which count money: on some cards electricity can be counted in no
    other way.
    """
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model=OTHER_MODEL,
        profile=counter.profile.name,
        kind=utility.value,
        charging=ChargingType.MONEY.value,
    )
