"""The counter on the demo village: everything in process, from the card's bytes to the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from app.assembly import Assembly, assembled
from app.cards.key_sources.demo import DemoKeys
from app.cards.keys import KeySource
from app.cards.profiles.registry import profiles
from app.cards.station import Station
from app.cards.watcher import ReaderState
from app.clock import SystemClock
from app.kiosk import Clock
from app.ledger.ledger import Ledger
from app.ledger.queries import accounts, plans
from app.ledger.queries import cards as card_queries
from app.printing.byte_stream import ByteStream
from app.printing.printer_link import PrinterLink, TalkingLink
from app.printing.transport import PrinterPort
from app.settings import Settings, load_settings
from app.settings.addresses import PrinterAddress, Scheme
from app.simulator.belongings import Belongings
from app.simulator.clock import DemoClock
from app.simulator.printer import VirtualPrinter
from app.simulator.reader import VirtualReader
from app.simulator.tray import Tray
from app.simulator.tray_cards import Known
from app.simulator.village.builder import build_village
from app.simulator.village.keeping import load_village, save_village
from app.simulator.village.utility import NODE, STAFF
from app.simulator.watcher import VirtualWatcher

_SETTINGS = """\
# The demo counter. Its reader, cards, meters and printer are simulated.
[kiosk]
id = {node}

[state]
path = "."

[ledger]
path = {ledger}

[backup]
path = "backup"
"""


class DemoOperator(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in at the demo counter."""

    operator: int
    name: str
    role: str
    pin: str


@dataclass(frozen=True)
class Demo:
    """The counter, and the hands of everybody around it."""

    assembly: Assembly
    tray: Tray
    watcher: Callable[[Callable[[ReaderState], None]], VirtualWatcher]
    """Makes a watcher of the virtual reader that tells a listener; as cards.watcher.Watcher."""


class SimulatedPort(PrinterPort):
    """The way to a printer in this process: the same bytes, over a pair of sockets."""

    def __init__(self, printer: VirtualPrinter) -> None:
        """Nothing is opened yet."""
        super().__init__(PrinterAddress(scheme=Scheme.UNIX, url="demo"))
        self._printer = printer

    def _open(self) -> PrinterLink:
        return TalkingLink(ByteStream(self._printer.connect()))


class LedgerRecords:
    """What the ledger knows of cards; simulator.tray.Records."""

    def __init__(self, ledger: Ledger) -> None:
        """``ledger``: the open one of the demo."""
        self._ledger = ledger

    def known(self, account: str, serial: bytes) -> Known:
        """Name, open operations and standing of a card as last read."""
        with self._ledger.read() as reader:
            found = accounts.account(reader.db, account)
            card = card_queries.card(reader.db, serial)
            in_doubt = plans.open_plans(reader.db, serial=serial, account=account)
        name = "" if found is None else self._ledger.unseal(account, found.sealed).get("name", "")
        superseded = card is not None and card.superseded
        return Known(name=name, in_doubt=bool(in_doubt), superseded=superseded)


def build_demo(ledger: Path, seed: int, clock: Clock | None = None) -> tuple[DemoOperator, ...]:
    """Makes the village of a seed, whose history ends today; returns who can sign in.

    Raises LedgerExists, and OSError where the folder cannot be written.
    """
    today = DemoClock(clock or SystemClock(), "today").today()
    ledger.parent.mkdir(parents=True, exist_ok=True)
    build_village(ledger, seed, today)
    return demo_operators()


def demo_operators() -> tuple[DemoOperator, ...]:
    """Who can sign in at the demo counter; their PINs are no secret."""
    return tuple(
        DemoOperator(operator=one.number, name=one.name, role=one.role.value, pin=one.pin)
        for one in STAFF
    )


@contextmanager
def assembled_demo(ledger: Path, clock: Clock | None = None) -> Iterator[Demo]:
    """The counter on the village that :func:`build_demo` made, until the context is left.

    The counter is switched on now: a new boot, and the days since it was closed have passed.
    ``clock``: instead of the machine's. Raises VillageUnreadable, and what opening a ledger raises.
    """
    with assembled_with_tray(_settings(ledger), DemoKeys(), clock=clock) as demo:
        yield demo


@contextmanager
def assembled_with_tray(
    settings: Settings,
    keys: KeySource,
    *,
    clock: Clock | None = None,
    printer: PrinterPort | None = None,
) -> Iterator[Demo]:
    """A counter whose reader, cards and meters are things in this process, beside its ledger.

    ``printer``: a real one in place of the simulated. Raises as :func:`assembled_demo`.
    """
    ledger = settings.ledger.path
    kept = load_village(ledger)
    demo_clock = DemoClock(
        clock or SystemClock(), f"village-{kept.seed}", ahead=kept.ahead, boots=kept.boots
    )
    demo_clock.switch_on()
    reader = VirtualReader()
    with (
        VirtualPrinter() as simulated,
        assembled(
            settings,
            keys=keys,
            clock=demo_clock,
            cards=Station(reader, profiles(), keys),
            printer=printer or SimulatedPort(simulated),
        ) as assembly,
    ):
        tray = Tray(
            kept,
            belongings=Belongings(keys),
            reader=reader,
            printer=simulated,
            clock=demo_clock,
            records=LedgerRecords(assembly.ledger),
            save=partial(save_village, ledger),
        )
        yield Demo(assembly, tray, partial(VirtualWatcher, reader))


def _settings(ledger: Path) -> Settings:
    """Settings in a file of their own beside the ledger, so that choices at the counter last."""
    file = ledger.with_name(ledger.name + ".toml")
    if not file.exists():
        path = msgspec.json.encode(ledger.name).decode()
        file.write_text(_SETTINGS.format(node=NODE, ledger=path), encoding="utf-8")
    return load_settings(file)
