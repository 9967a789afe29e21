"""``python -m tests.protocol.exhaustive``: every order of steps at two kiosks and one card.

On real ledgers up to four steps in all; on the rules alone up to four at each kiosk, equal states
merged. What must hold in every state is said in truth.py. Exit code 1 when it did not.
"""

from __future__ import annotations

import argparse
import sys

from app.domain.cards import Marking
from tests.campaign.workplace import workplace
from tests.protocol.ledger_search import Figures, Variant, search

ON_LEDGERS = (
    Variant(Marking.BOTH, copyable=True),
    Variant(Marking.BEFORE, copyable=False),
    Variant(Marking.BOTH, copyable=True, unloaded=True),
    Variant(Marking.BEFORE, copyable=False, unloaded=True),
)
"""The shipped cards, and cards that cannot be copied at meters that mark once before crediting."""


def main(arguments: list[str]) -> int:
    """Searches; returns the exit code."""
    options = _parser().parse_args(arguments)
    wrong = 0
    for at, variant in enumerate(ON_LEDGERS):
        if options.variant in (None, at):
            wrong += len(_on_ledgers(variant, options.steps, options.processes).wrong)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.protocol.exhaustive")
    parser.add_argument("--steps", type=int, default=4, help="on real ledgers, in all")
    parser.add_argument("--variant", type=int, help="only this one of them, 0 first")
    parser.add_argument("--processes", type=int, default=2)
    return parser


def _on_ledgers(variant: Variant, steps: int, processes: int) -> Figures:
    with workplace() as folder:
        for figures in search(variant, steps, folder, processes):
            _say(figures)
    for what, path in figures.wrong:
        _say(f"WRONG: {what}: {'; '.join(path)}")
    return figures


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
