"""Memory of a kiosk that has sold for a while."""

from __future__ import annotations

import resource
from pathlib import Path

from tests.bench.line import Line, line
from tests.counter import Counter

_SALES = 50
_MOST = 150.0


def measure(folder: Path) -> list[Line]:
    """The most that a process with ledger, reader and operations took; PIN checks included."""
    counter = Counter(folder / "ledger.db").begin()
    try:
        card, meter = counter.new_card(), counter.meter()
        account = counter.account()
        counter.do(
            "allocate-meter",
            account=account,
            meter=meter.state.meter,
            model="DN15",
            amount="1000",
        )
        for _sale in range(_SALES):
            meter.take(card)
            meter.use(1000)
            counter.put(card)
            counter.do("prepay", volume="1")
    finally:
        counter.close()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        line("memory of a kiosk that sells", used, "MB", _MOST, "at most 150 MB", met=used <= _MOST)
    ]
