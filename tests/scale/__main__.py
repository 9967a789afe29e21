"""`python -m tests.scale`: head office with a large fleet, and 50 clients at once; prints a table.

    python -m tests.scale [--full] [--store postgresql] [--folder /var/tmp/scale] [--rounds 12]

A hundredth of the size unless ``--full``: 10,000 kiosks and 10 million accounts. ``--folder`` keeps
what was filled for the next time. Figures go to scale-results.json.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import msgspec

from app.ledger.checkpoint import Signer
from app.office.identity import load_identity
from app.office.store.opening import open_store
from app.sync.agent_loop import wall_milliseconds
from tests.bench_sync.__main__ import show
from tests.bench_sync.row import Row, at_most, told
from tests.scale.clients import Load, Timed, prepared, speak
from tests.scale.pages import Asking, asked, some_buyers
from tests.scale.place import FULL, HUNDREDTH, Place, Size, place, served

CLIENTS = 50
_GOALS = {"hello": 50.0, "push of 100 events": 200.0}
_PAGE = 200.0
_PAGES = 20
"""Times that each page is asked for while nobody speaks."""
_RESULTS = Path("scale-results.json")


def measure(here: Place, load: Load, clients: int = CLIENTS) -> list[Row]:
    """Pages alone, then clients and pages at once."""
    now = wall_milliseconds()
    about = some_buyers(here.fleet, _PAGES)
    alone = asked(here.settings.store, here.fleet, about, now)
    rows = [*_about(here), *_pages("alone", alone)]
    identity: Signer = load_identity(here.settings.identity)
    store = open_store(here.settings.store)
    speaking = prepared(store, here.fleet, clients, load.rounds, identity.seal_public_key)
    store.close()
    with served(here.settings) as office:
        quiet = replace(load, only_hello=True)
        speak(office, speaking, quiet)  # it has just started: its projectors, its connections
        hello = speak(office, speaking, quiet)
        asking = Asking(here.settings.store, here.fleet, about * 50, now)
        timed = speak(office, speaking, load)
        pages = asking.end()
    return [
        *rows,
        *_requests("alone", hello, clients),
        *_requests("with pushes and pages", timed, clients),
        *_pages("under load", pages),
    ]


def _about(here: Place) -> list[Row]:
    name = f"{here.fleet.kiosks:,} kiosks, {here.fleet.accounts:,} accounts"
    return [
        told(f"{name}: filled", here.seconds, "s"),
        told(f"{name}: size", here.size / 1e9, "GB"),
        told("machine's load while it began", os.getloadavg()[0], "processes"),
    ]


def _requests(when: str, timed: Timed, clients: int) -> list[Row]:
    rows = []
    for kind, took in timed.took.items():
        middle, most, last = _percentiles(took)
        name = f"{kind} {when}, {clients} clients"
        rows.append(told(f"{name}, the least", min(took), "ms"))
        rows += [told(f"{name}, median", middle, "ms"), told(f"{name}, p95", most, "ms")]
        goal = _GOALS.get(kind)
        title = f"{name}, p99"
        rows.append(told(title, last, "ms") if goal is None else at_most(title, last, "ms", goal))
    return [
        *rows,
        told(f"requests a second, {when}", timed.requests / timed.seconds, "1/s"),
        told(f"processor time a request, {when}", timed.served / timed.requests * 1000, "ms"),
        told(f"clients' own processor time, {when}", timed.cpu / timed.seconds * 100, "%"),
        told(f"machine's load, {when}", os.getloadavg()[0], "processes"),
    ]


def _pages(when: str, took: dict[str, list[float]]) -> list[Row]:
    rows = []
    for name, some in took.items():
        middle, _most, last = _percentiles(some)
        title = f"first page {when}: {name}"
        rows += [
            told(f"{title}, the least", min(some), "ms"),
            told(f"{title}, median", middle, "ms"),
            at_most(f"{title}, p99 of {len(some)}", last, "ms", _PAGE),
        ]
    return rows


def _percentiles(took: list[float]) -> tuple[float, float, float]:
    """50, 95 and 99."""
    if len(took) == 1:
        return took[0], took[0], took[0]
    cuts = quantiles(took, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def main() -> int:
    """1 where a goal is not met."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    parser = argparse.ArgumentParser(prog="python -m tests.scale")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--kiosks", type=int)
    parser.add_argument("--households", type=int)
    parser.add_argument("--buyers", type=int)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--every", type=float, default=1.0, help="seconds; 0: without a pause")
    given = parser.parse_args()
    usual = FULL if given.full else HUNDREDTH
    size = Size(
        given.kiosks or usual.kiosks,
        given.households or usual.households,
        given.buyers or usual.buyers,
    )
    folder = given.folder or Path(tempfile.mkdtemp(prefix="tapcard-scale-", dir="/var/tmp"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    try:
        with place(folder, size, postgres=given.store == "postgresql") as here:
            rows = measure(here, Load(given.rounds, given.every))
    finally:
        if given.folder is None:
            shutil.rmtree(folder)
    for row in rows:
        show(row)
    _RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    return 1 if any(one.met is False for one in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
