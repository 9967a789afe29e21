"""How figures are said: with decimals, units and the utility's currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.amounts import format_money, format_price, format_volume
from app.domain.cards import ChargingType, UtilityKind
from app.domain.quantity import Money, Price, Quantity
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.text import _
from app.domain.units import unit_of
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.operations.paper.letterhead import receipt_text
from app.printing.columns import columns_of

Row: TypeAlias = tuple[str, str]
"""What it is, and its value; a value that is empty is left out."""

_KINDS = {
    UtilityKind.WATER: _("water"),
    UtilityKind.ELECTRICITY: _("electricity"),
    UtilityKind.GAS: _("gas"),
    UtilityKind.HEAT: _("heat"),
}
_MONEY_COLUMNS = 12
_RECKONED = (LineKind.TIER, LineKind.SURCHARGE)


@dataclass(frozen=True)
class Told:
    """A result in words: what happened, then its particulars."""

    headline: str
    rows: Sequence[Row] = ()

    def lines(self) -> list[str]:
        """As printed; values stand in one column."""
        rows = [(name, value) for name, value in self.rows if value]
        width = max((columns_of(name) for name, _value in rows), default=0) + 2
        told = [
            f"  {name}{' ' * (width - columns_of(name))}{value}".rstrip() for name, value in rows
        ]
        return [self.headline, *told]


@dataclass(frozen=True)
class Words:
    """Words for one ledger's figures."""

    kiosk: Kiosk
    currency: str
    digits: int

    @classmethod
    def of(cls, kiosk: Kiosk) -> Words:
        """Those of the kiosk's utility."""
        with kiosk.ledger.read() as reader:
            utility = settings.utility(reader.db)
        return cls(kiosk, utility.currency, utility.currency_digits)

    def money(self, amount: Money) -> str:
        """``KES 12.50``."""
        return f"{self.currency} {format_money(amount, self.digits)}"

    def column(self, amount: Money) -> str:
        """An amount right-aligned, to stand under others."""
        return format_money(amount, self.digits).rjust(_MONEY_COLUMNS)

    def price(self, price: Price) -> str:
        """A price per unit, without currency."""
        return format_price(price, self.digits)

    def volume(self, quantity: Quantity, kind: UtilityKind = UtilityKind.WATER) -> str:
        """``2.500 m3``."""
        return f"{format_volume(quantity)} {self.unit(kind)}"

    def credit(
        self, credit: int, charging: ChargingType, kind: UtilityKind = UtilityKind.WATER
    ) -> str:
        """What a card carries, as its charging type counts it: ``2.500 m3`` or ``KES 500.00``."""
        return self.money(credit) if charging.counts_money else self.volume(credit, kind)

    def kind(self, kind: UtilityKind) -> str:
        """What flows through a meter: ``water``."""
        return _KINDS[kind]

    def meter(self, kind: UtilityKind, number: str) -> str:
        """``Water 20260001``."""
        return f"{_KINDS[kind].capitalize()} {number}"

    def unit(self, kind: UtilityKind) -> str:
        """What one whole of a kind is called."""
        return unit_of(kind)

    def receipt(self, number: int | None) -> str:
        """``K07-01-000123``; nothing without a number."""
        return "" if number is None else receipt_text(self.kiosk, number)

    def charges(self, lines: Sequence[Line], kind: UtilityKind = UtilityKind.WATER) -> list[Row]:
        """Lines of a sale: amount, and how it was reckoned."""
        return [(line.name, self._charge(line, kind)) for line in lines]

    def _charge(self, line: Line, kind: UtilityKind) -> str:
        reckoning = self.volume(line.quantity, kind) if line.quantity else ""
        if line.kind in _RECKONED:
            reckoning = _("{volume} x {price}").format(
                volume=reckoning, price=self.price(line.price)
            )
        return f"{self.column(line.amount)}  {reckoning}".rstrip()
