"""A counter in a process of its own, to be killed or starved: commits events and says so.

Arguments: ledger, number of commits (0: for ever), what to do. Each acknowledged event is a line
``seq`` on stdout.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from app.ledger.errors import LedgerError
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from tests.ledger.events import loaded, region
from tests.ledger.stand_ins import UNPROJECTED, SeededRandomness, StandingClock


def say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def sell(tx: Transaction) -> int:
    tx.append(region(1, "x" * 3000))
    return tx.append(loaded(tx.next_receipt())).seq


def main(path: Path, commits: int, mode: str) -> None:
    ledger = Ledger.open(
        path, node=7, clock=StandingClock(), random=SeededRandomness(), projection=UNPROJECTED
    )
    done = 0
    try:
        while commits == 0 or done < commits:
            if mode == "starve" and done == commits - 1:
                resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
            say(ledger.commit(sell))
            done += 1
    except LedgerError as error:
        say(error.code)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        try:
            ledger.commit(sell)
        except LedgerError as again:
            say(again.code)
    ledger.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
