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
from tests.bench.showing import measured, show_head

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
            return pool.submit(measured, _PARTS[part], folder).result()
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Runs the parts named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=_ABOUT)
    parser.add_argument("part", nargs="*", help=f"one of {', '.join(_PARTS)}; without any: all")
    chosen = parser.parse_args().part or list(_PARTS)
    if unknown := [part for part in chosen if part not in _PARTS]:
        parser.error(f"no part is named {', '.join(unknown)}; there are {', '.join(_PARTS)}")
    show_head()
    lines = [one for part in chosen for one in run(part)]
    _RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(lines)))
    return 1 if any(one.met is False for one in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
