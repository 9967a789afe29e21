"""The counter on this terminal, and beside it the street: cards, meters and hands in one process.

Arguments: kiosk.toml and the path of a socket. On the socket hands are told what to do, a line
each; every line is answered by one. All else is the counter as `tapcard counter` opens it.
"""

from __future__ import annotations

import contextlib
import gc
import socketserver
import sys
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from app.assembly import assembled
from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.registry import profiles, take_in
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.station import Station
from app.clock import SystemClock, SystemRandomness
from app.counter import desk_of, log_to_file, look_of, running
from app.domain.cards import Marking
from app.ledger.ledger import Ledger
from app.screens.app import run
from app.settings import load_settings
from app.simulator.meter import VirtualMeter
from app.simulator.reader import VirtualReader
from app.simulator.sle4428_card import VirtualSle4428
from app.simulator.tears import CardPulled
from app.simulator.watcher import VirtualWatcher
from tests.end_to_end.desk import new_meter
from tests.end_to_end.hands import SlipperyCard
from tests.end_to_end.scenes.elsewhere import NODE
from tests.protocol.kiosks import MeterPull, meter_tear, tell

MARKING_FIRST = TapcardSle4428(marking=Marking.BEFORE, copyable=False)
"""Of meters that mark once, before they credit: these can lose a load between the two."""
_FIRST = "first"
"""How names of their cards begin."""
_FIRST_METERS = "8"


class CountedCard(SlipperyCard):
    """A card that counts how often it is written."""

    def __init__(self) -> None:
        """A blank from the factory."""
        super().__init__()
        self.writes = 0
        self.slips_before = False
        """Whether it slips out before a byte of its next write has arrived."""
        self.breaks = False
        """Whether it slips out amid the next change of its secret, which spoils it."""

    def update(self, address: int, data: bytes) -> None:
        """Writes, and counts it."""
        if self.slips_before:
            self.slips_before = False
            self._slip()
        self.writes += 1
        super().update(address, data)

    def change_psc(self, psc: bytes) -> None:
        """Changes the secret, or slips amid it."""
        if self.breaks:
            self.breaks = False
            super().change_psc(psc[:1])
            self._slip()
        super().change_psc(psc)

    def _slip(self) -> None:
        self.contact.open = True
        raise CardPulled


class CountedSle4428(VirtualSle4428):
    """The same on the larger chip."""

    def __init__(self) -> None:
        """A blank from the factory."""
        super().__init__()
        self.writes = 0

    def update(self, address: int, data: bytes) -> None:
        """Writes, and counts it."""
        self.writes += 1
        super().update(address, data)


class StreetClock(SystemClock):
    """The machine's clock, which somebody can set."""

    def __init__(self) -> None:
        """It is right."""
        self.ahead = 0
        """Milliseconds."""

    def milliseconds(self) -> int:
        """The time that it shows."""
        return super().milliseconds() + self.ahead


class Street:
    """What hands can do; cards are called by names, meters by their numbers."""

    def __init__(self, reader: VirtualReader, clock: StreetClock, ledger: Ledger) -> None:
        """Nobody has a card yet."""
        self._reader = reader
        self._clock = clock
        self._ledger = ledger
        self._keys = DemoKeys()
        self._cards: dict[str, CountedCard | CountedSle4428] = {}
        self._meters: dict[str, VirtualMeter] = {}
        self._meter_writes = 0
        self._deeds: dict[str, Callable[..., object]] = {
            "put": self.put,
            "take": self.take,
            "visit": self.visit,
            "tear": self.tear,
            "copy": self.copy,
            "use": self.use,
            "slip": self.slip,
            "hold": self.hold,
            "spoil": self.spoil,
            "set-clock": self.set_clock,
            "exchange": self.exchange,
            "writes": self.writes,
        }

    def obey(self, words: list[str]) -> str:
        """Does one thing; what came of it, in a line."""
        verb, *names = words
        return str(self._deeds[verb](*names))

    def put(self, card: str) -> str:
        """Puts a card on the reader; a new blank under a new name."""
        self._reader.insert(self._card(card))
        return card

    def take(self) -> str:
        """Takes the card off the reader."""
        self._reader.remove()
        return "taken"

    def visit(self, meter: str, card: str) -> str:
        """A card goes into a meter and comes out again."""
        self._reader.remove()
        before = self._card(card).writes
        answer = self._meter(meter).take(self._card(card))
        self._meter_writes += self._card(card).writes - before
        return "" if answer is None else answer.name

    def tear(self, meter: str, card: str) -> str:
        """The card slips out of its meter between mark and credit, is put in again, comes back."""
        self._reader.remove()
        thing, chip = self._meter(meter), self._card(card)
        before = chip.writes
        with contextlib.suppress(CardPulled):
            thing.take(chip, tear=meter_tear(thing, chip, MeterPull.BETWEEN))
        answer = thing.take(chip)
        self._meter_writes += chip.writes - before
        return "" if answer is None else answer.name

    def copy(self, card: str, copy: str) -> str:
        """Somebody with a copier makes a second card of one."""
        self._mine(copy).restore(self._mine(card).snapshot())
        return copy

    def use(self, meter: str, litres: str) -> str:
        """Water flows."""
        return str(self._meter(meter).use(int(litres)))

    def slip(self, card: str, write: str) -> str:
        """A card slips out of the reader amid its write of this number from now on, 0 first."""
        self._mine(card).slips_at = int(write)
        return card

    def hold(self, card: str) -> str:
        """A card slips out of the reader just before its next write."""
        self._mine(card).slips_before = True
        return card

    def spoil(self, card: str) -> str:
        """A card slips out of the reader amid the change of its secret."""
        self._mine(card).breaks = True
        return card

    def set_clock(self, hours: str) -> str:
        """The counter's clock stands so far ahead from now on."""
        self._clock.ahead = int(hours) * 3_600_000
        return hours

    def exchange(self, ledger: str) -> int:
        """This counter and the other kiosk, whose ledger it is, hear what each has written."""
        path = Path(ledger)
        with Ledger.open(path, node=NODE, clock=self._clock, random=SystemRandomness()) as other:
            return tell(self._ledger, other) + tell(other, self._ledger)

    def writes(self) -> int:
        """How often the counter has written cards."""
        return sum(card.writes for card in self._cards.values()) - self._meter_writes

    def _card(self, name: str) -> CountedCard | CountedSle4428:
        if name not in self._cards:
            first = name.startswith(_FIRST)
            self._cards[name] = CountedSle4428() if first else CountedCard()
        return self._cards[name]

    def _mine(self, name: str) -> CountedCard:
        card = self._card(name)
        assert isinstance(card, CountedCard)
        return card

    def _meter(self, number: str) -> VirtualMeter:
        if number not in self._meters:
            profile = MARKING_FIRST if number.startswith(_FIRST_METERS) else None
            self._meters[number] = VirtualMeter(
                new_meter(number.zfill(12)), self._keys, today=date.today(), profile=profile
            )
        return self._meters[number]


class Ears(socketserver.StreamRequestHandler):
    """Hears one line after the other."""

    def __init__(self, street: Street, *arguments: object) -> None:
        """``arguments``: as the server gives them."""
        self._street = street
        super().__init__(*arguments)  # type: ignore[arg-type]  # handed on

    def handle(self) -> None:
        """Until nobody speaks any more."""
        for line in self.rfile:
            told = self._street.obey(line.decode().split())
            self.wfile.write(f"{told}\n".encode())


def main(config: Path, ears: Path) -> int:
    """Opens the counter; returns its exit code."""
    gc.disable()
    settings, keys, reader = load_settings(config), DemoKeys(), VirtualReader()
    clock = StreetClock()
    log_to_file(settings.state.path)
    cards = Station(reader, (MARKING_FIRST, *profiles()), keys)
    with (
        assembled(settings, keys=keys, clock=clock, cards=cards) as assembly,
        running(assembly),
    ):
        take_in([MARKING_FIRST])
        listen(ears, Street(reader, clock, assembly.ledger))
        return run(desk_of(assembly, partial(VirtualWatcher, reader)), look_of(settings))


def listen(ears: Path, street: Street) -> None:
    """Hears what hands are told, beside the counter."""
    server = socketserver.ThreadingUnixStreamServer(str(ears), partial(Ears, street))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
