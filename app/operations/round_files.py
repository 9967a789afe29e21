"""The files of a reading round, as docs/reading-rounds.md describes them: CSV and JSON.

The same file comes back filled: a dial and a day beside each meter that was read.
"""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Sequence
from datetime import date

import msgspec

from app.domain.amounts import format_volume
from app.domain.identity import EventId
from app.domain.reading_rounds import Stop
from app.domain.spreadsheets import harmless

FORMAT = "tapcard-reading-round"
VERSION = 1
COLUMNS = (
    "round",
    "reader",
    "order",
    "meter",
    "account",
    "region",
    "address",
    "last_dial",
    "last_read_on",
    "expected_use",
    "dial",
    "read_on",
    "remark",
)
"""Of the CSV form; the last three are the reader's to fill."""


_WORDS = ("reader", "meter", "account", "address", "remark")
"""Columns that may have words in them, which a spreadsheet must not run."""


class RoundForm(enum.StrEnum):
    """How a round is written."""

    CSV = "csv"
    JSON = "json"


class FiledStop(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a round's file. Volumes are decimal texts of whole units (cubic metres)."""

    order: int = 0
    meter: str
    account: str = ""
    region: int = 0
    address: str = ""
    last_dial: str = ""
    last_read_on: str = ""
    expected_use: str | None = None
    dial: str = ""
    read_on: str = ""
    remark: str = ""


class FiledRound(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON form."""

    format: str
    version: int
    round: str
    reader: str = ""
    made: date | None = None
    stops: tuple[FiledStop, ...]


def file_name(id: EventId, reader: int, form: RoundForm) -> str:
    """``round-K07-01-123-2.csv``; ``reader``: from 1."""
    return f"round-{id}-{reader}.{form.value}"


def written(id: EventId, reader: str, made: date, stops: Sequence[Stop], form: RoundForm) -> bytes:
    """A file of a round, as UTF-8."""
    filed = tuple(_filed(stop) for stop in stops)
    if form is RoundForm.CSV:
        return _as_csv(str(id), reader, filed)
    whole = FiledRound(
        format=FORMAT, version=VERSION, round=str(id), reader=reader, made=made, stops=filed
    )
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _filed(stop: Stop) -> FiledStop:
    expected = stop.expected_use
    return FiledStop(
        order=stop.order,
        meter=stop.meter,
        account=stop.account,
        region=stop.region,
        address=stop.address,
        last_dial=format_volume(stop.last_dial),
        last_read_on=stop.last_read_on.isoformat(),
        expected_use=None if expected is None else format_volume(expected),
    )


def _as_csv(id: str, reader: str, filed: Sequence[FiledStop]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for stop in filed:
        named = {**msgspec.structs.asdict(stop), "round": id, "reader": reader}
        words = {name: harmless(named[name]) for name in _WORDS}
        rows.writerow({**named, **words}[column] for column in COLUMNS)
    return text.getvalue().encode()
