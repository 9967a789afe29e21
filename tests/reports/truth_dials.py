"""What dials must have counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.domain.dial_readings import Verdict
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.ledger.events.corrections import DialCorrected
from app.ledger.events.dial_readings import DialRead, DialReadingSettled, DialReadingWithdrawn
from tests.reports.facts import Meter
from tests.reports.journal_read import Journal


class Counted(NamedTuple):
    """A reading that counts, and the volume since the one before it."""

    day: date
    volume: Quantity


@lru_cache(maxsize=8)
def dials(journal: Journal) -> dict[EventId, list[Counted]]:
    """Of each meter, oldest first: accepted at once or by the first decision, and not taken out."""
    decided: dict[EventId, bool] = {}
    for _id, _entry, event in sorted(journal.of(DialReadingSettled), key=lambda one: one[1].at):
        decided.setdefault(event.reading, event.accepted)
    withdrawn = {event.reading for _id, _entry, event in journal.of(DialReadingWithdrawn)}
    readings: defaultdict[EventId, list[tuple[date, int, EventId, Quantity]]] = defaultdict(list)
    for id, entry, read in journal.of(DialRead):
        counts = read.verdict is Verdict.ACCEPTED or decided.get(id, False)
        if read.allocation is None or read.dial is None or read.read_on is None:
            continue
        if counts and id not in withdrawn:
            readings[read.allocation].append((read.read_on, entry.at, id, read.dial))
    corrected = {
        event.allocation: event.new
        for _id, _entry, event in sorted(journal.of(DialCorrected), key=lambda one: one[1].at)
    }
    found = {}
    for allocation, of_meter in readings.items():
        meter = journal.meters[allocation]
        first = corrected.get(allocation, meter.dial)
        told = [(day, dial) for day, _at, _id, dial in sorted(of_meter)]
        found[allocation] = list(_uses(journal, meter, [(meter.began, first), *told]))
    return found


def _uses(journal: Journal, meter: Meter, told: list[tuple[date, Quantity]]) -> Iterator[Counted]:
    """A register that is lower than before has turned, if so much can have flowed since."""
    model = journal.models.get(meter.model)
    for (before, was), (day, dial) in pairwise(told):
        used = dial - was
        if used < 0 and model is not None and model.dial_digits and model.largest_flow:
            turned = used + 10**model.dial_digits * 1_000
            if turned <= ((day - before).days + 1) * 24 * model.largest_flow:
                used = turned
        yield Counted(day, used)
