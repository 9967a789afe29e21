"""A paper being laid out: wraps what is too long, formats amounts, keeps values at the right."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.amounts import format_money, format_price, format_volume
from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Price, Quantity
from app.domain.receipt_form import Part
from app.domain.text import _
from app.domain.units import unit_of
from app.printing.columns import columns_of, printable, wrap
from app.printing.elements import (
    Align,
    Blank,
    Cell,
    Columns,
    Cut,
    Element,
    Pair,
    Qr,
    Rule,
    Size,
    Text,
    columns_at,
)

_NAME = 16
"""Columns of an item's name where its detail stands beside it."""
_INDENT = "  "
_RAGGED_LINES = 2
"""Most lines of a value at the right edge; what is longer reads better from the left."""


class Sheet:
    """Collects the elements of one paper. ``width`` in columns, ``digits`` of the currency."""

    def __init__(self, width: int, digits: int, left_out: Collection[Part] = ()) -> None:
        """An empty sheet. ``left_out``: what the form of the paper leaves out."""
        self.width = width
        self._digits = digits
        self._left_out = left_out
        self._elements: list[Element] = []

    @property
    def elements(self) -> tuple[Element, ...]:
        """All so far."""
        return tuple(self._elements)

    def shows(self, part: Part) -> bool:
        """Whether a part stands on it."""
        return part not in self._left_out

    # -- what can be put on it -------------------------------------------------------------

    def text(
        self,
        text: str,
        align: Align = Align.LEFT,
        *,
        bold: bool = False,
        size: Size = Size.NORMAL,
    ) -> None:
        """A paragraph, or several where the text has line breaks; nothing if it is empty."""
        for paragraph in text.splitlines():
            for line in wrap(paragraph, columns_at(self.width, size)):
                self._elements.append(Text(line, align, bold, size))

    def center(self, text: str, *, bold: bool = False, size: Size = Size.NORMAL) -> None:
        """A paragraph in the middle."""
        self.text(text, Align.CENTER, bold=bold, size=size)

    def pair(self, left: str, right: str, *, bold: bool = False, size: Size = Size.NORMAL) -> None:
        """A name and its value; whichever is too long gets more lines, nothing is cut off."""
        left, right = printable(left), printable(right)
        room = columns_at(self.width, size)
        beside = room - columns_of(left) - 1
        if columns_of(right) <= beside:
            self._elements.append(Pair(left, right, bold, size))
        elif beside >= room // 2 and len(pieces := wrap(right, beside)) <= _RAGGED_LINES:
            self._elements.append(Pair(left, pieces[0], bold, size))
            self._elements += [Text(line, Align.RIGHT, bold, size) for line in pieces[1:]]
        elif columns_of(right) <= room:
            self._long_name(wrap(left, room), right, room, bold=bold, size=size)
        else:
            self.text(left, bold=bold, size=size)
            self._indented(right)

    def optional(self, left: str, right: str) -> None:
        """A name and its value, if there is one."""
        if right:
            self.pair(left, right)

    def item(self, name: str, detail: str, amount: str) -> None:
        """A priced line: what it is, how it was reckoned, what it costs."""
        room = self.width - _NAME - columns_of(amount)
        if detail and columns_of(name) < _NAME and columns_of(detail) < room:
            cells = (
                Cell(printable(name), _NAME),
                Cell(printable(detail), room),
                Cell(amount, columns_of(amount), Align.RIGHT),
            )
            self._elements.append(Columns(cells))
            return
        self.pair(name, amount)
        if detail:
            self._indented(detail)

    def rule(self, character: str = "-") -> None:
        """A line across."""
        self._elements.append(Rule(character))

    def blank(self) -> None:
        """An empty line."""
        self._elements.append(Blank())

    def qr(self, content: str) -> None:
        """A QR code."""
        self._elements.append(Qr(content))

    def cut(self) -> None:
        """The end."""
        self._elements.append(Cut())

    # -- how figures are written -----------------------------------------------------------

    def money(self, amount: Money) -> str:
        """An amount without currency."""
        return format_money(amount, self._digits)

    def price(self, price: Price) -> str:
        """A price per unit without currency."""
        return format_price(price, self._digits)

    def volume(self, kind: UtilityKind, quantity: Quantity) -> str:
        """``12.345 m3``."""
        return f"{format_volume(quantity)} {unit_of(kind)}"

    def volume_in_full(self, kind: UtilityKind, quantity: Quantity) -> str:
        """Of water in litres too: ``12.345 m3 = 12345 L``."""
        text = self.volume(kind, quantity)
        if kind is UtilityKind.WATER:
            return _("{volume} = {litres} L").format(volume=text, litres=quantity)
        return text

    def _indented(self, text: str) -> None:
        lines = wrap(text, self.width - len(_INDENT))
        self._elements += [Text(_INDENT + line) for line in lines]

    def _long_name(
        self, lines: list[str], right: str, room: int, *, bold: bool, size: Size
    ) -> None:
        if columns_of(lines[-1]) + 1 + columns_of(right) <= room:
            self._elements += [Text(line, Align.LEFT, bold, size) for line in lines[:-1]]
            self._elements.append(Pair(lines[-1], right, bold, size))
            return
        self._elements += [Text(line, Align.LEFT, bold, size) for line in lines]
        self._elements.append(Text(right, Align.RIGHT, bold, size))
