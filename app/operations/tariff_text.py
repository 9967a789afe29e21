"""A tariff revision as people write it, in units and money, and as exact integers.

::

    tariff_class = 1
    name = "Domestic"
    period_months = 1
    tiers_tax = "VAT"
    tiers = [{ upto = "6", price = "45.00" }, { price = "90.00" }]
    taxes = [{ code = "VAT", rate = "16", included = true }]
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec

from app.domain.amounts import format_money, format_price, format_volume, parse_money, parse_volume
from app.domain.quantity import Money, Price, Quantity
from app.domain.tariff.revision import (
    PeriodKind,
    StandingCharge,
    Surcharge,
    TariffRevision,
    Tax,
    Tier,
)
from app.domain.tariff.validate import check_revision
from app.domain.text import _
from app.operations.errors import BadArgument

_PRICE_DECIMALS = 4


class TierText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tier: threshold in units, price per unit."""

    price: str
    upto: str | None = None


class SurchargeText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One surcharge: price per unit."""

    code: str
    name: str
    price: str
    tax: str


class StandingText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The standing charge, in money per month."""

    monthly: str
    tax: str
    most_months: int = 12


class TaxText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tax code; ``rate`` in percent."""

    code: str
    rate: str
    included: bool = True


class TariffText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A revision as people write it; the fields are those of TariffRevision."""

    tariff_class: int
    name: str
    tiers: tuple[TierText, ...]
    tiers_tax: str
    taxes: tuple[TaxText, ...]
    valid_from: date | None = None
    period_months: int = 1
    period_kind: PeriodKind = PeriodKind.CALENDAR
    household_size: int = 1
    per_person: str = "0"
    surcharges: tuple[SurchargeText, ...] = ()
    standing: StandingText | None = None
    allowance: str = "0"
    minimum: str = "0"
    maximum: str | None = None
    monthly_cap: str | None = None
    deduction_share: str = "50"
    lifeline: str = "0"
    arrears_rate: str = "100"
    rounding: int = 1


def parse_tariff(text: str) -> TariffText:
    """The tariff in a TOML text. Raises BadArgument naming the line or field."""
    try:
        return msgspec.toml.decode(text, type=TariffText)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadArgument(
            _("The tariff cannot be read: {error}.").format(error=error),
            _("Nothing was changed. Correct the text."),
        ) from error


def revision_from(text: TariffText, number: int, today: date, digits: int) -> TariffRevision:
    """The revision in exact integers. Raises BadArgument, BadAmount, InvalidRevision.

    ``number``: what it will be; ``today``: its first day where none is said; ``digits``: decimals
    of the currency.
    """
    revision = TariffRevision(
        tariff_class=text.tariff_class,
        name=text.name,
        revision=number,
        valid_from=text.valid_from or today,
        period_months=text.period_months,
        period_kind=text.period_kind,
        tiers=tuple(
            Tier(
                upto=None if tier.upto is None else parse_volume(tier.upto),
                price=_price(tier.price, digits),
            )
            for tier in text.tiers
        ),
        tiers_tax=text.tiers_tax,
        household_size=text.household_size,
        per_person=_volume(text.per_person),
        surcharges=tuple(
            Surcharge(
                code=line.code, name=line.name, price=_price(line.price, digits), tax=line.tax
            )
            for line in text.surcharges
        ),
        standing=_standing(text.standing, digits),
        allowance=_volume(text.allowance),
        minimum=_money(text.minimum, digits),
        maximum=None if text.maximum is None else parse_money(text.maximum, digits),
        monthly_cap=None if text.monthly_cap is None else parse_volume(text.monthly_cap),
        deduction_share=_percent(text.deduction_share),
        lifeline=_volume(text.lifeline),
        arrears_rate=_percent(text.arrears_rate),
        rounding=text.rounding,
        taxes=tuple(
            Tax(code=tax.code, rate=_percent(tax.rate), included=tax.included) for tax in text.taxes
        ),
    )
    check_revision(revision)
    return revision


def _standing(text: StandingText | None, digits: int) -> StandingCharge | None:
    if text is None:
        return None
    return StandingCharge(
        monthly=parse_money(text.monthly, digits), tax=text.tax, most_months=text.most_months
    )


def _volume(text: str) -> Quantity:
    return 0 if text.strip() == "0" else parse_volume(text)


def _money(text: str, digits: int) -> Money:
    return 0 if text.strip() == "0" else parse_money(text, digits)


def _percent(text: str) -> int:
    return _scaled(text, 2)


def _price(text: str, digits: int) -> Price:
    return _scaled(text, digits + _PRICE_DECIMALS)


def _scaled(text: str, decimals: int) -> int:
    try:
        value = Decimal(text).scaleb(decimals)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise BadArgument(
            _("{text} is not a number with at most {decimals} decimals.").format(
                text=text, decimals=decimals
            ),
            _("Nothing was changed. Correct the tariff."),
        )
    return int(value)


def text_from(revision: TariffRevision, digits: int) -> TariffText:
    """A revision as one would write it: the inverse of :func:`revision_from`."""
    standing = revision.standing
    return TariffText(
        tariff_class=revision.tariff_class,
        name=revision.name,
        valid_from=revision.valid_from,
        period_months=revision.period_months,
        period_kind=revision.period_kind,
        tiers=tuple(
            TierText(
                price=_plain_price(tier.price, digits),
                upto=None if tier.upto is None else format_volume(tier.upto),
            )
            for tier in revision.tiers
        ),
        tiers_tax=revision.tiers_tax,
        household_size=revision.household_size,
        per_person=_said_volume(revision.per_person),
        surcharges=tuple(
            SurchargeText(
                code=one.code, name=one.name, price=_plain_price(one.price, digits), tax=one.tax
            )
            for one in revision.surcharges
        ),
        standing=None
        if standing is None
        else StandingText(
            monthly=format_money(standing.monthly, digits),
            tax=standing.tax,
            most_months=standing.most_months,
        ),
        allowance=_said_volume(revision.allowance),
        minimum=format_money(revision.minimum, digits) if revision.minimum else "0",
        maximum=None if revision.maximum is None else format_money(revision.maximum, digits),
        monthly_cap=None if revision.monthly_cap is None else format_volume(revision.monthly_cap),
        deduction_share=_said_percent(revision.deduction_share),
        lifeline=_said_volume(revision.lifeline),
        arrears_rate=_said_percent(revision.arrears_rate),
        rounding=revision.rounding,
        taxes=tuple(
            TaxText(code=tax.code, rate=_said_percent(tax.rate), included=tax.included)
            for tax in revision.taxes
        ),
    )


def _said_volume(quantity: Quantity) -> str:
    return format_volume(quantity) if quantity else "0"


def _said_percent(rate: int) -> str:
    return f"{rate // 100}.{rate % 100:02d}"


def _plain_price(price: Price, digits: int) -> str:
    return format_price(price, digits)
