"""How another maker's CSV of readings is to be read: a mapping, written as TOML."""

from __future__ import annotations

import codecs
import datetime
import re
from pathlib import Path
from typing import Literal

import msgspec

from app.domain.amounts import LARGEST_AMOUNT
from app.domain.quantity import THOUSANDTHS, Quantity
from app.domain.text import _
from app.operations.errors import BadArgument

_LARGEST_FILE = 16_384
_DECIMALS = 3


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The heading of each column; empty: the file has no such column."""

    meter: str
    dial: str
    read_on: str
    remark: str = ""
    round: str = ""


class ReadingMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a maker's files look like. The defaults are our own form."""

    columns: Columns = Columns("meter", "dial", "read_on", "remark", "round")
    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: Literal[".", ","] = "."
    unit: Literal["m3", "l"] = "m3"
    """What a dial counts: whole units, or thousandths."""
    date: str = "%Y-%m-%d"
    """As ``strptime`` takes it."""
    skip: int = 0
    """Lines before the headings."""

    def __post_init__(self) -> None:
        """Raises ValueError where no file can look like that."""
        codecs.lookup(self.encoding)
        if len(self.delimiter) != 1 or self.delimiter in '"\r\n' or not 0 <= self.skip <= 100:
            raise ValueError(self.delimiter)

    def dial(self, text: str) -> Quantity | None:
        """A dial in thousandths; None where it cannot be understood."""
        point = re.escape(self.decimal)
        found = re.fullmatch(rf"([0-9]{{1,13}})(?:{point}([0-9]*))?", text.strip(), re.ASCII)
        if found is None:
            return None
        whole, fraction = found[1], found[2] or ""
        if self.unit == "l":
            quantity = int(whole) if not fraction.strip("0") else None
        elif fraction[_DECIMALS:].strip("0"):
            quantity = None
        else:
            quantity = int(whole) * THOUSANDTHS + int(fraction[:_DECIMALS].ljust(_DECIMALS, "0"))
        return quantity if quantity is not None and quantity <= LARGEST_AMOUNT else None

    def day(self, text: str) -> datetime.date | None:
        """A day; None where it cannot be understood."""
        try:
            return datetime.datetime.strptime(text.strip(), self.date).date()
        except ValueError:
            return None


def _why(error: Exception) -> str:
    """What is wrong with a mapping, as far as its author can use it."""
    if isinstance(error, OSError):
        return _("it cannot be read")
    if isinstance(error, msgspec.ValidationError):
        return str(error)
    return _("it is not as TOML is written")


OWN = ReadingMapping()
"""The CSV form that rounds go out in."""


def mapping_in(path: str) -> ReadingMapping:
    """Reads a mapping. Raises BadArgument."""
    try:
        with Path(path).open("rb") as file:
            text = file.read(_LARGEST_FILE)
        return msgspec.toml.decode(text, type=ReadingMapping)
    except (OSError, ValueError, LookupError) as error:
        raise BadArgument(
            _("The mapping {file} cannot be used: {why}.").format(file=path, why=_why(error)),
            _("Nothing was taken in. See docs/reading-rounds.md for what a mapping says."),
        ) from error
