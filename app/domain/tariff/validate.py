"""Whether a revision can be priced by."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.amounts import LARGEST_AMOUNT
from app.domain.tariff.charges import RATE_SCALE
from app.domain.tariff.errors import InvalidRevision
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _

MOST_TIERS = 6
MOST_CLASSES = 255
"""One byte on cards."""
PERIODS = (1, 3, 6, 12)
MOST_MONTHS = 120
"""Of standing charges at once: ten years."""
_OWN_CODES = frozenset(
    {"allowance", "standing", "arrears", "rounding", "credit", "back-charge"}
    | {f"tier-{number}" for number in range(1, MOST_TIERS + 1)}
)


def check_revision(revision: TariffRevision) -> None:
    """Raises InvalidRevision naming the first field that is wrong and what is wrong with it."""
    _check_head(revision)
    _check_taxes(revision)
    _check_tiers(revision)
    _check_surcharges(revision)
    _check_standing(revision)
    _check_limits(revision)


def _check_head(revision: TariffRevision) -> None:
    _within("tariff_class", revision.tariff_class, 1, MOST_CLASSES)
    _named("name", revision.name)
    _within("revision", revision.revision, 1)
    if revision.period_months not in PERIODS:
        raise InvalidRevision(
            "period_months",
            _("{months} is none of 1, 3, 6, 12").format(months=revision.period_months),
        )
    _within("household_size", revision.household_size, 1)
    _within("per_person", revision.per_person, 0)
    _within("deduction_share", revision.deduction_share, 0, RATE_SCALE)
    _within("arrears_rate", revision.arrears_rate, 0, RATE_SCALE)


def _check_taxes(revision: TariffRevision) -> None:
    _unique("taxes", [tax.code for tax in revision.taxes])
    for index, tax in enumerate(revision.taxes):
        _named(f"taxes[{index}].code", tax.code)
        _within(f"taxes[{index}].rate", tax.rate, 0, RATE_SCALE)
    _known_tax(revision, "tiers_tax", revision.tiers_tax)


def _check_tiers(revision: TariffRevision) -> None:
    tiers = revision.tiers
    if not 1 <= len(tiers) <= MOST_TIERS:
        raise InvalidRevision(
            "tiers", _("{count} tiers; there must be 1 to 6").format(count=len(tiers))
        )
    low = 0
    for index, tier in enumerate(tiers):
        _within(f"tiers[{index}].price", tier.price, 1)
        field = f"tiers[{index}].upto"
        if index == len(tiers) - 1:
            if tier.upto is not None:
                raise InvalidRevision(field, _("the last tier must be without threshold"))
        elif tier.upto is None:
            raise InvalidRevision(field, _("only the last tier is without threshold"))
        else:
            _within(field, tier.upto, low + 1)
            low = tier.upto


def _check_surcharges(revision: TariffRevision) -> None:
    _unique("surcharges", [each.code for each in revision.surcharges])
    for index, each in enumerate(revision.surcharges):
        field = f"surcharges[{index}]"
        _named(f"{field}.code", each.code)
        if each.code in _OWN_CODES:
            raise InvalidRevision(
                f"{field}.code", _("{code} is the code of other lines").format(code=each.code)
            )
        _named(f"{field}.name", each.name)
        _within(f"{field}.price", each.price, 1)
        _known_tax(revision, f"{field}.tax", each.tax)


def _check_standing(revision: TariffRevision) -> None:
    if revision.standing is None:
        return
    _within("standing.monthly", revision.standing.monthly, 1)
    _within("standing.most_months", revision.standing.most_months, 1, MOST_MONTHS)
    _known_tax(revision, "standing.tax", revision.standing.tax)


def _check_limits(revision: TariffRevision) -> None:
    _within("allowance", revision.allowance, 0)
    _within("minimum", revision.minimum, 0)
    if revision.maximum is not None:
        _within("maximum", revision.maximum, max(1, revision.minimum))
    _within("lifeline", revision.lifeline, 0)
    if revision.monthly_cap is not None:
        _within("monthly_cap", revision.monthly_cap, max(1, revision.lifeline))
    _within("rounding", revision.rounding, 1)


def _within(field: str, value: int, least: int, most: int = LARGEST_AMOUNT) -> None:
    if not least <= value <= most:
        raise InvalidRevision(
            field,
            _("{value} is not from {least} to {most}").format(value=value, least=least, most=most),
        )


def _named(field: str, text: str) -> None:
    if not text.strip():
        raise InvalidRevision(field, _("it is empty"))


def _unique(field: str, codes: Iterable[str]) -> None:
    seen = set()
    for code in codes:
        if code in seen:
            raise InvalidRevision(field, _("{code} stands there twice").format(code=code))
        seen.add(code)


def _known_tax(revision: TariffRevision, field: str, code: str) -> None:
    """The empty code is no tax."""
    if code and code not in {tax.code for tax in revision.taxes}:
        raise InvalidRevision(field, _("{code} is none of the taxes").format(code=code))
