"""A third party pays a share of the first volume of a month, and the customer the rest."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.account_closing import LoadWorth, worth_of
from app.domain.quantity import Money
from app.domain.subsidy import Subsidised, Subsidy, SubsidyScheme, SubsidyTerm, subsidy_on
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.refund import refund_lines
from app.domain.tariff.revision import Surcharge, TariffRevision, Tax, Tier
from app.domain.tariff.together import facts_after

TODAY = date(2026, 11, 26)
REVISION = TariffRevision(
    tariff_class=1,
    name="Domestic",
    revision=1,
    valid_from=date(2026, 1, 1),
    period_months=1,
    tiers=(Tier(upto=3_000, price=333_333), Tier(upto=None, price=777_777)),
    tiers_tax="VAT",
    taxes=(Tax(code="VAT", rate=1600, included=False),),
    surcharges=(Surcharge(code="sewage", name="Sewage", price=123_457, tax=""),),
    allowance=500,
)
schemes = st.builds(
    SubsidyScheme,
    code=st.just("poor"),
    name=st.just("Poor"),
    payer=st.just("Ministry"),
    ledger_code=st.just("1300"),
    percent=st.integers(1, 100),
    per_month=st.integers(1, 6_000),
    per_person=st.just(0),
    active=st.just(True),
)
volumes = st.lists(st.integers(1, 4_000), min_size=1, max_size=4)


def facts(scheme: SubsidyScheme | None, *, step: int = 1) -> PricingFacts:
    subsidy = None if scheme is None else Subsidy(scheme=scheme, left=scheme.per_month, price=0)
    return PricingFacts(
        today=TODAY,
        period_start=date(2026, 11, 1),
        began=date(2026, 11, 1),
        standing_paid_to=date(2026, 12, 1),
        subsidy=subsidy,
        step=step,
    )


def borne(done: Breakdown) -> Money:
    return -sum(line.amount for line in done.lines if line.kind is LineKind.SUBSIDY)


def bought_one_by_one(scheme: SubsidyScheme, parts: list[int]) -> list[Breakdown]:
    bought: list[Breakdown] = []
    first = facts(scheme)
    for part in parts:
        now = facts_after(first, first.kind, [(first.kind, one) for one in bought])
        bought.append(pricing_for(REVISION, now).breakdown(part))
    return bought


@settings(max_examples=60, deadline=None)
@given(schemes, volumes)
def test_both_parts_are_the_full_price_and_parts_are_borne_as_the_whole(
    scheme: SubsidyScheme, parts: list[int]
) -> None:
    whole = pricing_for(REVISION, facts(scheme)).breakdown(sum(parts))
    full = pricing_for(REVISION, facts(None)).breakdown(sum(parts))
    assert whole.total + borne(whole) == full.total
    assert sum(line.tax for line in whole.lines) == sum(line.tax for line in full.lines)
    assert 0 <= borne(whole) <= full.total
    assert whole.subsidised.quantity <= scheme.per_month
    split = bought_one_by_one(scheme, parts)
    assert sum(map(borne, split)) == borne(whole)
    assert sum(one.total for one in split) == whole.total
    assert sum(one.subsidised.quantity for one in split) == whole.subsidised.quantity


@settings(max_examples=40, deadline=None)
@given(schemes, st.integers(1, 8_000), st.integers(0, 8_000))
def test_the_price_never_falls_and_a_refund_gives_both_parts_back(
    scheme: SubsidyScheme, less: int, more: int
) -> None:
    pricing = pricing_for(REVISION, facts(scheme))
    assert pricing.before_rounding(less) <= pricing.before_rounding(less + more)
    done = pricing.breakdown(less)
    lines, amount, volume = refund_lines(done)
    back = {line.kind: line for line in lines}
    assert (amount, volume) == (done.total, less)
    assert back.get(LineKind.SUBSIDY, Line(kind=LineKind.SUBSIDY, code="", name="")).amount == (
        -borne(done)
    )


@settings(max_examples=60, deadline=None)
@given(schemes, st.integers(1, 8_000), st.integers(1, 8_000))
def test_credit_in_a_meter_gives_each_no_more_than_it_paid(
    scheme: SubsidyScheme, credit: int, left: int
) -> None:
    done = pricing_for(REVISION, facts(scheme)).breakdown(credit)
    lines = worth_of(min(left, credit), [LoadWorth(credit=credit, lines=done.lines)])
    to_payer = -sum(line.amount for line in lines if line.kind is LineKind.SUBSIDY)
    assert 0 <= to_payer <= borne(done)
    assert 0 <= sum(line.amount for line in lines) <= done.total
    if left >= credit:
        assert (to_payer, sum(line.amount for line in lines)) == (borne(done), done.total)


def test_money_buys_more_and_the_month_sets_a_bound() -> None:
    flat = TariffRevision(
        tariff_class=1,
        name="Flat",
        revision=1,
        valid_from=date(2026, 1, 1),
        period_months=1,
        tiers=(Tier(upto=None, price=10_000_000),),
        tiers_tax="",
    )
    scheme = SubsidyScheme(
        code="poor",
        name="Poor",
        payer="Ministry",
        ledger_code="1300",
        percent=60,
        per_month=2_000,
        per_person=1_000,
        active=True,
    )
    term = SubsidyTerm(scheme="poor", since=TODAY, until=TODAY)
    used = Subsidised(quantity=1_000, price=1_000)
    found = subsidy_on(TODAY, term, scheme, persons=3, used=used)
    assert found is not None and (found.left, found.price) == (4_000, 1_000)
    assert subsidy_on(date(2026, 11, 27), term, scheme, persons=3, used=used) is None
    done = afford(flat, facts(scheme, step=1_000), 2_800)
    assert (done.quantity, borne(done), done.total) == (4_000, 1_200, 2_800)
    assert quote_volume(flat, facts(scheme), 1_000).total == 400
