"""Every report in every grouping, against its bare SQL, the rows of which are only fetched.

A hundredth of the size unless BENCH_FULL=1: 1 million accounts with 10 million purchases.
BENCH_DATA names the folder for the ledger (about 40 GB if full), made there once and found again.
Reports and bare SQL take turns, at most three; the best one of each counts. A district is always
5,000 accounts; there, the figures of both are compared as well.
"""

from __future__ import annotations

import os
import shutil
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from app.ledger.database import open_reader
from app.ledger.projection.engine import form
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.errors import ReportCancelled
from app.reports.running import Running
from app.reports.watch import Watch
from tests.bench.line import Line, line
from tests.bench.model_households import CalendarClock
from tests.bench.report_runs import Period, Ran, differing, every_report
from tests.bench.reported_ledger import DISTRICT, population_of, reported
from tests.counter import Counter

FULL = os.environ.get("BENCH_FULL") == "1"
_ACCOUNTS = 1_000_000 if FULL else 10_000
_ALL = Period("10 months", date(2026, 11, 1), date(2027, 8, 31))
_MONTH = Period("a month", date(2027, 5, 1), date(2027, 5, 31))
_MOST_RATIO = 1.5
_SOON_SECONDS = 0.1
"""What comes so soon seems to be there at once: nobody asks how it compares."""
_MONTH_SECONDS = 2.0
_LONG_SECONDS = 1.0
_MOST_WAIT_SECONDS = 1.0
_MOST_MEMORY_MB = 128.0
_SALES = 20
_MOST_TIMES_SLOWER = 2.0
_MOST_TIMES_A_NEW_ONE = 1.5


def measure(folder: Path) -> Iterator[Line]:
    """Times of all; then what is asked of them: progress, memory, a sale beside the longest."""
    where = Path(os.environ.get("BENCH_DATA", folder))
    district = _ledger(where / "district", DISTRICT)
    ledger = _ledger(where / "reports", _ACCOUNTS)
    yield _same(district)
    yield from (_district_line(one) for one in every_report(district, _MONTH))
    ran = []
    for period in (_MONTH, _ALL):
        for one in every_report(ledger, period):
            yield from _lines(one)
            ran.append(one)
    most = max(ran, key=lambda one: one.memory)
    yield line(
        f"memory of the largest report: {most.name}",
        most.memory,
        "MB",
        _MOST_MEMORY_MB,
        f"at most {_MOST_MEMORY_MB:.0f} MB",
        met=most.memory <= _MOST_MEMORY_MB,
    )
    yield from _sales_lines(ledger, max(ran, key=lambda one: one.seconds), folder / "new")


def _ledger(folder: Path, accounts: int) -> Path:
    """Made, or found as it was made before: a counter would empty one of another form."""
    made = folder.with_name(f"{folder.name}-{accounts}-{form()[:12]}")
    if not made.exists():
        for old in (folder, *folder.parent.glob(f"{folder.name}-{accounts}-*")):
            shutil.rmtree(old, ignore_errors=True)
        reported(folder / "ledger.db", population_of(accounts))
        folder.rename(made)
    return made / "ledger.db"


def _same(district: Path) -> Line:
    wrong = [*differing(district, _ALL), *differing(district, _MONTH)]
    name = "figures that a report says otherwise than its bare SQL"
    return line(name, len(wrong), "figures", 0.0, "none", met=not wrong)


def _district_line(one: Ran) -> Line:
    return line(
        f"district: {one.name}",
        one.seconds,
        "s",
        one.floor,
        f"at most {_MONTH_SECONDS:.0f} s",
        met=one.seconds <= _MONTH_SECONDS,
    )


def _lines(one: Ran) -> Iterator[Line]:
    yield line(
        f"{one.name}: {one.rows} rows",
        one.seconds,
        "s",
        one.floor,
        f"at most {_MOST_RATIO} times",
        met=one.seconds <= max(_MOST_RATIO * one.floor, _SOON_SECONDS),
    )
    if one.seconds > _LONG_SECONDS:
        yield line(
            f"{one.name}: longest without progress",
            one.waits,
            "s",
            _MOST_WAIT_SECONDS,
            f"at most {_MOST_WAIT_SECONDS:.0f} s",
            met=one.waits <= _MOST_WAIT_SECONDS,
        )


def _sales_lines(ledger: Path, longest: Ran, empty: Path) -> Iterator[Line]:
    """Sales at this counter against those at a new one; while it makes the longest report, too."""
    empty.mkdir()
    new = Counter(empty / "ledger.db").begin()
    floor = _sale_ms(new)
    new.close()
    clock = CalendarClock()
    clock.go_to(_ALL.until + timedelta(days=1))
    counter = Counter(ledger, clock=clock).open()
    try:
        alone = _sale_ms(counter)
        with _made_over_and_over(ledger, longest):
            beside = _sale_ms(counter)
    finally:
        counter.close()
    yield line(
        "a sale with all of that before, against the first ones",
        alone,
        "ms",
        floor,
        f"at most {_MOST_TIMES_A_NEW_ONE} times",
        met=alone <= _MOST_TIMES_A_NEW_ONE * floor,
    )
    yield line(
        f"a sale beside {longest.name}, against alone",
        beside,
        "ms",
        alone,
        f"at most {_MOST_TIMES_SLOWER:.0f} times",
        met=beside <= _MOST_TIMES_SLOWER * alone,
    )


def _sale_ms(counter: Counter) -> float:
    """The median of some sales, from the card's first byte to the commit."""
    # The ledger may be there from another run, with the meters of that.
    card, meter = counter.new_card(), counter.meter(f"9{time.time_ns() // 1_000_000 % 10**11:011d}")
    account = counter.account()
    counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )
    spent = []
    for _sale in range(_SALES):
        meter.take(card)
        meter.use(1000)
        counter.put(card)
        start = time.perf_counter()
        counter.do("prepay", volume="1")
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


@contextmanager
def _made_over_and_over(ledger: Path, longest: Ran) -> Iterator[None]:
    """The report in a thread of its own, as at a counter, until the block is left."""
    ended = threading.Event()
    _name, since, until = longest.period

    def make() -> None:
        database = open_reader(ledger)
        try:
            while not ended.is_set():
                which = Asked(since=since, until=until, by=longest.by)
                running = Running(
                    database, REPORTS[longest.report], which, Watch(given_up=ended.is_set)
                )
                for _row in running:
                    pass
        except ReportCancelled:
            return
        finally:
            database.close()

    thread = threading.Thread(target=make)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
