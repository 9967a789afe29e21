"""``python -m tests.protocol.exhaustive``: every order of steps at two kiosks and one customer.

``ledgers``: on real ledgers, up to so many steps in all. ``rules``: on the rules alone, up to so
many steps at each kiosk, with what kiosks learn of each other and visits to the meter free, and
equal states merged. What must hold in every state is said in truth.py. Exit code 1 when it did
not; then the steps that lead there are printed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Iterable

from tests.campaign.workplace import workplace
from tests.protocol.ledger_search import Figures, search
from tests.protocol.rule_search import Bounds, RuleFigures, RuleSearch
from tests.protocol.variants import VARIANTS, Variant

_PARTS = ("ledgers", "rules")
_ON_LEDGERS = 4
_ON_RULES = (Bounds(steps=4, cards=2), Bounds(steps=3), Bounds(steps=2, restores=True))
"""What is searched unless the arguments say otherwise."""


def main(arguments: list[str]) -> int:
    """Searches; returns the exit code."""
    options = _parser().parse_args(arguments)
    variants = VARIANTS if options.variant is None else VARIANTS[options.variant :][:1]
    wrong = 0
    if options.part in (None, "ledgers"):
        steps = _ON_LEDGERS if options.steps is None else options.steps
        for variant in variants:
            wrong += len(_on_ledgers(variant, steps, options.processes).wrong)
    if options.part in (None, "rules"):
        for bounds in _bounds(options):
            for figures in _on_rules(variants, bounds, options.processes):
                wrong += len(figures.wrong)
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.protocol.exhaustive")
    parser.add_argument("part", nargs="?", choices=_PARTS, help="both unless named")
    parser.add_argument("--steps", type=int, help="ledgers: in all; rules: at each kiosk")
    parser.add_argument("--cards", type=int, default=3, help="rules: most that count at a time")
    parser.add_argument("--restores", action="store_true", help="rules: with restores, as steps")
    parser.add_argument("--torn-free", action="store_true", help="rules: a pull is no own step")
    parser.add_argument("--variant", type=int, help="only this one of them, 0 first")
    parser.add_argument("--processes", type=int, default=2)
    return parser


def _bounds(options: argparse.Namespace) -> Iterable[Bounds]:
    if options.steps is None:
        return _ON_RULES
    return [Bounds(options.steps, options.cards, not options.torn_free, options.restores)]


def _on_ledgers(variant: Variant, steps: int, processes: int) -> Figures:
    with workplace() as folder:
        for figures in search(variant, steps, folder, processes):
            _say(figures)
    _say_wrong(figures.wrong)
    return figures


def _on_rules(variants: Iterable[Variant], bounds: Bounds, processes: int) -> Iterable[RuleFigures]:
    """Each variant in a process of its own."""
    jobs = [(variant, bounds) for variant in variants]
    if processes == 1:
        yield from map(_searched, jobs)
        return
    with multiprocessing.get_context("fork").Pool(processes, maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(_searched, jobs)


def _searched(job: tuple[Variant, Bounds]) -> RuleFigures:
    for figures in RuleSearch(*job).run():
        _say(figures)
    _say_wrong(figures.wrong)
    return figures


def _say_wrong(wrong: list[tuple[str, tuple[str, ...]]]) -> None:
    for what, path in wrong:
        _say(f"WRONG: {what}: {'; '.join(path)}")


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
