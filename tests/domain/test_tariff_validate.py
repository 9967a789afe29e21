"""A revision that cannot be priced by is refused, and the field that is wrong is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from app.domain.tariff.errors import InvalidRevision
from app.domain.tariff.revision import StandingCharge, Surcharge, TariffRevision, Tax, Tier
from app.domain.tariff.validate import check_revision
from tests.domain.examples import VAT_ADDED, WUXI, revision_with
from tests.domain.strategies import limited_revisions, revisions

OPEN = Tier(upto=None, price=100)


def upto(*thresholds: int | None) -> tuple[Tier, ...]:
    return tuple(Tier(upto=threshold, price=100) for threshold in thresholds)


def surcharge(**changes: Any) -> dict[str, Any]:
    fields = {"code": "sewage", "name": "Sewage", "price": 1, "tax": "", **changes}
    return {"surcharges": (Surcharge(**fields),)}


def standing(**changes: Any) -> dict[str, Any]:
    return {"standing": StandingCharge(**{"monthly": 1, "tax": "", "most_months": 1, **changes})}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tariff_class": 0}, "tariff_class"),
        ({"tariff_class": 256}, "tariff_class"),
        ({"name": " "}, "name"),
        ({"revision": 0}, "revision"),
        ({"period_months": 2}, "period_months"),
        ({"tiers": ()}, "tiers"),
        ({"tiers": upto(1, 2, 3, 4, 5, 6, None)}, "tiers"),
        ({"tiers": upto(1_000)}, "tiers[0].upto"),
        ({"tiers": upto(None, None)}, "tiers[0].upto"),
        ({"tiers": upto(0, None)}, "tiers[0].upto"),
        ({"tiers": upto(2_000, 2_000, None)}, "tiers[1].upto"),
        ({"tiers": upto(2_000, 1_000, None)}, "tiers[1].upto"),
        ({"tiers": (Tier(upto=1_000, price=0), OPEN)}, "tiers[0].price"),
        ({"tiers": (Tier(upto=None, price=-5),)}, "tiers[0].price"),
        ({"tiers": (Tier(upto=None, price=10**12 + 1),)}, "tiers[0].price"),
        ({"tiers_tax": "vat"}, "tiers_tax"),
        ({"taxes": (VAT_ADDED, VAT_ADDED)}, "taxes"),
        ({"taxes": (Tax(code="", rate=1, included=True),)}, "taxes[0].code"),
        ({"taxes": (Tax(code="vat", rate=-1, included=True),)}, "taxes[0].rate"),
        ({"taxes": (Tax(code="vat", rate=10_001, included=True),)}, "taxes[0].rate"),
        ({"household_size": 0}, "household_size"),
        ({"per_person": -1}, "per_person"),
        (surcharge(price=0), "surcharges[0].price"),
        (surcharge(tax="vat"), "surcharges[0].tax"),
        (surcharge(code=""), "surcharges[0].code"),
        (surcharge(code="tier-2"), "surcharges[0].code"),
        (surcharge(code="rounding"), "surcharges[0].code"),
        (surcharge(name=""), "surcharges[0].name"),
        ({"surcharges": surcharge()["surcharges"] * 2}, "surcharges"),
        (standing(monthly=0), "standing.monthly"),
        (standing(tax="vat"), "standing.tax"),
        (standing(most_months=0), "standing.most_months"),
        ({"allowance": -1}, "allowance"),
        ({"minimum": -1}, "minimum"),
        ({"maximum": 0}, "maximum"),
        ({"minimum": 2_000, "maximum": 1_999}, "maximum"),
        ({"monthly_cap": 0}, "monthly_cap"),
        ({"lifeline": 5_000, "monthly_cap": 4_999}, "monthly_cap"),
        ({"lifeline": -1}, "lifeline"),
        ({"deduction_share": 10_001}, "deduction_share"),
        ({"deduction_share": -1}, "deduction_share"),
        ({"arrears_rate": 10_001}, "arrears_rate"),
        ({"rounding": 0}, "rounding"),
    ],
)
def test_the_wrong_field_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRevision) as caught:
        check_revision(revision_with(**changes))
    assert caught.value.field == field
    assert field in caught.value.message
    assert "Nothing was paid" in caught.value.remedy


def test_one_tier_and_six_tiers_are_allowed() -> None:
    check_revision(WUXI)
    check_revision(revision_with(tiers=upto(None)))
    check_revision(revision_with(tiers=upto(1, 2, 3, 4, 5, None)))


@given(revisions() | limited_revisions())
def test_every_revision_that_the_properties_run_on_is_valid(revision: TariffRevision) -> None:
    check_revision(revision)
