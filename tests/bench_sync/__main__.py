"""`make bench-sync`: prints a table and writes bench-sync-results.json."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec

from app.office.garbage import look_seldom
from tests.bench import bench_projecting, bench_push
from tests.bench.line import Line
from tests.bench_sync import a_day, bytes_per_sale, catch_up, plain_json, pouchdb
from tests.bench_sync.row import Row, told
from tests.bench_sync.village_sales import Village

_RESULTS = Path("bench-sync-results.json")


class _Parts:
    """What is measured, in a folder on a real disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.named: dict[str, Callable[[], list[Row]]] = {
            "durable": self._durable,
            "projected": self._projected,
            "bytes": lambda: bytes_per_sale.measure(self._village()),
            "catch-up": lambda: catch_up.measure(folder / "catch-up"),
            "day": lambda: a_day.measure(self._village(), folder),
            "json": lambda: plain_json.measure(self._village(), folder),
            "pouchdb": lambda: pouchdb.measure(self._village(), folder / "pouchdb"),
        }

    @cache  # noqa: B019  it lives as long as the run
    def _village(self) -> Village:
        return Village(self._folder)

    def _own(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _durable(self) -> list[Row]:
        return [_row("made durable", one) for one in bench_push.measure(self._own("durable"))]

    def _projected(self) -> list[Row]:
        return [_row("projected", one) for one in bench_projecting.measure(self._own("projected"))]


def _row(what: str, one: Line) -> Row:
    return Row(
        name=f"{what}: {one.name}",
        value=one.value,
        unit=one.unit,
        floor=one.floor or None,
        goal=one.goal,
        met=one.met,
    )


def _load(part: str) -> Row:
    """Who else wanted the processor: rates and seconds are no better than it lets them be."""
    return told(
        f"{part}: programs that wanted a processor, of {os.cpu_count()}", os.getloadavg()[0], ""
    )


def show(one: Row) -> None:
    """A line of the table."""
    met = {True: "met", False: "NOT MET", None: ""}[one.met]
    value = "" if one.value is None else f"{one.value:,.2f}"
    floor = "" if one.floor is None else f"{one.floor:,.0f}"
    sys.stdout.write(f"{one.name:<66}{value:>14} {one.unit:<9}{floor:>12}  {one.goal} {met}\n")
    sys.stdout.flush()


def main() -> int:
    """Runs the parts named on the command line, or all; tells each line as soon as it has it."""
    look_seldom()  # as serve does
    head = f"{'what':<66}{'value':>14} {'unit':<9}{'floor':>12}  goal"
    sys.stdout.write(f"{head}\n{'-' * len(head)}\n")
    rows: list[Row] = []
    folder = Path(tempfile.mkdtemp(prefix="tapcard-bench-sync-", dir="/var/tmp"))
    try:
        parts = _Parts(folder)
        for part in sys.argv[1:] or list(parts.named):
            found = parts.named[part]()
            for row in (*found, _load(part)):
                show(row)
                rows.append(row)
    finally:
        shutil.rmtree(folder)
    _RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    return 1 if any(one.met is False for one in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
