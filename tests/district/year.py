"""``python -m tests.district.year``: a district's year, and every report against its truth.

Makes the year (as ``python -m tests.district``), verifies the ledger, and asks each report by every
grouping for the year, a month, a week and a day; what it tells is compared with what the journal's
events add up to (tests/reports/truths.py), in every row, column and total. Says of each report how
many figures were compared and how many differ. Exit code 1 when anything was not as it must be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from peewee import Database

from app.ledger.audit.audit import audit
from app.ledger.rebuild import compare_tables
from app.reports.catalogue import REPORTS
from tests.bench.model_households import CalendarClock
from tests.counter import Counter
from tests.district.__main__ import LEDGER, made, size_options, typed_size
from tests.district.models import Size
from tests.district.questions import periods, questions
from tests.operations.proofs import ledger_of
from tests.reports.comparing import Compared, compared
from tests.reports.journal_read import Journal
from tests.reports.lives import read_journal
from tests.reports.truths import TRUTHS

_SHOWN = 20
"""Differences of a report that are shown."""


def main(arguments: list[str]) -> int:
    """Makes the year, or takes the one that is there, and compares."""
    parser = argparse.ArgumentParser(prog="python -m tests.district.year", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keeps the ledger, or has it already")
    size_options(parser)
    typed = parser.parse_args(arguments)
    size = typed_size(typed)
    with tempfile.TemporaryDirectory() as passing:
        folder = typed.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / LEDGER).exists():
            _say("made", made(folder / LEDGER, size))
        return _examined(folder / LEDGER, size)


def _examined(path: Path, size: Size) -> int:
    clock = CalendarClock()
    clock.go_to(periods(size.months)[0][1] + timedelta(days=1))
    with closing(Counter(path, clock=clock).open()) as counter:
        ledger = ledger_of(counter)
        found = len(audit(ledger).findings) + len(compare_tables(ledger))
        _say("findings of verify, and rows that a rebuild would change", found)
        with ledger.read() as reader:
            return int(bool(_differing(reader.db, read_journal(reader.db), size) + found))


def _differing(db: Database, journal: Journal, size: Size) -> int:
    """How many figures differ; says so of every report."""
    _say("reports without a truth", len(REPORTS.keys() - TRUTHS.keys()))
    everything = Compared()
    for name in TRUTHS:
        began = time.process_time()
        one = asked(db, journal, name, size.months)
        _say(
            f"{name}: rows, figures, differing, seconds of CPU",
            one.rows,
            one.figures,
            len(one.differing),
            round(time.process_time() - began, 1),
        )
        for differing in one.differing[:_SHOWN]:
            sys.stdout.write(f"    {differing}\n")
        everything.add(one)
    _say("all: rows, figures", everything.rows, everything.figures)
    _say("figures that differ", len(everything.differing))
    return len(everything.differing)


def asked(db: Database, journal: Journal, name: str, months: int) -> Compared:
    """A report on all questions, compared."""
    found = Compared()
    accounts: Sequence[str] = sorted(journal.accounts)
    for which in questions(name, months, accounts):
        found.add(compared(db, journal, name, which))
    return found


def _say(what: str, *figures: float) -> None:
    sys.stdout.write(f"{what}: {' '.join(map(str, figures))}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
