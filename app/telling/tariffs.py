"""A tariff revision in words, all of it."""

from __future__ import annotations

from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.telling.words import Row, Words


def tariff_rows(words: Words, tariff: TariffRevision) -> list[Row]:
    """Every rule of a revision; what it does not have is empty."""
    standing = tariff.standing
    return [
        (_("Name"), tariff.name),
        (_("Revision"), str(tariff.revision)),
        (_("In force from"), tariff.valid_from.isoformat()),
        (_("Period in months"), str(tariff.period_months)),
        *(_tiers(words, tariff)),
        (_("Household"), str(tariff.household_size)),
        (_("More per person"), words.volume(tariff.per_person) if tariff.per_person else ""),
        *(
            (one.name, f"{words.currency} {words.price(one.price)}{_taxed(one.tax)}")
            for one in tariff.surcharges
        ),
        (
            _("Standing charge"),
            ""
            if standing is None
            else _("{amount} a month").format(amount=words.money(standing.monthly)),
        ),
        (_("Free volume"), words.volume(tariff.allowance) if tariff.allowance else ""),
        (_("Smallest purchase"), words.money(tariff.minimum) if tariff.minimum else ""),
        (_("Largest purchase"), "" if tariff.maximum is None else words.money(tariff.maximum)),
        (_("Most a month"), "" if tariff.monthly_cap is None else words.volume(tariff.monthly_cap)),
        (_("Lifeline"), words.volume(tariff.lifeline) if tariff.lifeline else ""),
        *(
            (
                _("Tax {code}").format(code=tax.code),
                _("{rate}, inside the price").format(rate=percent(tax.rate))
                if tax.included
                else _("{rate}, on top").format(rate=percent(tax.rate)),
            )
            for tax in tariff.taxes
        ),
    ]


def percent(rate: int) -> str:
    """Hundredths of a percent: ``16 %``."""
    whole, hundredths = divmod(rate, 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".") + " %"


def _tiers(words: Words, tariff: TariffRevision) -> list[Row]:
    rows = []
    for number, tier in enumerate(tariff.tiers, start=1):
        price = f"{words.currency} {words.price(tier.price)}"
        if tier.upto is not None:
            price = _("{price} up to {volume}").format(price=price, volume=words.volume(tier.upto))
        elif number > 1:
            price = _("{price} above that").format(price=price)
        rows.append((_("Tier {number}").format(number=number), price))
    return rows


def _taxed(code: str) -> str:
    return f" ({code})" if code else ""
