"""What a customer wants for which of the card's meters, in one payment."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.cards import UtilityKind
from app.domain.tariff.breakdown import Breakdown, LineKind, PricingFacts
from app.domain.text import _
from app.operations.errors import BadArgument

VOLUME_SIGN = "v"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in money, or a volume, for one meter."""

    meter: str | None
    """None: the only meter that can be sold to."""
    amount: str | None = None
    volume: str | None = None


def parse_wishes(text: str) -> tuple[Wish, ...]:
    """``20260002=300,20260003=5v``: 300 in money for one meter, 5 units for the other.

    Raises BadArgument.
    """
    return tuple(_parse_wish(part) for part in text.split(","))


def _parse_wish(text: str) -> Wish:
    meter, sign, wanted = (part.strip() for part in text.partition("="))
    if not (meter and sign and wanted):
        raise BadArgument(
            _("{text} does not say what is wanted for which meter.").format(text=text.strip()),
            _("Nothing was paid. Write METER=AMOUNT, or METER=VOLUMEv, with commas between."),
        )
    if wanted.endswith(VOLUME_SIGN):
        return Wish(meter=meter, volume=wanted.removesuffix(VOLUME_SIGN))
    return Wish(meter=meter, amount=wanted)


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
    )
