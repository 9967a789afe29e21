"""The counter of the village while its history is made: a ledger, a virtual reader, a set clock."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any, NoReturn

from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.registry import profiles
from app.cards.station import Station
from app.kiosk import Kiosk
from app.ledger.ledger import Ledger
from app.ledger.queries import money, shifts
from app.operations.begin_ledger import begin_ledger
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.payments.cash_drawer import NoDrawer
from app.simulator.belongings import Belongings, VillageCard
from app.simulator.clock import SetClock
from app.simulator.mid_write import MidWritePull
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.village.utility import ADMINISTRATOR, GENESIS, NODE


class SeededRandomness:
    """Bytes from a seed; a kiosk.Randomness."""

    def __init__(self, seed: int) -> None:
        """The same seed gives the same bytes."""
        self._random = random.Random(f"bytes {seed}")  # noqa: S311  demo keys, demo serials

    def bytes(self, count: int) -> bytes:
        """``count`` bytes."""
        return self._random.randbytes(count)


class _UnchangedDevices:
    """Nobody chooses a device while history is made; a kiosk.Devices."""

    def change(self, key: str, value: str) -> NoReturn:
        raise LookupError(key, value)

    @property
    def printers(self) -> tuple[str, ...]:
        """There is one."""
        return ()


class _NoCopies:
    """History is made again rather than restored; a kiosk.Backups."""

    def make(self) -> None:
        return None


class Desk:
    """One kiosk at work."""

    def __init__(self, path: Path, seed: int) -> None:
        """A ledger will be made at ``path`` by :meth:`begin`."""
        self.clock = SetClock(f"village-{seed}")
        self.reader = VirtualReader()
        self.pull = MidWritePull(seed)
        self.keys = DemoKeys()
        self.belongings = Belongings(self.keys)
        self.card_numbers = itertools.count(1)
        """Cards are called after the order in which they were made."""
        self._path = path
        self._random = SeededRandomness(seed)
        self._station = Station(self.reader, profiles(), self.keys)
        self._ledger: Ledger | None = None
        self.reader.on_apdu(self._before_apdu)

    @property
    def ledger(self) -> Ledger:
        """The open ledger."""
        if self._ledger is None:
            raise RuntimeError("the counter is switched off")
        return self._ledger

    def begin(self) -> None:
        """Makes the ledger."""
        self._ledger = begin_ledger(
            self._path,
            GENESIS,
            ADMINISTRATOR.pin,
            node=NODE,
            clock=self.clock,
            random=self._random,
        )

    def open(self) -> None:
        """Opens the ledger, as a counter that is switched on in the morning does."""
        self._ledger = Ledger.open(self._path, node=NODE, clock=self.clock, random=self._random)

    def close(self) -> None:
        """Switches the counter off. Repeatable."""
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    def do(self, operation: str, by: int, /, **arguments: str) -> Any:  # noqa: ANN401  its own result
        """Runs an operation as `tapcard do` would, signed in."""
        chosen = operation_named(operation)
        kiosk = Kiosk(
            ledger=self.ledger,
            cards=self._station,
            keys=self.keys,
            clock=self.clock,
            random=self._random,
            devices=_UnchangedDevices(),
            backups=_NoCopies(),
            drawer=NoDrawer(),
        )
        return chosen.run(kiosk, Caller(operator=by), parse_arguments(chosen, arguments))

    def put(self, card: VillageCard) -> None:
        """Puts a card on the reader in place of the one there."""
        self.reader.insert(card.chip)

    def expected_cash(self, operator: int) -> int:
        """What should be in the drawer of an operator's open shift, minor units."""
        with self.ledger.read() as reader:
            shift = shifts.open_shift(reader.db, NODE, operator)
            return 0 if shift is None else money.drawer(reader.db, shift.id)

    def take_papers(self) -> None:
        """All papers of the day are out and gone: nobody keeps them in the printer."""
        for job in self.ledger.print_jobs.pending():
            self.ledger.print_jobs.done(job.id)

    def _before_apdu(self, _number: int, apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            self.pull.before(apdu, self.reader.card)
