"""``python -m tests.chaos [--store sqlite|postgresql] [--sales N] [--kiosks N]``: a table."""

from __future__ import annotations

import argparse
import sys

from tests.chaos.run import Outcome, Plan, run

_KILLS, _CRASHES = 18, 10


def table(outcome: Outcome) -> str:
    """What happened, and both sides."""
    found, plan = outcome.reckoning, outcome.plan
    rows: list[tuple[str, object, object]] = [
        ("", "kiosks", "head office"),
        ("sales", found.kiosks.sales, found.office.sales),
        ("events", found.kiosks.events, found.office.events),
        ("money, minor units", found.kiosks.money, found.office.money),
        ("epochs with equal rows and hash heads", found.epochs, found.heads),
        ("of the events in the journal, kept aside", found.rows, found.held),
    ]
    lines = [
        f"{outcome.store}: {plan.sales} sales of {plan.kiosks} kiosks in {outcome.seconds:.0f} s: "
        + ("EQUAL" if found.is_equal else "NOT EQUAL")
    ]
    lines += [f"  {name:<42}{one!s:>14}{other!s:>14}" for name, one, other in rows]
    lines += [f"  {name:<56}{times:>14}" for name, times in sorted(outcome.counts.items())]
    return "\n".join(lines) + "\n"


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
