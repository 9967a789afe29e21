"""``python -m tests.chaos [--store sqlite|postgresql] [--sales N] [--kiosks N]``: a table."""

from __future__ import annotations

import argparse
import sys

from tests.chaos.reckoning import Reckoning
from tests.chaos.run import Outcome, Plan, run
from tests.chaos.tables_reckoned import NAMES, TablesFound

_KILLS, _CRASHES = 16, 10

_Row = tuple[str, object, object]


def table(outcome: Outcome) -> str:
    """What happened, and both sides."""
    found, plan = outcome.reckoning, outcome.plan
    lines = [
        f"{outcome.store}: {plan.sales} sales of {plan.kiosks} kiosks: "
        + ("EQUAL" if found.is_equal else "NOT EQUAL"),
        f"  durable after {outcome.durable_after:.0f} s, "
        f"in tables and scopes after {outcome.projected_after:.0f} s",
    ]
    rows = [("", "kiosks", "head office"), *_both(found), *_inside(found)]
    lines += [f"  {name:<58}{one!s:>14}{other!s:>14}" for name, one, other in rows]
    lines += [f"  {name:<72}{times:>14}" for name, times in sorted(outcome.counts.items())]
    return "\n".join(lines) + "\n"


def _both(found: Reckoning) -> list[_Row]:
    own, here = found.kiosks, found.office
    must, are = TablesFound.of(found.journal).sums, found.tables.sums
    return [
        ("sales", own.sales, here.sales),
        ("events", own.events, here.events),
        ("money, minor units", own.money, here.money),
        ("water, litres", own.litres, here.litres),
        ("epochs; those with equal rows and hash heads", found.epochs, found.heads),
        *zip(NAMES, must, are, strict=True),
        ("events that feeds gave on", found.given.meant, found.given.had),
    ]


def _inside(found: Reckoning) -> list[_Row]:
    tables, given = found.tables, found.given
    return [
        ("events in the journal", "", found.journal.events),
        ("events kept aside, all copies that were not to go on", "", found.held),
        ("of these, of an epoch that nobody granted", "", found.held_ungranted),
        ("rows of tables that a rebuild makes otherwise", "", tables.differences),
        ("events in quarantine", "", tables.quarantined),
        ("events that a kiosk was given and nobody wrote", "", given.strange),
        ("given before the restore, by a copy that is gone", "", given.gone),
        ("given before the restore and given otherwise since", "", given.contradicted),
    ]


def main() -> int:
    """Runs it over the stores that are named, or both."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--sales", type=int, default=200_000)
    parser.add_argument("--kiosks", type=int, default=50)
    said = parser.parse_args()
    plan = Plan(said.sales, said.kiosks, _KILLS, _CRASHES)
    good = True
    for store in said.store or ("sqlite", "postgresql"):
        outcome = run(store, plan)
        sys.stdout.write(table(outcome))
        sys.stdout.flush()
        good = good and outcome.reckoning.is_equal
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
