"""A counter as a process: an enrolled machine's ledger, simulated cards, the exchange beside.

``python -m tests.office.selling_counter KIOSK.TOML`` makes the ledger where there is none, then
does what comes on its standard input: ``open``, as soon as head office let it; ``sell N``;
``accounts``, how many it knows; or ``head``. Each answers with a line of JSON: a number, and the
hash of the last event.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from app.clock import SystemRandomness
from app.commands.enrolled import enrolled_at, enrolment_of, with_decided
from app.ledger import exchange
from app.ledger.ledger import Ledger
from app.ledger.projection.statements import execute
from app.ledger.queries import allowances
from app.operations.arguments import typed_arguments
from app.operations.begin_ledger import BeginLedgerArguments, begin_ledger
from app.settings import Settings, load_settings
from app.sync.agent_loop import wall_milliseconds
from app.sync.desk import SyncDesk
from app.sync.folder import SyncFolder
from tests.counter import ADMINISTRATOR, PIN, Counter, SetClock

_PATIENCE = 60.0
"""Seconds until a feed must have come."""


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


def open_when_allowed(counter: Counter, ledger: Ledger) -> None:
    """Operators, tariff and fees come down; vending limit and numbers stand last."""
    end = time.monotonic() + _PATIENCE
    while not _allowed(ledger):
        assert time.monotonic() < end
        time.sleep(0.1)
    counter.do("open-shift", float="1000")


def _allowed(ledger: Ledger) -> bool:
    with ledger.read() as reader:
        numbers = allowances.blocks(reader.db, ledger.node, ledger.epoch)
        return bool(numbers and allowances.granted(reader.db, ledger.node, ledger.epoch))


def accounts(ledger: Ledger) -> int:
    with ledger.read() as reader:
        count: int = execute(reader.db, "SELECT COUNT(*) FROM account").fetchone()[0]
        return count


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


def head(ledger: Ledger) -> tuple[int, str]:
    last = ledger.last
    with ledger.read() as reader:
        hash = exchange.hash_at(reader.db, ledger.node, 1, last)
    return last, (hash or b"").hex()


def main() -> None:
    settings = load_settings(Path(sys.argv[1]))
    assert settings.sync.folder is not None
    clock = SetClock(wall_milliseconds())
    if not settings.ledger.path.exists():
        begun(settings, clock)
    counter = Counter(
        settings.ledger.path, node=settings.kiosk.id, seed=settings.kiosk.id, clock=clock
    )
    counter.open()
    assert counter.ledger is not None
    desk = SyncDesk(counter.ledger, SyncFolder(settings.sync.folder), program="1.0", health=dict)
    desk.start()
    sold = 0
    for line in sys.stdin:
        word, *count = line.split()
        if word == "open":
            open_when_allowed(counter, counter.ledger)
        for _time in range(int(count[0]) if word == "sell" else 0):
            sold += 1
            sell(counter, sold)
        last, hash = head(counter.ledger)
        number = accounts(counter.ledger) if word == "accounts" else last
        sys.stdout.write(json.dumps([number, hash]) + "\n")
        sys.stdout.flush()
    desk.stop()
    counter.close()


if __name__ == "__main__":
    main()
