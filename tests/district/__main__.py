"""``python -m tests.district FOLDER``: a district's year, as a ledger in a folder.

Everything comes from the seed: who lives there, what they buy on which day, how they pay. A model
of each habit lives through the real operations, and so does whoever comes for something seldom; the
others' events come by the bulk path, which test_copies.py proves equal to the operations.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.district.errands import Errands
from tests.district.founding import founded
from tests.district.models import MOST_MONTHS, People, Size
from tests.district.street import Street

LEDGER = "ledger.db"


def main(arguments: list[str]) -> int:
    """Makes it, and says how large it became."""
    parser = _parser()
    typed = parser.parse_args(arguments)
    if (typed.folder / LEDGER).exists():
        parser.error(f"there is a ledger in {typed.folder} already")
    size = typed_size(typed)
    began = time.monotonic()
    typed.folder.mkdir(parents=True, exist_ok=True)
    events = made(typed.folder / LEDGER, size)
    sys.stdout.write(f"{events} events in {time.monotonic() - began:.0f} s\n")
    return 0


def made(path: Path, size: Size) -> int:
    """Makes a district's ledger; returns the number of its events."""
    counter = founded(path)
    try:
        Street(counter, People(size), Errands(counter)).live(copied=True)
        assert counter.ledger is not None
        return counter.ledger.last
    finally:
        counter.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.district", description=__doc__)
    parser.add_argument("folder", type=Path, help="where ledger.db will be")
    size_options(parser)
    return parser


def size_options(parser: argparse.ArgumentParser) -> None:
    """What says how large a district is."""
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--purchases", type=int, default=200_000)
    parser.add_argument("--months", type=int, default=MOST_MONTHS)
    parser.add_argument("--seed", type=int, default=7)


def typed_size(typed: argparse.Namespace) -> Size:
    """As it was typed."""
    return Size(typed.accounts, typed.purchases, typed.months, seed=typed.seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
