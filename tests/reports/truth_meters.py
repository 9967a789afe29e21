"""Which accounts must have bought nothing, and which meters must have told of a warning."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from app.domain.identity import EventId
from app.ledger.events.accounts import AccountCancelled, AccountMerged
from app.ledger.events.meter_changes import MeterChanged, MeterChangeUndone
from app.ledger.events.meter_credit import MeterCreditRefunded
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.facts import Meter, Read
from tests.reports.journal_read import Journal

_WARNINGS = (
    "battery_low",
    "valve_closed",
    "magnet",
    "tamper",
    "valve_fault",
    "illegal_card",
    "over_hoarding",
)
"""What the bits of a meter's status say, from the lowest up."""


def in_service(journal: Journal, until: date) -> list[Meter]:
    """Meters that served their account at the end of a day, by what is known now."""
    gone = _ends(journal)
    return [
        meter
        for id, meter in journal.meters.items()
        if meter.began <= until and not (id in gone and gone[id] <= until)
    ]


def _ends(journal: Journal) -> dict[EventId, date]:
    """First day without each meter that serves no longer; what never came to be has none at all."""
    found: dict[EventId, date] = {}
    changes = journal.every(MeterChanged, MeterChangeUndone, MeterCreditRefunded)
    for _id, _entry, event in sorted(changes, key=lambda one: (one[1].at, one[0])):
        match event:
            case MeterChanged():
                found[event.old_allocation] = event.ended
            case MeterChangeUndone():
                found.pop(event.allocation, None)
                found[event.change] = event.ended
            case MeterCreditRefunded():
                found[event.allocation] = event.worked_on
    accounts: defaultdict[str, list[EventId]] = defaultdict(list)
    for id, meter in journal.meters.items():
        accounts[meter.account].append(id)
    for _id, _entry, ended in journal.of(AccountCancelled):
        for closed in ended.meters:
            found[closed.allocation] = ended.worked_on
    for _id, _entry, merged in journal.of(AccountMerged):
        for id in accounts[merged.account]:
            found[id] = min(found.get(id, merged.date), merged.date)
    return {**found, **dict.fromkeys(journal.declared_unwritten, date.min)}


def silent_accounts(journal: Journal, asked: Asked) -> Expected:
    """Accounts with a meter since before the first day that bought nothing since."""
    last: dict[str, date] = {}
    for sale in journal.sold(date.min, asked.until):
        last[sale.account] = max(sale.day, last.get(sale.account, sale.day))
    accounts: defaultdict[str, list[Meter]] = defaultdict(list)
    for meter in in_service(journal, asked.until):
        if meter.began < asked.since:
            accounts[meter.account].append(meter)
    rows: list[Line] = []
    for account, meters in accounts.items():
        bought = last.get(account)
        if bought is None or bought < asked.since:
            rows.append(
                {
                    "account": account,
                    "meter": min(meter.number for meter in meters),
                    "meters": len(meters),
                    "began": min(meter.began for meter in meters).isoformat(),
                    "last": None if bought is None else bought.isoformat(),
                }
            )
    return expected(("account",), rows, ("meters",))


def meter_health(journal: Journal, asked: Asked) -> Expected:
    """Meters in service that told of a warning when they last told anything."""
    last: dict[EventId, Read] = {}
    for read in journal.reads:
        known = last.get(read.allocation)
        if known is None or (read.at, read.event) > (known.at, known.event):
            last[read.allocation] = read
    rows: list[Line] = []
    for meter in in_service(journal, date.max):
        one = last.get(meter.allocation)
        if one is not None and one.told.status and asked.since <= one.day <= asked.until:
            rows.append(
                {
                    "account": meter.account,
                    "meter": meter.number,
                    "model": meter.model,
                    "told": one.day.isoformat(),
                    "remaining": one.told.remaining,
                    "warnings": " ".join(
                        name for bit, name in enumerate(_WARNINGS) if one.told.status >> bit & 1
                    ),
                }
            )
    return expected(("account", "meter"), rows)
