"""A whole counter in one process: ledger on disk, virtual reader, cards and meters, set clock.

One seed makes one day: the clock, the random bytes and the cards all come from it.
"""

from __future__ import annotations

import random
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cards.key_sources.demo import DemoKeys
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.station import Station
from app.domain.cards import ChargingType, UtilityKind
from app.domain.meter_tariff import MeterTariff
from app.domain.metering import MeterState
from app.kiosk import Kiosk, MeterLine
from app.ledger.ledger import Ledger
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.payments.cash_drawer import NoDrawer
from app.simulator.fitting import card_for, meter_for, reader_for
from app.simulator.meter import VirtualMeter
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import VirtualReader

if TYPE_CHECKING:
    from collections.abc import Iterator


NOON = 1_795_435_200_000
"""2026-11-23 12:00 UTC in milliseconds."""

PIN = "271828"
UTILITY = 4711
REGION = 12
ADMINISTRATOR, CASHIER, SUPERVISOR = 1, 12, 20

TARIFF = """
tariff_class = 1
name = "Domestic"
valid_from = 2026-01-01
tiers_tax = "VAT"
tiers = [{ upto = "6", price = "45.00" }, { upto = "15", price = "67.50" }, { price = "90.00" }]
surcharges = [{ code = "sewage", name = "Sewage", price = "12.00", tax = "VAT" }]
standing = { monthly = "50.00", tax = "VAT" }
taxes = [{ code = "VAT", rate = "16", included = true }]
"""


class SetClock:
    """A clock that moves only when told, one millisecond per reading."""

    def __init__(self, milliseconds: int = NOON) -> None:
        self.now = milliseconds

    def milliseconds(self) -> int:
        self.now += 1
        return self.now

    def boot(self) -> str:
        return "boot-of-the-test"

    def trusted(self) -> bool:
        return True


class SeededRandomness:
    """Bytes from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class KeptDevices:
    """Devices that are chosen and never used."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def change(self, key: str, value: str) -> tuple[str, str]:
        old = self.kept.get(key, "")
        self.kept[key] = value
        return old, value

    @property
    def printers(self) -> tuple[str, ...]:
        return ("office",)


class NoBackups:
    """A counter without a second path."""

    def make(self) -> None:
        return None


class Counter:
    """One kiosk with its reader."""

    def __init__(
        self,
        path: Path,
        *,
        node: int = 7,
        seed: int = 1,
        profile: Profile | None = None,
        kind: UtilityKind | None = None,
        charging: ChargingType | None = None,
        clock: SetClock | None = None,
    ) -> None:
        """``kind`` and ``charging`` of its meters: the first that the profile declares."""
        self.path = path
        self.node = node
        self.clock = clock or SetClock()
        self.random = SeededRandomness(seed)
        self.keys: KeySource = DemoKeys()
        self.profile: Profile = profile or TapcardSle4442()
        self.kind = kind or self.profile.declares.kinds[0]
        self.charging = charging or self.profile.declares.charging[0]
        self.blanks = 0
        self.devices = KeptDevices()
        self.meters: MeterLine | None = None
        self.reader = VirtualReader(reader_for(self.profile))
        self.station = Station(self.reader, (self.profile,), self.keys)
        self.ledger: Ledger | None = None

    @property
    def kiosk(self) -> Kiosk:
        assert self.ledger is not None
        return Kiosk(
            ledger=self.ledger,
            cards=self.station,
            keys=self.keys,
            clock=self.clock,
            random=self.random,
            devices=self.devices,
            backups=NoBackups(),
            drawer=NoDrawer(),
            meters=self.meters,
        )

    def begin(self, *, roaming: bool = False) -> Counter:
        """Makes the ledger with operators, a model, a tariff and fees; a shift is open."""
        arguments = BeginLedgerArguments(
            utility=UTILITY,
            utility_name="Mto Water",
            currency="KES",
            time_zone="Africa/Nairobi",
            region=REGION,
            region_name="Kilifi",
            site=str(self.node),
            operator=ADMINISTRATOR,
            operator_name="Asha",
            roaming=roaming,
        )
        self.ledger = begin_ledger(
            self.path,
            arguments,
            PIN,
            node=self.node,
            clock=self.clock,
            random=self.random,
        )
        self.prepare()
        self.do("open-shift", float="1000")
        return self

    def prepare(self) -> None:
        """Sets operators, a model, a tariff and fees."""
        for number, name, role in (
            (CASHIER, "Neema", "cashier"),
            (SUPERVISOR, "Juma", "supervisor"),
        ):
            self.do(
                "set-operator",
                by=ADMINISTRATOR,
                operator=str(number),
                name=name,
                role=role,
                pin=PIN,
            )
        self.do(
            "set-meter-model",
            by=ADMINISTRATOR,
            model="DN15",
            profile=self.profile.name,
            kind=self.kind.value,
            charging=self.charging.value,
            hoarding_limit="20000" if self.charging.counts_money else "200",
        )
        self.do("set-tariff", by=ADMINISTRATOR, tariff=TARIFF)
        for code, name, amount in (
            ("opening", "Account opening", "100"),
            ("card", "Card", "200"),
            ("reissue", "New card", "150"),
        ):
            self.do("set-fee", by=ADMINISTRATOR, code=code, name=name, amount=amount)

    def open(self) -> Counter:
        """Opens the ledger, as after a crash."""
        self.ledger = Ledger.open(self.path, node=self.node, clock=self.clock, random=self.random)
        return self

    def close(self) -> None:
        if self.ledger is not None:
            self.ledger.close()
            self.ledger = None

    def do(
        self,
        operation: str,
        *,
        by: int = CASHIER,
        second: int | None = None,
        request: str | None = None,
        **arguments: str,
    ) -> Any:
        """Runs an operation as `tapcard do` would."""
        chosen = operation_named(operation)
        caller = Caller(operator=by, second=second, request=request)
        return chosen.run(self.kiosk, caller, parse_arguments(chosen, arguments))

    def account(self, name: str = "Neema Juma") -> str:
        number: str = self.do("open-account", tariff_class="1", name=name).account
        return number

    def new_card(self) -> Any:
        """A blank card for the profile, put on the reader."""
        self.blanks += 1
        card = card_for(self.profile, self.keys, self.blanks)
        self.put(card)
        return card

    def put(self, card: VirtualCard) -> None:
        """Puts a card on the reader in place of the one there."""
        self.reader.remove()
        self.reader.insert(card)

    def meter(
        self, number: str = "000000012345", *, tariff: MeterTariff | None = None, **state: Any
    ) -> VirtualMeter:
        """A meter from the factory, of this utility, region and kind; ``tariff``: its prices."""
        facts: dict[str, Any] = {"utility": UTILITY, "region": REGION, "kind": self.kind} | state
        return meter_for(
            self.profile,
            self.keys,
            MeterState(meter=number, **facts),
            date(2026, 11, 23),
            tariff=tariff,
        )


@contextmanager
def counter(path: Path, **options: Any) -> Iterator[Counter]:
    """A counter that sells, closed at the end."""
    roaming = options.pop("roaming", False)
    one = Counter(path, **options).begin(roaming=roaming)
    try:
        yield one
    finally:
        one.close()
