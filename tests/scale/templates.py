"""A model's rows as statements: each makes the same row for everybody in the table ``person``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from app.domain.identity import EventId, kiosk_name
from app.ledger.projection.merging import SUM, Row
from app.ledger.projection.table import Table
from app.office.store.migrations import Dialect
from tests.scale.models import EPOCH, NODE, Model, base64_of

PERSON = (
    "CREATE TEMP TABLE person (node BIGINT, seq BIGINT, first BIGINT, at BIGINT, day TEXT, "
    "account TEXT, meter TEXT, serial {blob}, serial64 TEXT, serialhex TEXT, sealed {blob}, "
    "receipt BIGINT, kiosk TEXT, buys INTEGER)"
)
COLUMNS = (
    "node, seq, first, at, day, account, meter, serial, serial64, serialhex, sealed, receipt, "
    "kiosk, buys"
)
_MODEL_KEY = EventId(NODE, EPOCH, 0).to_key()
_KIOSK = f"{kiosk_name(NODE)}-"
_RECEIPTS = (("plan", "receipt"), ("receipt", "number"))


def is_summed(table: Table) -> bool:
    """Whether its rows sum up what many did."""
    return SUM in table.merging.how


def statements(model: Model, dialect: Dialect, *, buys: bool) -> Iterator[str]:
    """Of all tables but those that sum up over a counter."""
    template = _Template(model, dialect)
    for table, rows in model.rows.items():
        for row in rows:
            if not is_summed(table) or model.account in row:
                yield template.statement(table, row, buys=buys)


class _Template:
    def __init__(self, model: Model, dialect: Dialect) -> None:
        self._model = model
        self._postgres = dialect is Dialect.POSTGRES
        self._stamps = {entry.at: at for at, (_id, entry) in enumerate(model.entries)}
        words = {
            model.account: "account",
            model.meter: "meter",
            base64_of(model.serial): "serial64",
            model.serial.hex(): "serialhex",
            model.day: "day",
            _KIOSK: "kiosk",
        }
        self._words = {word: column for word, column in words.items() if word}
        marks = "|".join(map(re.escape, self._words))
        self._found = re.compile(rf"{marks}|\[{NODE},{EPOCH},(\d+)\]")

    def statement(self, table: Table, row: Row, *, buys: bool) -> str:
        names = [column.name for column in table.columns]
        cells = [self._cell(table, name, value) for name, value in zip(names, row, strict=True)]
        quoted = ", ".join(f'"{name}"' for name in names)
        return (
            f'INSERT INTO "{table.name}" ({quoted}) SELECT {", ".join(cells)} FROM person '
            f"WHERE buys = {int(buys)}"
        )

    def _cell(self, table: Table, name: str, value: Any) -> str:
        if value is None:
            return "NULL"
        if name == "sealed":
            return "sealed"
        if (table.name, name) in _RECEIPTS:
            return f"(receipt + {value - self._model.receipt})"
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int):
            return self._number(name, value)
        if value == self._model.serial:
            return "serial"
        if isinstance(value, bytes) and not value.isascii():
            return self._blob(value)
        if isinstance(value, bytes):
            made = self._text(value.decode())
            return f"convert_to({made}, 'UTF8')" if self._postgres else f"CAST({made} AS BLOB)"
        if name == "subject" and value.isdecimal() and int(value) >= _MODEL_KEY:
            return _as_text(self._number(name, int(value)))
        return self._text(value)

    def _number(self, name: str, value: int) -> str:
        if value in self._stamps:
            return f"(at + {self._stamps[value]})"
        if name in ("node", "home") and value == NODE:
            return "node"
        if value > _MODEL_KEY:  # another event of this kiosk, or of its first day
            return (
                f"(first + {value - _MODEL_KEY - self._model.first})"
                if self._own(value - _MODEL_KEY)
                else f"(first - seq + {value - _MODEL_KEY})"
            )
        return str(value)

    def _own(self, seq: int) -> bool:
        return seq >= self._model.first

    def _blob(self, value: bytes) -> str:
        return f"'\\x{value.hex()}'::bytea" if self._postgres else f"x'{value.hex()}'"

    def _text(self, text: str) -> str:
        parts, at = [], 0
        for found in self._found.finditer(text):
            parts.append(_literal(text[at : found.start()]))
            if found[1] is None:
                parts.append(self._words[found[0]])
            else:
                seq = int(found[1])
                own = f"seq + {seq - self._model.first}" if self._own(seq) else str(seq)
                parts.append(f"'[' || {_as_text('node')} || ',{EPOCH},' || {_as_text(own)} || ']'")
            at = found.end()
        parts.append(_literal(text[at:]))
        return "(" + (" || ".join(part for part in parts if part != "''") or "''") + ")"


def _as_text(expression: str) -> str:
    return f"CAST({expression} AS TEXT)"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
