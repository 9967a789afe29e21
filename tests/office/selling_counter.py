"""A counter as a process: the ledger of an enrolled machine, simulated cards, the exchange beside.

``python -m tests.office.selling_counter KIOSK.TOML MASTER`` makes the ledger where there is none,
then does what comes on its standard input: ``sell N``, or ``head``; each answers with a line of
JSON: number and hash of the last event.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from app.clock import SystemRandomness
from app.commands.enrolled import enrolled_at, enrolment_of, with_decided
from app.domain.identity import EventId
from app.ledger import exchange
from app.ledger.ledger import Ledger
from app.operations.arguments import typed_arguments
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.settings import Settings, load_settings
from app.sync.agent_loop import wall_milliseconds
from app.sync.desk import SyncDesk
from app.sync.folder import SyncFolder
from tests.counter import ADMINISTRATOR, PIN, Counter, SetClock

Master = tuple[list[tuple[EventId, bytes]], list[bytes]]
"""Events and headers of runs."""


def begun(settings: Settings, clock: SetClock) -> None:
    """As `tapcard init` does."""
    enrolled = enrolled_at(settings)
    assert enrolled is not None
    given = {"operator": str(ADMINISTRATOR), "operator_name": "Asha"}
    begin_ledger(
        settings.ledger.path,
        typed_arguments("init", BeginLedgerArguments, with_decided(given, enrolled)),
        PIN,
        node=settings.kiosk.id,
        clock=clock,
        random=SystemRandomness(),
        enrolment=enrolment_of(enrolled),
    ).close()
    settings.state.enrolment.unlink()


def with_homes(counter: Counter, master: Path) -> None:
    """Operators, tariff and fees of head office, a shift, and a customer with card and meter."""
    assert counter.ledger is not None
    events, runs = msgspec.msgpack.decode(master.read_bytes(), type=Master)
    counter.ledger.accept([(EventId(*id), body) for id, body in events], runs)
    counter.do("open-shift", float="1000")


def sell(counter: Counter, number: int) -> None:
    """A new customer buys for a meter of their own."""
    meter = counter.meter(f"{counter.node:04d}{number:08d}")
    card = counter.new_card()
    account = counter.account(f"Neema {number}")
    counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )
    meter.take(card)
    counter.put(card)
    counter.do("prepay", volume="1")


def head(ledger: Ledger) -> str:
    last = ledger.last
    with ledger.read() as reader:
        hash = exchange.hash_at(reader.db, ledger.node, 1, last)
    return json.dumps([last, (hash or b"").hex()])


def main() -> None:
    settings = load_settings(Path(sys.argv[1]))
    assert settings.sync.folder is not None
    clock = SetClock(wall_milliseconds())
    is_new = not settings.ledger.path.exists()
    if is_new:
        begun(settings, clock)
    counter = Counter(
        settings.ledger.path, node=settings.kiosk.id, seed=settings.kiosk.id, clock=clock
    )
    counter.open()
    assert counter.ledger is not None
    if is_new:
        with_homes(counter, Path(sys.argv[2]))
    desk = SyncDesk(counter.ledger, SyncFolder(settings.sync.folder), program="1.0", health=dict)
    desk.start()
    sold = 0
    for line in sys.stdin:
        word, *count = line.split()
        for _time in range(int(count[0]) if word == "sell" else 0):
            sold += 1
            sell(counter, sold)
        sys.stdout.write(head(counter.ledger) + "\n")
        sys.stdout.flush()
    desk.stop()
    counter.close()


if __name__ == "__main__":
    main()
