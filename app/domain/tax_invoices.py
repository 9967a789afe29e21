"""Tax invoices: what receipts were for by tax code, what of it went back, and to whom they go.

Amounts are minor units. A tax invoice tells what stands of its receipts when it is written; what
goes back later stands on a credit note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from app.domain.errors import TapcardError
from app.domain.quantity import Money, divide_rounded
from app.domain.tariff.breakdown import Line
from app.domain.text import _

LONGEST_NAME = 60
LONGEST_ADDRESS = 80
LONGEST_NUMBER = 20
MOST_RECEIPTS = 20
"""On one tax invoice: more paper than that nobody reads."""

_WHOLE = 10_000
"""Hundredths of a percent in one."""
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9./-]*")
_BETWEEN = re.compile(r"[\s,;+*]+")


class TaxSum(msgspec.Struct, frozen=True, kw_only=True):
    """All of one tax code; the empty code stands for what bears no tax."""

    code: str
    rate: int | None = None
    """Hundredths of a percent; None where the tax was not reckoned at one known rate."""
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        """What is paid for it."""
        return self.net + self.tax


class Taxpayer(msgspec.Struct, frozen=True, kw_only=True):
    """To whom a tax invoice goes. Personal: never in clear in an event."""

    name: str
    tax_number: str
    address: str


class BadTaxpayer(TapcardError):
    """A name, tax number or address that cannot stand on a tax invoice."""

    code = "bad_taxpayer"


def taxpayer(name: str, tax_number: str, address: str) -> Taxpayer:
    """As typed, without surplus spaces. Raises BadTaxpayer."""
    number = tax_number.strip().upper()
    if len(number) > LONGEST_NUMBER or not number.isascii() or not _NUMBER.fullmatch(number):
        raise BadTaxpayer(
            _("The tax number is missing or has signs that no tax number has."),
            _("Nothing was written. It has up to {count} letters, figures, '.', '/', '-'.").format(
                count=LONGEST_NUMBER
            ),
        )
    return Taxpayer(
        name=_line(name, _("name"), LONGEST_NAME),
        tax_number=number,
        address=_line(address, _("address"), LONGEST_ADDRESS),
    )


def _line(given: str, what: str, longest: int) -> str:
    text = " ".join(given.split())
    if not 1 <= len(text) <= longest or not text.isprintable():
        raise BadTaxpayer(
            _("The {what} is missing, too long, or has signs that cannot be printed.").format(
                what=what
            ),
            _("Nothing was written. It has 1 to {count} characters.").format(count=longest),
        )
    return text


def numbers_in(text: str) -> tuple[str, ...]:
    """Numbers as people list them: ``12+13``, ``12, 13`` or ``12 13``, in their order."""
    return tuple(part for part in _BETWEEN.split(text) if part)


def tax_sums(lines: Iterable[Line], rates: Mapping[str, int]) -> tuple[TaxSum, ...]:
    """Net and tax of lines by code. ``rates``: as each code stands now, where it is known."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.amount or line.tax:
            found.setdefault(line.tax_code, []).append(line)
    sums = []
    for code in sorted(found):
        net = sum(line.amount - line.tax for line in found[code])
        tax = sum(line.tax for line in found[code])
        rate = rates.get(code)
        fits = rate is not None and _explains(rate, net, tax, len(found[code]))
        sums.append(TaxSum(code=code, rate=rate if fits else None, net=net, tax=tax))
    return tuple(sums)


def _explains(rate: int, net: Money, tax: Money, lines: int) -> bool:
    """Whether the tax is that of a rate; each line was rounded for itself.

    A code whose rate was changed since the sale must not stand there with another one's tax.
    """
    return abs(divide_rounded(net * rate, _WHOLE) - tax) <= lines


def together(parts: Iterable[Iterable[TaxSum]]) -> tuple[TaxSum, ...]:
    """All of them, code by code; codes of which nothing is left are left out."""
    return _added((one, 1) for part in parts for one in part)


def less(whole: Iterable[TaxSum], taken: Iterable[TaxSum]) -> tuple[TaxSum, ...]:
    """What is left of a whole."""
    return _added((*((one, 1) for one in whole), *((one, -1) for one in taken)))


def gross_of(sums: Iterable[TaxSum]) -> Money:
    """All that is paid for them."""
    return sum(one.gross for one in sums)


def same_amounts(one: Iterable[TaxSum], other: Iterable[TaxSum]) -> bool:
    """Whether both tell the same net and tax of each code, at whatever rate they name."""
    return not less(one, other)


def _added(signed: Iterable[tuple[TaxSum, int]]) -> tuple[TaxSum, ...]:
    found: dict[str, TaxSum] = {}
    for one, sign in signed:
        old = found.get(one.code, TaxSum(code=one.code, rate=one.rate, net=0, tax=0))
        found[one.code] = TaxSum(
            code=one.code,
            rate=one.rate if one.rate == old.rate else None,
            net=old.net + sign * one.net,
            tax=old.tax + sign * one.tax,
        )
    return tuple(found[code] for code in sorted(found) if found[code].net or found[code].tax)
