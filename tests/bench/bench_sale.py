"""A durable sale without card time, against two bare commits with the same pragmas."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import apsw

from app.ledger.database import connection_of, open_writer
from app.operations import prepay
from app.operations.operation import parse_arguments
from app.simulator.reader import ApduPhase
from tests.bench.flushes import counted_flushes
from tests.bench.line import Line, line
from tests.counter import Counter

_SALES = 60
_EXTRA_MS = 5.0
_LEAST_APDUS = {
    "look": ("select", "read"),
    "perform": ("select", "read", "error counter", "secret", "identity", "data", "mark", "read"),
}
"""The steps of design.md section 4, one APDU each: a memory card reads up to 255 bytes at once."""


class CardTime:
    """Time spent between the first and the last byte of each APDU."""

    def __init__(self, counter: Counter) -> None:
        self.seconds = 0.0
        self.apdus = 0
        self._since = 0.0
        counter.reader.on_apdu(self._note)

    def _note(self, _number: int, _apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            self._since = time.perf_counter()
            self.apdus += 1
        else:
            self.seconds += time.perf_counter() - self._since


def measure(folder: Path) -> list[Line]:
    """Sales one after the other, each taken home to its meter in between."""
    with counted_flushes() as flushes:
        counter = Counter(folder / "ledger.db").begin()
        try:
            return _measure(counter, folder, flushes)
        finally:
            counter.close()


def _measure(counter: Counter, folder: Path, flushes: Any) -> list[Line]:
    card, meter = counter.new_card(), counter.meter()
    account = counter.account()
    counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )
    operation = prepay.PREPAY
    arguments = parse_arguments(operation, {"volume": "1"})
    spent, flushed, apdus = [], [], []
    card_time = CardTime(counter)
    for _sale in range(_SALES):
        meter.take(card)
        meter.use(1000)
        counter.put(card)
        look = operation.look(counter.kiosk, _caller(), arguments)
        quote = operation.quote(look, arguments)
        looked, card_time.apdus, card_time.seconds = card_time.apdus, 0, 0.0
        before, start = flushes.count, time.perf_counter()
        operation.perform(counter.kiosk, _caller(), quote)
        spent.append(time.perf_counter() - start - card_time.seconds)
        flushed.append(flushes.count - before)
        apdus.append(looked + card_time.apdus)
        card_time.apdus = 0
    floor, floor_flushes = _two_commits(folder / "floor.db", flushes)
    value = statistics.median(spent) * 1000
    least = sum(len(steps) for steps in _LEAST_APDUS.values())
    return [
        line(
            "durable sale without card time",
            value,
            "ms",
            floor,
            "at most 5 ms more",
            met=value <= floor + _EXTRA_MS,
        ),
        line(
            "flushes of a sale",
            statistics.median(flushed),
            "flushes",
            floor_flushes,
            "equal",
            met=statistics.median(flushed) == floor_flushes,
        ),
        line(
            "APDUs per prepayment",
            statistics.median(apdus),
            "APDUs",
            least,
            "equal",
            met=statistics.median(apdus) == least,
        ),
    ]


def _caller() -> Any:
    from app.operations.operation import Caller
    from tests.counter import CASHIER

    return Caller(operator=CASHIER)


def _two_commits(path: Path, flushes: Any) -> tuple[float, float]:
    """Two bare commits of a row each: (milliseconds, flushes), medians."""
    database = open_writer(path, create=True)
    connection: apsw.Connection = connection_of(database)
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB) STRICT")
    spent, flushed = [], []
    for _pair in range(_SALES):
        before, start = flushes.count, time.perf_counter()
        for _commit in range(2):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO row (body) VALUES (?)", (bytes(800),))
            connection.execute("COMMIT")
        spent.append(time.perf_counter() - start)
        flushed.append(flushes.count - before)
    database.close()
    return statistics.median(spent) * 1000, statistics.median(flushed)
