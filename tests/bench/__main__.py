"""`make bench`: prints a table and writes bench-results.json.

Every part runs in a process of its own, so that its memory is its own. Ratios are against floors
measured in the same run; absolute times say more about the machine than about the program.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from tests.bench import (
    bench_account_search,
    bench_apdus,
    bench_batches,
    bench_inquiry,
    bench_journal,
    bench_memory,
    bench_reports,
    bench_sale,
    bench_screens,
)
from tests.bench.line import Line

_RESULTS = Path("bench-results.json")
_ABOUT = f"Measures parts of Tapcard, prints a table, writes {_RESULTS}; BENCH_FULL=1: full size."
_PARTS: dict[str, Callable[[Path], Iterable[Line]]] = {
    "sale": bench_sale.measure,
    "apdus": bench_apdus.measure,
    "projection": bench_batches.measure,
    "journal": bench_journal.measure,
    "memory": bench_memory.measure,
    "screens": bench_screens.measure,
    "account-search": bench_account_search.measure,
    "inquiry": bench_inquiry.measure,
    "reports": bench_reports.measure,
}


def run(part: str) -> list[Line]:
    """One part, in a process of its own and in a folder of its own on a real disk."""
    folder = Path(tempfile.mkdtemp(prefix="tapcard-bench-", dir="/var/tmp"))
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            return pool.submit(_measured, part, folder).result()
    finally:
        shutil.rmtree(folder)


def _measured(part: str, folder: Path) -> list[Line]:
    """Tells each line as soon as it has it: some parts take hours."""
    lines = []
    for one in _PARTS[part](folder):
        show(one)
        lines.append(one)
    return lines


def show(one: Line) -> None:
    """A line of the table."""
    met = {True: "met", False: "NOT MET", None: ""}[one.met]
    sys.stdout.write(
        f"{one.name:<58}{one.value:>12.2f} {one.unit:<9}{one.floor:>12.2f}"
        f"{one.ratio:>8.2f}  {one.goal} {met}\n"
    )
    sys.stdout.flush()


def main() -> int:
    """Runs the parts named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=_ABOUT)
    parser.add_argument("part", nargs="*", help=f"one of {', '.join(_PARTS)}; without any: all")
    chosen = parser.parse_args().part or list(_PARTS)
    if unknown := [part for part in chosen if part not in _PARTS]:
        parser.error(f"no part is named {', '.join(unknown)}; there are {', '.join(_PARTS)}")
    head = f"{'what':<58}{'value':>12} {'unit':<9}{'floor':>12}{'ratio':>8}  goal"
    sys.stdout.write(f"{head}\n{'-' * len(head)}\n")
    sys.stdout.flush()
    lines = [one for part in chosen for one in run(part)]
    _RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(lines)))
    return 1 if any(one.met is False for one in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
