"""`make bench-sync`: prints a table and writes bench-sync-results.json."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec

from tests.bench import bench_push
from tests.bench_sync import a_day, bytes_per_sale, catch_up, plain_json, pouchdb
from tests.bench_sync.row import Row
from tests.bench_sync.village_sales import Village

_RESULTS = Path("bench-sync-results.json")


class _Parts:
    """What is measured, in a folder on a real disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.named: dict[str, Callable[[], list[Row]]] = {
            "durable": self._durable,
            "bytes": lambda: bytes_per_sale.measure(self._village()),
            "catch-up": lambda: catch_up.measure(folder / "catch-up"),
            "day": lambda: a_day.measure(self._village(), folder),
            "json": lambda: plain_json.measure(self._village(), folder),
            "pouchdb": lambda: pouchdb.measure(self._village(), folder / "pouchdb"),
        }

    @cache  # noqa: B019  it lives as long as the run
    def _village(self) -> Village:
        return Village(self._folder)

    def _durable(self) -> list[Row]:
        lines = bench_push.measure(self._folder)
        return [
            Row(
                name=f"made durable: {one.name}",
                value=one.value,
                unit=one.unit,
                goal=one.goal,
                met=one.met,
            )
            for one in lines
        ]


def show(rows: list[Row]) -> None:
    """The table."""
    for one in rows:
        met = {True: "met", False: "NOT MET", None: ""}[one.met]
        value = "" if one.value is None else f"{one.value:,.2f}"
        sys.stdout.write(f"{one.name:<72}{value:>14} {one.unit:<9} {one.goal} {met}\n")


def main() -> int:
    """Runs the parts named on the command line, or all."""
    folder = Path(tempfile.mkdtemp(prefix="tapcard-bench-sync-", dir="/var/tmp"))
    try:
        parts = _Parts(folder)
        rows = [row for part in sys.argv[1:] or list(parts.named) for row in parts.named[part]()]
    finally:
        shutil.rmtree(folder)
    show(rows)
    _RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    return 1 if any(one.met is False for one in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
