"""Why a purchase is not possible as wished, and what is wrong with a revision.

Every sentence names the figures. ``digits`` are the decimals of the currency that they are shown
with.
"""

from __future__ import annotations

from datetime import date

from app.domain.amounts import format_money, format_volume
from app.domain.cards import UtilityKind
from app.domain.errors import TapcardError
from app.domain.quantity import Money, Quantity
from app.domain.tariff.rise_cap import RiseLimit
from app.domain.text import _
from app.domain.units import unit_of


class TariffError(TapcardError):
    """Root of tariff errors. All of them come before anything was paid."""

    code = "tariff"


class BadQuantity(TariffError):
    """A volume that is no volume: none, below zero, or between two steps of the card."""

    code = "bad_quantity"

    def __init__(
        self, quantity: Quantity, step: Quantity, kind: UtilityKind = UtilityKind.WATER
    ) -> None:
        """In thousandths."""
        super().__init__(
            _(
                "{volume} {unit} cannot be sold: the card carries multiples of {step} {unit}."
            ).format(volume=format_volume(quantity), step=format_volume(step), unit=unit_of(kind)),
            _("Nothing was paid. Choose a volume above zero in these steps."),
        )


class OverLargest(TariffError):
    """More than the card, the meter or the hoarding limit lets through."""

    code = "over_largest"

    def __init__(
        self, quantity: Quantity, largest: Quantity, kind: UtilityKind = UtilityKind.WATER
    ) -> None:
        """In thousandths."""
        super().__init__(
            _(
                "{volume} {unit} is more than this card and meter take at once: {largest} {unit}."
            ).format(
                volume=format_volume(quantity), largest=format_volume(largest), unit=unit_of(kind)
            ),
            _("Nothing was paid. Sell less; the customer can buy again after using some."),
        )


class OverMonthlyCap(TariffError):
    """More than the tariff class may buy in this calendar month."""

    code = "over_monthly_cap"

    def __init__(
        self,
        quantity: Quantity,
        cap: Quantity,
        bought: Quantity,
        next_month: date,
        kind: UtilityKind = UtilityKind.WATER,
    ) -> None:
        """``bought`` of ``cap`` this month; there is a new cap from ``next_month`` on."""
        super().__init__(
            _(
                "{volume} {unit} is more than this month allows: {bought} of {cap} {unit} are"
                " bought, {left} {unit} are left."
            ).format(
                unit=unit_of(kind),
                volume=format_volume(quantity),
                bought=format_volume(bought),
                cap=format_volume(cap),
                left=format_volume(max(0, cap - bought)),
            ),
            _("Nothing was paid. Sell what is left, or from {day} on more.").format(
                day=next_month.isoformat()
            ),
        )


class OverRiseCap(TariffError):
    """More than may be bought before prices rise."""

    code = "over_rise_cap"

    def __init__(
        self, quantity: Quantity, limit: RiseLimit, kind: UtilityKind = UtilityKind.WATER
    ) -> None:
        """``limit``: what may be bought until they do."""
        super().__init__(
            _(
                "{volume} {unit} is more than may be bought before prices rise on {day}: {bought}"
                " of {most} {unit} are bought, {left} {unit} are left."
            ).format(
                volume=format_volume(quantity),
                unit=unit_of(kind),
                day=limit.rises.isoformat(),
                bought=format_volume(limit.bought),
                most=format_volume(limit.most),
                left=format_volume(limit.left),
            ),
            _("Nothing was paid. Sell what is left; from {day} on more, at the new price.").format(
                day=limit.rises.isoformat()
            ),
        )


class BelowMinimum(TariffError):
    """Too small a purchase."""

    code = "below_minimum"

    def __init__(self, charge: Money, minimum: Money, needed: Money | None, *, digits: int) -> None:
        """``needed``: what the smallest purchase takes in all; None if limits forbid it."""
        remedy = _("Nothing was paid. The limits of this account do not allow so much today.")
        if needed is not None:
            remedy = _(
                "Nothing was paid. It takes {needed} in all, with what else is due today."
            ).format(needed=format_money(needed, digits))
        super().__init__(
            _("This buys credit for {charge}; the smallest purchase is {minimum}.").format(
                charge=format_money(charge, digits), minimum=format_money(minimum, digits)
            ),
            remedy,
        )


class AboveMaximum(TariffError):
    """Too large a purchase."""

    code = "above_maximum"

    def __init__(self, charge: Money, maximum: Money, *, digits: int) -> None:
        """In minor units."""
        super().__init__(
            _("This is credit for {charge}; the largest purchase is {maximum}.").format(
                charge=format_money(charge, digits), maximum=format_money(maximum, digits)
            ),
            _("Nothing was paid. Sell less at a time."),
        )


class NothingBuyable(TariffError):
    """The money does not reach for the smallest load."""

    code = "nothing_buyable"

    def __init__(
        self,
        money: Money,
        least: Quantity,
        needed: Money,
        kind: UtilityKind = UtilityKind.WATER,
        *,
        digits: int,
    ) -> None:
        """``needed``: what ``least``, the smallest load, takes in all."""
        super().__init__(
            _(
                "{money} buys nothing: {volume} {unit}, the least, takes {needed} in all today."
            ).format(
                unit=unit_of(kind),
                money=format_money(money, digits),
                volume=format_volume(least),
                needed=format_money(needed, digits),
            ),
            _("Nothing was paid. Ask for that much, or give the money back."),
        )


class VolumeNotSold(TariffError):
    """A volume was asked for where the meter counts money."""

    code = "volume_not_sold"

    def __init__(self) -> None:
        """There are no figures: the counter does not know the prices that the meter will apply."""
        super().__init__(
            _("This meter counts money: how much a sum gives depends on the prices in the meter."),
            _("Nothing was paid. Sell credit for an amount of money."),
        )


class OverLargestCredit(TariffError):
    """More credit in money than the card, the meter or the hoarding limit lets through."""

    code = "over_largest_credit"

    def __init__(self, credit: Money, largest: Money, *, digits: int) -> None:
        """In minor units."""
        super().__init__(
            _(
                "Credit of {credit} is more than this card and meter take at once: {largest}."
            ).format(credit=format_money(credit, digits), largest=format_money(largest, digits)),
            _("Nothing was paid. The customer can buy again after using some."),
        )


class NoCreditBuyable(TariffError):
    """The money does not reach for the smallest load of a meter that counts money."""

    code = "no_credit_buyable"

    def __init__(self, money: Money, least: Money, needed: Money, *, digits: int) -> None:
        """``needed``: what credit of ``least``, the smallest load, takes in all."""
        super().__init__(
            _("{money} buys nothing: credit of {least}, the least, takes {needed} today.").format(
                money=format_money(money, digits),
                least=format_money(least, digits),
                needed=format_money(needed, digits),
            ),
            _("Nothing was paid. Ask for that much, or give the money back."),
        )


class NoPrices(TariffError):
    """A tariff class has no revision in force on a day."""

    code = "no_prices"

    def __init__(self, day: date) -> None:
        """The local date."""
        super().__init__(
            _("There are no prices for {day} that the meter could be told.").format(
                day=day.isoformat()
            ),
            _("Nothing was paid. Have the tariff entered first."),
        )


class InvalidRevision(TariffError):
    """A revision that cannot be priced by; ``field`` is the one that is wrong."""

    code = "invalid_revision"

    def __init__(self, field: str, wrong: str) -> None:
        """``field`` as written in the revision, e.g. ``tiers[1].upto``."""
        super().__init__(
            _("The tariff revision cannot be used: {field}: {wrong}.").format(
                field=field, wrong=wrong
            ),
            _("Nothing was paid and no price was changed. Correct the field and enter it again."),
        )
        self.field = field
