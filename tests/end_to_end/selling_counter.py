"""A counter in a process of its own: owns the ledger, lends snapshots, sells until told to stop.

Argument: kiosk.toml. Says ``selling`` after its first sale, then sells on; a line on its standard
input ends it. It says how many sales it made and how long the slowest took, in milliseconds.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from app.assembly import assembled
from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.registry import profiles
from app.cards.station import Station
from app.kiosk import Kiosk
from app.ledger.snapshot_server import SnapshotServer
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.settings import load_settings
from app.simulator.meter import VirtualMeter
from app.simulator.reader import VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from tests.end_to_end.desk import CASHIER, METER, new_meter


class Counter:
    """Sells to one customer again and again."""

    def __init__(self, kiosk: Kiosk, reader: VirtualReader) -> None:
        self._kiosk = kiosk
        self._reader = reader
        self._card = VirtualSle4442()
        self._meter = VirtualMeter(new_meter(), DemoKeys(), today=date.today())
        self.milliseconds: list[float] = []

    def begin(self) -> None:
        account = self._do("open-account", tariff_class="1", name="Amina Salim").account
        self._reader.insert(self._card)
        self._do("allocate-meter", account=account, meter=METER, model="DN15", volume="5")
        self._visit_meter()

    def sell(self) -> None:
        started = time.monotonic()
        self._do("prepay", volume="0.5")
        self.milliseconds.append(1000 * (time.monotonic() - started))
        self._visit_meter()

    def _do(self, operation: str, **arguments: str) -> Any:
        chosen = operation_named(operation)
        caller = Caller(operator=CASHIER)
        return chosen.run(self._kiosk, caller, parse_arguments(chosen, arguments))

    def _visit_meter(self) -> None:
        self._reader.remove()
        self._meter.take(self._card)
        self._meter.use(self._meter.state.remaining)
        self._reader.insert(self._card)


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(config: Path) -> None:
    stopped = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        stopped.set()

    threading.Thread(target=listen, daemon=True).start()
    reader = VirtualReader()
    station = Station(reader, profiles(), DemoKeys())
    with assembled(load_settings(config), keys=DemoKeys(), cards=station) as assembly:
        counter = Counter(assembly.kiosk, reader)
        counter.begin()
        counter.sell()
        with SnapshotServer(assembly.ledger):
            say("selling")
            while not stopped.is_set():
                counter.sell()
    say(f"{len(counter.milliseconds)} {max(counter.milliseconds):.0f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
