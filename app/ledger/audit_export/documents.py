"""Documents for people, computed from the events: keys, tariffs, what two signed, grants.

The verifier computes them again and compares them line by line, so nothing may stand in them that
is not in the journal, and no word of them is translated. CSV has a header, ``\\n`` and UTF-8; JSON
Lines have one event each.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from app.domain.identity import EventId, kiosk_name, milliseconds_of
from app.ledger.audit_export.manifest import fingerprint
from app.ledger.events import agents, allowances, fleet, ledger_life, master_data, payments
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry

KEYS = "documents/keys.csv"
TARIFFS = "documents/tariffs.jsonl"
APPROVALS = "documents/approvals.csv"
GRANTS = "documents/grants.jsonl"

_TARIFF_EVENTS = (
    master_data.TariffRevisionSet,
    master_data.TariffRevisionWithdrawn,
    master_data.RiseCapSet,
    master_data.FeeSet,
    payments.DeductionSet,
    payments.FreeSchemeSet,
    payments.SubsidySchemeSet,
    agents.CommissionSet,
)
_GRANT_EVENTS = (
    ledger_life.OfficeJoined,
    fleet.KioskInvited,
    fleet.TransportKeyBarred,
    fleet.KioskRevoked,
    fleet.KioskEpochGranted,
    fleet.BundleAdmitted,
    allowances.AllowanceGranted,
    allowances.BlockGranted,
    agents.VendingLimitSet,
)


def beginnings() -> Iterator[tuple[str, bytes]]:
    """The documents that are there even when nothing stands in them, with their first lines."""
    yield KEYS, _row("event", "node", "epoch", "public_key", "fingerprint")
    yield TARIFFS, b""
    columns = ("event", "time", "type", "operator", "second", "approval", "head_office")
    yield APPROVALS, _row(*columns)
    yield GRANTS, b""


def lines_of(id: EventId, entry: Entry) -> Iterator[tuple[str, bytes]]:
    """Lines that an event adds: name of the document, the line."""
    event = entry.event
    if isinstance(event, ledger_life.LedgerBegun | ledger_life.EpochBegun):
        key = event.public_key
        yield KEYS, _row(id, kiosk_name(id.node), id.epoch, key.hex(), fingerprint(key))
    if isinstance(event, _TARIFF_EVENTS):
        yield TARIFFS, _record(id, entry)
    if isinstance(event, _GRANT_EVENTS):
        yield GRANTS, _record(id, entry)
    if entry.second is not None or entry.approval is not None:
        yield (
            APPROVALS,
            _row(
                id,
                _time(entry),
                _type(event),
                _empty(entry.operator),
                _empty(entry.second),
                _empty(entry.approval),
                "yes" if entry.office else "no",
            ),
        )


def _record(id: EventId, entry: Entry) -> bytes:
    told = {
        "id": str(id),
        "time": _time(entry),
        "operator": entry.operator,
        "second": entry.second,
        "head_office": entry.office,
        "event": entry.event,
    }
    return msgspec.json.encode(told, order="deterministic") + b"\n"


def _row(*cells: object) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode()


def _type(event: Event) -> str:
    return str(type(event).__struct_config__.tag)


def _empty(value: object) -> object:
    return "" if value is None else value


def _time(entry: Entry) -> str:
    """Of the hybrid clock, UTC; milliseconds where another node's clock stood beyond all years."""
    milliseconds = milliseconds_of(entry.at)
    try:
        return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(milliseconds)
