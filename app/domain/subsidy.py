"""Volume whose price a third party pays a share of: so much a month for each household.

The share is of the full price, its taxes inside, of the first volume that is paid for in a calendar
month. It is rounded once over all of the month, so that parts are borne as the whole is.
"""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity, divide_rounded

_WHOLE = 100


class SubsidyScheme(msgspec.Struct, frozen=True, kw_only=True):
    """Who pays a share, and of how much."""

    code: str
    name: str
    payer: str
    ledger_code: str
    """Account of the general ledger where the payer owes it."""
    percent: int
    """Share of the price that the payer bears: 1 to 100."""
    per_month: Quantity
    """For each account in a calendar month."""
    per_person: Quantity
    """On top of it for each person of the household."""
    kind: UtilityKind = UtilityKind.WATER
    """What must flow through the meter."""
    active: bool


class PaidThrough(enum.StrEnum):
    """How a payer's money comes: into the utility's account, not into a drawer."""

    TRANSFER = "bank_transfer"
    CHEQUE = "cheque"


class SubsidyTerm(msgspec.Struct, frozen=True, kw_only=True):
    """That an account is in a scheme, and when."""

    scheme: str
    since: date
    until: date
    """Last day."""

    def holds(self, today: date) -> bool:
        """Whether that day is inside."""
        return self.since <= today <= self.until


class Subsidised(msgspec.Struct, frozen=True, kw_only=True):
    """What of an account's purchases was borne already in a calendar month."""

    quantity: Quantity = 0
    price: Money = 0
    """Full price of that volume."""


class Subsidy(msgspec.Struct, frozen=True, kw_only=True):
    """What a scheme still bears of an account's purchases this month."""

    scheme: SubsidyScheme
    left: Quantity
    price: Money
    """Full price of the volume that was subsidised already this month."""

    def borne(self, price: Money) -> Money:
        """The payer's part of a further full price; from 0 to ``price``, and it never falls."""
        return self._share(self.price + price) - self._share(self.price)

    def after(self, used: Subsidised) -> Subsidy:
        """What is left once some of it was used."""
        return msgspec.structs.replace(
            self, left=max(0, self.left - used.quantity), price=self.price + used.price
        )

    def _share(self, price: Money) -> Money:
        return divide_rounded(price * self.scheme.percent, _WHOLE)


def subsidy_on(
    today: date, term: SubsidyTerm, scheme: SubsidyScheme, *, persons: int, used: Subsidised
) -> Subsidy | None:
    """What the scheme bears on that day; None: nothing. ``used``: in the month of ``today``."""
    if not scheme.active or not term.holds(today):
        return None
    most = scheme.per_month + scheme.per_person * persons
    return Subsidy(scheme=scheme, left=max(0, most - used.quantity), price=used.price)
