"""Agents: what they may still sell, what they earn by it, what they and the utility owe each other.

An agent, an operator or the owner of a kiosk, deposits money with the utility. The cash of their
customers is theirs; each sale uses the deposit up, and cash that goes back gives it back.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date

import msgspec

from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line, LineKind

WHOLE = 10_000
"""All of an amount, in hundredths of a percent."""
_VOLUME = (LineKind.TIER, LineKind.SURCHARGE, LineKind.CREDIT, LineKind.BACK_CHARGE)
"""Lines of a sale that earn a commission: not fees, standing charges, arrears, rounding."""


class CommissionRule(enum.StrEnum):
    """How a commission is reckoned."""

    NONE = "none"
    PERCENT = "percent"
    """Of what was sold without its tax."""
    FIXED = "fixed"
    """So much with each sale of some volume."""


class CommissionGoes(enum.StrEnum):
    """Where a commission goes."""

    KEPT = "kept"
    """Kept from the takings at once: a sale uses up that much less of the deposit."""
    CREDITED = "credited"
    """Put to the deposit when the agent is settled with."""


class Commission(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent earns."""

    rule: CommissionRule = CommissionRule.NONE
    rate: int = 0
    """Hundredths of a percent."""
    amount: Money = 0
    goes: CommissionGoes = CommissionGoes.CREDITED


class VendingLimit(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent may sell beside what is deposited, how often, and how long."""

    credit: Money = 0
    """So much more than the deposit."""
    sales: int | None = None
    """Sales since it was set; None: any number."""
    until: date | None = None
    """Last day; None: any day."""
    signature: bytes = b""
    """Of head office, in a network; empty: two people or a supervisor set it here."""


class VendingLeft(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent may still sell."""

    agent: str
    money: Money
    """Cash; below zero where more went out than was ever deposited."""
    sales: int | None = None
    until: date | None = None

    def days(self, today: date) -> int | None:
        """Days left, today among them; None: any number."""
        return None if self.until is None else max(0, (self.until - today).days + 1)


class VendingRefusal(enum.StrEnum):
    """Why an agent may not sell."""

    MONEY = "money"
    SALES = "sales"
    DAYS = "days"


class SoldSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a sale of an agent after what was given back of it."""

    basis: Money = 0
    """What the commission is reckoned from."""
    commission: Money = 0
    sales: int = 0


NOTHING = SoldSoFar()


def left(agent: str, position: Money, limit: VendingLimit, sold: int) -> VendingLeft:
    """``position``: what is deposited and not used up; ``sold``: sales since the limit was set."""
    return VendingLeft(
        agent=agent,
        money=position + limit.credit,
        sales=None if limit.sales is None else max(0, limit.sales - sold),
        until=limit.until,
    )


def refusal(vending: VendingLeft, cash: Money, today: date) -> VendingRefusal | None:
    """Why cash of this sum may not be taken now; None: it may.

    A sale for which no cash is taken uses no money up, but counts as a sale and needs a day.
    """
    if vending.until is not None and today > vending.until:
        return VendingRefusal.DAYS
    if vending.sales == 0:
        return VendingRefusal.SALES
    if cash > 0 and cash > vending.money:
        return VendingRefusal.MONEY
    return None


def earning(lines: Iterable[Line]) -> Money:
    """What of a sale earns a commission: volume and what belongs to it, without tax."""
    return sum(line.amount - line.tax for line in lines if line.kind in _VOLUME)


def earned(terms: Commission, basis: Money) -> Money:
    """The commission of a sale; rounded down, so that parts never make more than the whole."""
    if basis <= 0 or terms.rule is CommissionRule.NONE:
        return 0
    if terms.rule is CommissionRule.FIXED:
        return terms.amount
    return basis * terms.rate // WHOLE


def given_back(terms: Commission, so_far: SoldSoFar, basis: Money) -> SoldSoFar:
    """What a sale loses when ``basis`` of it goes back, as figures below zero.

    The commission left is that of what is left sold; the sale itself is gone with the last of it.
    """
    rest = so_far.basis - basis
    return SoldSoFar(
        basis=-basis,
        commission=earned(terms, rest) - so_far.commission,
        sales=-so_far.sales if rest <= 0 else 0,
    )
