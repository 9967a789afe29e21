"""What an account owes: which debts are still open, what is due by a plan, what a purchase takes.

Whatever comes off arrears comes off the oldest debt first. Sources: design.md section 3,
notes/domain.md 3.
"""

from __future__ import annotations

import calendar
import enum
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from app.domain.identity import EventId
from app.domain.quantity import Money

MOST_MONTHS = 60
_WHOLE = 10_000


class Debt(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was booked as owed."""

    event: EventId
    booked: date
    due: date
    name: str
    amount: Money
    left: Money
    """What is not paid of it."""


class Instalment(msgspec.Struct, frozen=True, kw_only=True):
    """A part of arrears and its day."""

    due: date
    amount: Money


class ArrearsPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Arrears that two people let an account pay month by month."""

    instalments: tuple[Instalment, ...]
    debts: tuple[EventId, ...]
    """The events that booked what it is about; what is booked later is due by itself."""
    reason: str

    @property
    def total(self) -> Money:
        """What was owed when it was made."""
        return sum(one.amount for one in self.instalments)


class PlanStanding(NamedTuple):
    """How an account keeps its plan."""

    left: Money
    """Of all that the plan is about."""
    due: Money
    """To be paid by today, what is overdue among it."""
    overdue: Money
    """Should have been paid before today."""
    next_due: date | None
    """Day of the next instalment after today that is not paid already."""


class DeductionRule(enum.StrEnum):
    """What of a purchase goes to arrears, within the share that the tariff allows."""

    TARIFF = "tariff"
    """The rate of the tariff revision."""
    PERCENT = "percent"
    FIXED = "fixed"
    """The same amount with each purchase."""
    DUE = "due"
    """What is due by today: by the instalment plan, or by the days of the debts."""
    NONE = "none"


class DeductionScheme(msgspec.Struct, frozen=True, kw_only=True):
    """A rule and its figure."""

    rule: DeductionRule
    rate: int = 0
    """Hundredths of a percent of a payment, for PERCENT."""
    amount: Money = 0
    """For FIXED."""


BY_TARIFF = DeductionScheme(rule=DeductionRule.TARIFF)


class Deductible(NamedTuple):
    """What a purchase may take at most."""

    most: Money
    rate: int | None
    """Hundredths of a percent of the payment; None: as the tariff revision says."""


class Kept(NamedTuple):
    """What an account owes, and what is kept for it as its balance."""

    arrears: Money
    balance: Money


def overpaid_back(arrears: Money, balance: Money) -> Kept:
    """What was paid twice for arrears, at kiosks that did not know of each other, is balance.

    Both as the books have them. It follows from the sums alone, so in whatever order events arrive.
    """
    return Kept(arrears=max(0, arrears), balance=balance + max(0, -arrears))


def open_parts(moved: Sequence[Money]) -> tuple[Money, ...]:
    """What is left of each movement; ``moved``: oldest first, below zero where less is owed.

    What came off is taken from the oldest debt first, also where it came before it.
    """
    off = -sum(amount for amount in moved if amount < 0)
    left = []
    for amount in moved:
        taken = min(max(0, amount), off)
        off -= taken
        left.append(max(0, amount) - taken)
    return tuple(left)


def instalments(total: Money, months: int, first_due: date) -> tuple[Instalment, ...]:
    """Equal parts, a month apart; what does not divide goes with the first ones.

    A day that a month has not is its last one. None of them is empty.
    """
    part, rest = divmod(total, months)
    parts = (part + (at < rest) for at in range(months))
    return tuple(
        Instalment(due=months_after(first_due, at), amount=amount)
        for at, amount in enumerate(parts)
        if amount
    )


def months_after(day: date, months: int) -> date:
    """The same day of a later month; where that has no such day, its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def plan_standing(plan: ArrearsPlan, debts: Iterable[Debt], today: date) -> PlanStanding:
    """``debts``: those of the account that are open."""
    left = min(plan.total, sum(debt.left for debt in debts if debt.event in plan.debts))
    paid = plan.total - left

    def unpaid(due: Iterable[Instalment]) -> Money:
        return max(0, sum(one.amount for one in due) - paid)

    coming = [
        one.due
        for at, one in enumerate(plan.instalments)
        if one.due > today and unpaid(plan.instalments[: at + 1])
    ]
    return PlanStanding(
        left=left,
        due=unpaid(one for one in plan.instalments if one.due <= today),
        overdue=unpaid(one for one in plan.instalments if one.due < today),
        next_due=min(coming, default=None),
    )


def due_by(plan: ArrearsPlan | None, debts: Sequence[Debt], today: date) -> Money:
    """What should be paid by today: by the plan, and of what it is not about by its day."""
    planned = () if plan is None else plan.debts
    by_itself = sum(debt.left for debt in debts if debt.event not in planned and debt.due <= today)
    return by_itself + (0 if plan is None else plan_standing(plan, debts, today).due)


def deductible(scheme: DeductionScheme, *, arrears: Money, due: Money) -> Deductible:
    """What a purchase may take; the tariff's share of a payment still bounds it."""
    match scheme.rule:
        case DeductionRule.TARIFF:
            return Deductible(arrears, None)
        case DeductionRule.PERCENT:
            return Deductible(arrears, scheme.rate)
        case DeductionRule.FIXED:
            return Deductible(min(arrears, scheme.amount), _WHOLE)
        case DeductionRule.DUE:
            return Deductible(min(arrears, due), _WHOLE)
        case DeductionRule.NONE:
            return Deductible(0, 0)
