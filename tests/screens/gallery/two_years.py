"""Two years at one counter, through the real operations: what drawings of reports show."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from app.simulator.sle4442_card import VirtualSle4442
from tests.bench.model_households import CalendarClock
from tests.counter import SUPERVISOR, Counter
from tests.reports.life import Home
from tests.screens.jobs import Case

TODAY = date(2028, 11, 27)
_BY_MONTH = (4, 4, 5, 5, 6, 8, 9, 9, 7, 5, 4, 4, 5, 5, 0, 6, 7, 9, 11, 12, 9, 7, 6, 5)
"""Cubic metres of the first household, from December on; in one month it is away."""
_BY_DAY = "3 5 0 8 6 2 0 4 7 9 5 3 0 6 8 2 4 12 7 0 5 3 6 9 2 0 4"
"""Cubic metres of the others on the days of the last month."""


@contextmanager
def two_years(folder: Path) -> Iterator[Case]:
    """A counter on the last of these days, in a folder of its own."""
    shutil.copytree(_lived()[0].name, folder / "counter")
    clock = CalendarClock()
    clock.go_to(TODAY)
    clock.now += 3_600_000
    counter = Counter(folder / "counter" / "ledger.db", seed=99, clock=clock).open()
    try:
        home = _lived()[1]
        yield Case(counter, home.account, home.meter, home.card, VirtualSle4442())
    finally:
        counter.close()


@cache
def _lived() -> tuple[TemporaryDirectory[str], Home]:
    """Once for all pages."""
    place = TemporaryDirectory()
    clock = CalendarClock()
    counter = Counter(Path(place.name) / "ledger.db", clock=clock)
    with patch.multiple("app.operations.pins", _MEMORY_KIB=64, _PASSES=1):  # seconds, otherwise
        counter.begin()
    counter.do("open-shift", by=SUPERVISOR, float="500")
    first, *others = [Home(counter, number) for number in range(3)]
    for at, volume in enumerate(_BY_MONTH):
        clock.go_to(date(2026 + (11 + at) // 12, (11 + at) % 12 + 1, 1))
        if volume:
            first.buy(str(volume), by=SUPERVISOR)
    for at, volume in enumerate(map(int, _BY_DAY.split())):
        clock.go_to(date(TODAY.year, TODAY.month, 1 + at))
        if volume:
            others[at % 2].buy(str(volume), by=SUPERVISOR if at % 3 else 12)
    counter.reader.remove()
    counter.close()
    return place, first
