"""Lists of a tariff as a line of text each: tiers, surcharges, taxes.

Tiers: ``45.00/6 67.50/15 90.00``; a threshold behind each price but the last. Surcharges:
``sewage 12.00 VAT Sewage``, several divided by a semicolon. Taxes: ``VAT 16``, or ``VAT 16 top``
for one that comes on top of the prices.
"""

from __future__ import annotations

from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.tariff_text import SurchargeText, TaxText, TierText

_ON_TOP = "top"


def tiers_in(line: str) -> tuple[TierText, ...]:
    """The tiers that a line says. Prices are checked later, with the whole tariff."""
    tiers = []
    for word in line.split():
        price, _slash, upto = word.partition("/")
        tiers.append(TierText(price=price, upto=upto or None))
    if not tiers:
        raise _unclear(_("There are no prices."), "45.00/6 67.50/15 90.00")
    return tuple(tiers)


def line_of_tiers(tiers: tuple[TierText, ...]) -> str:
    """Inverse of :func:`tiers_in`."""
    return " ".join(
        one.price if one.upto is None else f"{one.price}/{_short(one.upto)}" for one in tiers
    )


def surcharges_in(line: str) -> tuple[SurchargeText, ...]:
    """The surcharges that a line says; none where it is empty."""
    found = []
    for part in (part.split(maxsplit=3) for part in line.split(";") if part.strip()):
        if len(part) != 4:
            raise _unclear(_("A surcharge has four parts."), "sewage 12.00 VAT Sewage")
        code, price, tax, name = part
        found.append(SurchargeText(code=code, name=name.strip(), price=price, tax=_code(tax)))
    return tuple(found)


def line_of_surcharges(surcharges: tuple[SurchargeText, ...]) -> str:
    """Inverse of :func:`surcharges_in`."""
    return "; ".join(f"{one.code} {one.price} {one.tax or '-'} {one.name}" for one in surcharges)


def taxes_in(line: str) -> tuple[TaxText, ...]:
    """The taxes that a line says; none where it is empty."""
    found = []
    for words in (part.split() for part in line.split(";") if part.strip()):
        if len(words) not in (2, 3) or (len(words) == 3 and words[2] != _ON_TOP):
            raise _unclear(_("A tax has a code and a rate in percent."), "VAT 16")
        found.append(TaxText(code=words[0], rate=words[1], included=len(words) == 2))
    return tuple(found)


def line_of_taxes(taxes: tuple[TaxText, ...]) -> str:
    """Inverse of :func:`taxes_in`."""
    return "; ".join(
        f"{one.code} {_short(one.rate)}" + ("" if one.included else f" {_ON_TOP}") for one in taxes
    )


def _code(tax: str) -> str:
    """A dash stands for no tax."""
    return "" if tax == "-" else tax


def _short(figure: str) -> str:
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


def _unclear(sentence: str, example: str) -> BadArgument:
    return BadArgument(
        sentence, _("Nothing was changed. Type it as {example}.").format(example=example)
    )
