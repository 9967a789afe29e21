"""A household and two kiosks, for lives that are played at random: cards, meters, what happens."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.simulator.fitting import card_for, meter_for, reader_for
from app.simulator.function_moves import FunctionAnswer
from app.simulator.meter import VirtualMeter
from app.simulator.reader import VirtualReader
from app.simulator.tears import CardPulled, Tear, seeded_mix
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter, SeededRandomness, SetClock
from tests.operations.customer import RestartedClock
from tests.protocol.kiosks import sync_both
from tests.protocol.pulls import A, B
from tests.simulator.houses import ONE_TO_ONE

DAY = 86_400_000
MOST_CARDS = 4
SHOPS = """
tariff_class = 2
name = "Shops"
valid_from = 2026-01-01
period_months = 3
tiers_tax = "VAT"
tiers = [{ upto = "4", price = "30.00" }, { price = "110.00" }]
per_person = "1"
allowance = "1"
standing = { monthly = "80.00", tax = "VAT" }
taxes = [{ code = "VAT", rate = "16", included = true }]
"""
"""Another class, with free volume, persons, and other periods than the usual one."""
FLOAT = 100_000
"""Change money in each drawer, in minor units."""


@dataclass(frozen=True)
class Kind:
    """A kind of household: its cards, and what its meters count."""

    name: str
    make: Callable[[], Profile]
    meters: tuple[str, ...] = ("12345",)
    utility: UtilityKind = UtilityKind.WATER
    charging: ChargingType = ChargingType.VOLUME

    @property
    def counts_money(self) -> bool:
        return self.charging.counts_money


TWO = ("12345", "12346")
KINDS = (
    Kind("tapcard-sle4442", TapcardSle4442),
    Kind("tapcard-sle4442 that nobody copies", lambda: TapcardSle4442(copyable=False)),
    Kind("tapcard-sle4428", TapcardSle4428, TWO),
    Kind("tapcard-mifare1k", TapcardMifare1k),
    Kind("at88-water4", At88Water4, TWO),
    Kind("cpu68 of water", Cpu68),
    Kind("cpu68 of electricity", Cpu68, ("12345",), UtilityKind.ELECTRICITY, ChargingType.MONEY),
)


@dataclass
class Home:
    """One household: what it has, and what it brings to the counter."""

    kind: Kind
    folder: Path
    account: str
    profile: Profile = field(init=False)
    cards: list[Any] = field(default_factory=list)
    """All that ever were; the one in the hand is ``cards[hand]``."""
    hand: int = 0
    meters: dict[str, VirtualMeter] = field(default_factory=dict)
    flowed: dict[str, Quantity] = field(default_factory=dict)
    """What the household saw flow, by meter."""
    at: int = 0
    """Which kiosk it goes to."""
    devices: int = 0
    allocations: dict[EventId, str] = field(default_factory=dict)
    """Meter of each allocation that a kiosk has opened."""
    owed: set[tuple[str, int]] = field(default_factory=set)
    """Meter and number of loads that a new card was made without."""
    made_without: set[tuple[str, int, EventId]] = field(default_factory=set)
    """Meter, number from which on it lacks loads, and plan, of every new card."""

    def __post_init__(self) -> None:
        """Opens the ledgers in ``folder``."""
        self.profile = self.kind.make()
        self.clock = SetClock()
        self.clock.now += DAY // 24
        self.random = SeededRandomness(1)
        self.kiosks = tuple(self._kiosk(node).open() for node in (A, B))
        self.cards.append(self.blank())
        for number in self.kind.meters:
            self.meters[number] = self._meter(number)
            self.flowed[number] = 0

    def _kiosk(self, node: int) -> Counter:
        path = self.folder / f"kiosk-{node}" / "ledger.db"
        kind = self.kind
        one = Counter(
            path,
            node=node,
            profile=self.profile,
            kind=kind.utility,
            charging=kind.charging,
            clock=self.clock,
        )
        one.random = self.random
        return one

    def _meter(self, number: str) -> VirtualMeter:
        """Where the layout tells meters by place, the first one has place 1."""
        places = self.profile.declares.places_for(self.kind.utility)
        place = places[self.kind.meters.index(number)] if len(self.kind.meters) > 1 else places[0]
        return self.kiosk.meter(number, place=place, tariff=ONE_TO_ONE)

    @property
    def kiosk(self) -> Counter:
        """The one that it goes to."""
        return self.kiosks[self.at]

    @property
    def card(self) -> Any:
        """The one in its hand."""
        return self.cards[self.hand]

    def blank(self) -> Any:
        """A card from the shop, another one each time."""
        return card_for(self.profile, self.kiosks[0].keys, len(self.cards) + 1)

    def serial_of(self, card: Any) -> bytes | None:
        """The serial of a card that claims to be of the utility."""
        reader = VirtualReader(reader_for(self.profile))
        reader.insert(card.clone())
        with Station(reader, (self.profile,), self.kiosk.keys).session() as session:
            return self.profile.serial_of(session.image())

    def do(self, operation: str, **arguments: Any) -> Any:
        """An operation with the card in the hand."""
        self.kiosk.put(self.card)
        return self.kiosk.do(operation, **arguments)

    def visit(self, number: str, pulled_at: int | None = None) -> None:
        """The card goes into a meter; ``pulled_at`` eighths of all moments: pulled out there."""
        meter, tear = self.meters[number], None
        if pulled_at is not None:
            points = meter.tear_points(self.card)
            # The little more brings all phases: inside a byte each has two moments.
            at = pulled_at * len(points) // 8 + pulled_at % 3
            if points:
                point = points[at % len(points)]
                tear = Tear(point, seeded_mix(point, pulled_at))
        try:
            meter.take(self.card, tear=tear)
        except CardPulled:
            assert tear is not None

    def days(self, count: int, daily: Quantity) -> None:
        """Days pass at home; the kiosks' machines are off meanwhile."""
        for number, meter in self.meters.items():
            self.flowed[number] += meter.days(count, daily)
        self.clock = RestartedClock(self.clock.now + count * DAY)
        for kiosk in self.kiosks:
            kiosk.close()
            kiosk.clock = self.clock
            kiosk.open()

    def exchange(self, number: str) -> bool:
        """The meter is broken: a transfer card moves everything in it to a new device.

        False: it was never opened, so there is nothing to move.
        """
        old = self.meters[number]
        if old.state.account is None:
            return False
        transfer = card_for(self.profile, self.kiosk.keys, 1000 + self.devices)
        self.kiosk.put(transfer)
        due = datetime.fromtimestamp(self.clock.now / 1000, UTC) + timedelta(days=30)
        self.kiosk.do(
            "make-function-card",
            by=SUPERVISOR,
            second=ADMINISTRATOR,
            function="transfer",
            holder="Baraka",
            reason="the valve is stuck",
            due_back=due.date().isoformat(),
        )
        self.devices += 1
        state = msgspec.structs.replace(self._meter(number).state, meter="")
        new = meter_for(self.profile, self.kiosk.keys, state, old.memory.today, tariff=ONE_TO_ONE)
        new.memory = msgspec.structs.replace(
            new.memory,
            functions=msgspec.structs.replace(new.memory.functions, device=f"9{self.devices}"),
        )
        assert [old.take(transfer), new.take(transfer)] == [FunctionAnswer.OBEYED] * 2
        self.meters[number] = new
        return True

    def close(self) -> None:
        for kiosk in self.kiosks:
            kiosk.close()


class Builder:
    """Makes two ledgers that sell, once; each home gets copies."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where to work."""
        self._folder = folder
        self._accounts: dict[str, str] = {}
        self._homes = 0

    def home(self, kind: Kind) -> Home:
        """A new one: the meters are allocated, their first loads are on the card."""
        if kind.name not in self._accounts:
            self._accounts[kind.name] = self._prepare(kind)
        self._homes += 1
        folder = self._folder / f"home-{self._homes}"
        shutil.copytree(self._folder / kind.name, folder)
        return Home(kind, folder, self._accounts[kind.name])

    def _prepare(self, kind: Kind) -> str:
        folder = self._folder / kind.name
        profile, clock = kind.make(), SetClock()
        kiosks = []
        for node in (A, B):
            path = folder / f"kiosk-{node}" / "ledger.db"
            path.parent.mkdir(parents=True)
            options: dict[str, Any] = {"kind": kind.utility, "charging": kind.charging}
            one = Counter(path, node=node, profile=profile, clock=clock, **options)
            kiosks.append(one.begin(roaming=True))
            one.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=SHOPS)
        account = kiosks[0].account()
        sync_both(*kiosks)
        for one in kiosks:
            one.close()
        return account
