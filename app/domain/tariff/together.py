"""Purchases for several meters in one payment: what those before leave for the next."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.cards import UtilityKind
from app.domain.tariff.breakdown import Breakdown, LineKind, PricingFacts


def facts_after(
    facts: PricingFacts, kind: UtilityKind, before: Sequence[tuple[UtilityKind, Breakdown]]
) -> PricingFacts:
    """Facts of a wish when others of the same payment have taken their part already.

    Account balance and arrears are those of the account, not of one meter; what is bought for one
    meter counts in the tiers, caps and lifeline of every meter of its kind.
    """
    for other, done in before:
        arrears = sum(line.amount for line in done.lines if line.kind is LineKind.ARREARS)
        facts = msgspec.structs.replace(
            facts, balance=facts.balance - done.balance_used, arrears=facts.arrears - arrears
        )
        if other is kind:
            facts = _used_up(facts, done)
    return facts


def _used_up(facts: PricingFacts, done: Breakdown) -> PricingFacts:
    same_period = done.period_start == facts.period_start
    return msgspec.structs.replace(
        facts,
        bought=max(facts.bought, done.bought) if same_period else facts.bought,
        allowance_used=max(facts.allowance_used, done.allowance_used)
        if same_period
        else facts.allowance_used,
        bought_this_month=facts.bought_this_month + done.quantity,
        credited_this_month=facts.credited_this_month + done.money,
        subsidy=None if facts.subsidy is None else facts.subsidy.after(done.subsidised),
        before_rise=None
        if facts.before_rise is None
        else msgspec.structs.replace(
            facts.before_rise, bought=facts.before_rise.bought + done.quantity
        ),
    )
