"""A file of readings as lines that can be judged: our own form, filled, or another maker's CSV."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from app.domain.dial_readings import Claim
from app.domain.spreadsheets import as_written
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.reading_mapping import OWN, ReadingMapping
from app.operations.round_files import FORMAT, VERSION, FiledRound

LARGEST_FILE = 8 << 20
"""Bytes."""
MOST_LINES = 20_000
LONGEST_METER = 40
LONGEST_REMARK = 60
_METER_DIGITS = 12


class FiledReading(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a file that has a dial."""

    line: int
    """Of the file's meters, from 1."""
    claim: Claim
    remark: str


class ReadingFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file, understood."""

    name: str
    digest: bytes
    reading_round: str
    """As it names it; empty: none."""
    readings: tuple[FiledReading, ...]
    unread: int
    """Lines without a dial."""


def file_in(path: str, mapping: ReadingMapping) -> ReadingFile:
    """Reads a file whole. Raises BadArgument where it is none of readings; lines may be wrong."""
    if not path.strip():
        raise BadArgument(_("No file was given."), _("Nothing was taken in. Give its whole path."))
    try:
        with Path(path).open("rb") as file:
            body = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise _refused(path, _("it cannot be read")) from error
    if len(body) > LARGEST_FILE:
        raise _refused(path, _("it is larger than any round"))
    if mapping is OWN and body.lstrip().startswith(b"{"):
        rounds, lines = _from_json(path, body)
    else:
        rounds, lines = _from_csv(path, body, mapping)
    named = {name.strip() for name in rounds} - {""}
    if len(named) > 1:
        raise _refused(path, _("it names several rounds"))
    if len(lines) > MOST_LINES:
        raise _refused(path, _("it has more lines than any round"))
    readings = [
        _reading(at, line, mapping)
        for at, line in enumerate(lines, start=1)
        if line["dial"].strip()
    ]
    return ReadingFile(
        name=Path(path).name,
        digest=hashlib.sha256(body).digest(),
        reading_round=next(iter(named), ""),
        readings=tuple(readings),
        unread=len(lines) - len(readings),
    )


def _refused(path: str, why: str) -> BadArgument:
    return BadArgument(
        _("{file} is no file of readings: {why}.").format(file=path, why=why),
        _("Nothing was taken in. Choose another file, or say how it is to be read (mapping)."),
    )


_Lines = list[dict[str, str]]


def _from_json(path: str, body: bytes) -> tuple[Iterable[str], _Lines]:
    try:
        filed = msgspec.json.decode(body, type=FiledRound)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _refused(path, _("it is JSON of another kind")) from error
    if filed.format != FORMAT or filed.version != VERSION:
        raise _refused(path, _("it is JSON of another kind"))
    lines = [
        {"meter": one.meter, "dial": one.dial, "read_on": one.read_on, "remark": one.remark}
        for one in filed.stops
    ]
    return [filed.round], lines


def _from_csv(path: str, body: bytes, mapping: ReadingMapping) -> tuple[Iterable[str], _Lines]:
    try:
        text = body.decode("utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding)
        rest = "".join(text.splitlines(keepends=True)[mapping.skip :])
        rows = list(
            csv.DictReader(io.StringIO(rest), delimiter=mapping.delimiter, restval="", strict=True)
        )
    except (UnicodeError, csv.Error) as error:
        raise _refused(path, _("it is no CSV in the signs that are expected")) from error
    named = mapping.columns
    heads = set(rows[0]) if rows else set()
    missing = [one for one in (named.meter, named.dial, named.read_on) if one not in heads]
    if missing:
        raise _refused(path, _("it has no column {name}").format(name=missing[0]))
    lines = [
        {key: _cell(row, getattr(named, key)) for key in ("meter", "dial", "read_on", "remark")}
        for row in rows
    ]
    if mapping is OWN:
        lines = [{**line, "remark": as_written(line["remark"])} for line in lines]
    return {_cell(row, named.round) for row in rows}, lines


def _cell(row: Mapping[str, str], column: str) -> str:
    return row.get(column, "") if column else ""


def _reading(at: int, line: Mapping[str, str], mapping: ReadingMapping) -> FiledReading:
    claim = Claim(
        meter=meter_named(line["meter"]),
        dial=mapping.dial(line["dial"]),
        read_on=mapping.day(line["read_on"]),
    )
    return FiledReading(line=at, claim=claim, remark=_shown(line["remark"], LONGEST_REMARK))


def meter_named(text: str) -> str:
    """A meter's number in full, where it is one; else what was written, as far as it can be."""
    number = "".join(text.split())
    if number.isascii() and number.isdigit() and len(number) <= _METER_DIGITS:
        return number.zfill(_METER_DIGITS)
    return _shown(text, LONGEST_METER)


def _shown(text: str, longest: int) -> str:
    """On one line, short, without signs that cannot be shown."""
    words = " ".join(text.split())
    return "".join(sign if sign.isprintable() else "?" for sign in words)[:longest]
